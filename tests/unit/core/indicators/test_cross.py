"""Counting bars since one line rose above another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.indicators.cross import bars_since, bars_since_cross

NAN = float("nan")
LINES = st.lists(
    st.tuples(st.sampled_from([1.0, 2.0, 3.0, NAN]), st.sampled_from([1.0, 2.0, 3.0, NAN])),
    max_size=30,
)


def test_a_touch_from_below_counts_as_below() -> None:
    fast, slow = np.array([1.0, 2, 3, 3, 1, 3]), np.array([2.0, 2, 2, 2, 2, 2])

    np.testing.assert_array_equal(bars_since_cross(fast, slow), [NAN, NAN, 0, 1, 2, 0])


def test_an_undefined_value_is_no_cross() -> None:
    fast, slow = np.array([NAN, 3.0, 1, NAN, 3]), np.full(5, 2.0)

    assert np.isnan(bars_since_cross(fast, slow)).all()


def test_no_bars_give_no_counts() -> None:
    assert len(bars_since(np.array([], dtype=bool))) == 0


@given(LINES)
def test_it_counts_like_a_plain_loop(lines: list[tuple[float, float]]) -> None:
    fast, slow = np.array([x[0] for x in lines]), np.array([x[1] for x in lines])

    wanted: list[float] = []
    for i in range(len(lines)):
        up = i > 0 and lines[i][0] > lines[i][1] and lines[i - 1][0] <= lines[i - 1][1]
        wanted.append(0.0 if up else (wanted[-1] + 1 if wanted else NAN))
    np.testing.assert_array_equal(bars_since_cross(fast, slow), wanted)
