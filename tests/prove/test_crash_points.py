"""The sweep of crashes in the size of a pull request: every point once, some twice."""

from __future__ import annotations

from collections import Counter

import pytest

from core.failpoint import POINTS
from tests.prove import crash

HIT: Counter[str] = Counter()
LATER = set(POINTS) - set(crash.points()) - set(crash.migration_points())


@pytest.mark.parametrize("number", range(len(crash.points())))
def test_dying_at_a_point_loses_nothing(number: int) -> None:
    outcome = crash.single(number)
    HIT.update(outcome.struck)
    assert outcome.failures == []


@pytest.mark.parametrize("number", range(len(crash.migration_points())))
def test_dying_in_a_migration_loses_nothing(number: int) -> None:
    outcome = crash.migration(number)
    HIT.update(name.removeprefix("at ") for name in outcome.counts)
    assert outcome.failures == []


@pytest.mark.parametrize("seed", range(40))
def test_dying_twice_loses_nothing(seed: int) -> None:
    assert crash.double(seed).failures == []


def test_every_point_was_hit() -> None:
    if not HIT:
        pytest.skip("runs after the sweep, in the same process")
    assert len(POINTS) >= 60
    assert set(HIT) >= set(POINTS) - LATER


def test_a_trial_repeats_by_its_number() -> None:
    first, second = crash.single(7), crash.single(7)
    assert (first.struck, first.counts) == (second.struck, second.counts)
