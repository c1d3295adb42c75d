"""What may be tried: exactly the product of the values, each as its field reads it."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.sweep.space import read_space
from core.registry import discover
from core.strategies.base import STRATEGIES, parse_params
from tests.refusals import refused

discover("core.strategies")
CROSS, BOLLINGER = STRATEGIES.get("golden_cross"), STRATEGIES.get("bollinger")
REVERSION = STRATEGIES.get("mean_reversion")


@st.composite
def ranges(draw: st.DrawFn) -> tuple[str, list[int]]:
    """A range as somebody types it, and the numbers that it means."""
    first, last = sorted(draw(st.tuples(st.integers(2, 240), st.integers(2, 240))))
    step = draw(st.integers(1, 60))
    text = f"{first}..{last}" if step == 1 else f"{first}..{last}:{step}"
    return text, list(range(first, last + 1, step))


@given(ranges(), ranges(), st.lists(st.sampled_from(["level", "cross"]), min_size=1, max_size=3))
def test_a_space_is_the_product_of_its_axes(fast, slow, modes):
    given_ = [f"slow={slow[0]}", f"entry_mode={','.join(modes)}", f"fast={fast[0]}"]
    apart = {"volume_window": 7}
    if min(fast[1]) >= max(slow[1]):
        with refused("must be smaller than slow"):
            read_space(CROSS, given_, apart)
        return
    space = read_space(CROSS, given_, apart)
    product = itertools.product(dict.fromkeys(modes), fast[1], slow[1])
    wanted = [{"entry_mode": m, "fast": f, "slow": s} for m, f, s in product]
    assert [space.chosen(point) for point in range(len(space))] == wanted
    for point, values in enumerate(wanted):
        params: Any = space.params(point)
        assert space.point(space.steps(point)) == point
        assert (params is None) == (values["fast"] >= values["slow"])
        assert params is None or params == CROSS.Params(**values, **apart)


def test_ratios_are_exact_and_one_value_written_twice_is_one():
    space = read_space(CROSS, ["stop_loss=0.01..0.05:0.01", "take_profit=0.1,0.10,10%,0.2"])
    stops, takes = space.axes
    assert (stops.values, takes.values) == (
        ("0.01", "0.02", "0.03", "0.04", "0.05"),
        ("0.1", "0.2"),
    )
    assert stops.rising
    assert len(space) == 10


def test_words_numbers_to_choose_from_and_absence_are_values():
    space = read_space(BOLLINGER, ["stop_loss=none,0.03", "split=40/30/30,50/50"])
    assert space.axes[0].values == (["0.4", "0.3", "0.3"], ["0.5", "0.5"])
    assert space.axes[1].values == (None, "0.03")
    assert not any(axis.rising for axis in space.axes)
    assert read_space(REVERSION, ["ddof=0,1"]).axes[0].values == (0, 1)
    assert space.params(0) == parse_params(BOLLINGER, {"split": "40/30/30"})


def test_what_is_searched_replaces_the_preset():
    space = read_space(CROSS, ["entry_mode=level,cross"], {"entry_mode": "cross", "fast": 5})
    assert [space.params(point).entry_mode for point in range(2)] == ["level", "cross"]
    assert space.params(0).fast == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fast", "Write --space as name=first..last:step or name=value,value"),
        ("fast=", "name=first..last:step"),
        ("quick=1..5", "no parameter quick. It has budget, fast, slow"),
        ("fast=5..1", "The first must not be above the last"),
        ("fast=1..5:0", "the step above 0"),
        ("fast=1..x", "x of fast=1..x is no number"),
        ("fast=1..nan", "nan of fast=1..nan is no number"),
        ("fast=1..400:100", "fast=301 cannot be used. Allowed: a whole number from 1 up to 249"),
        ("fast=1,,3", "fast= cannot be used. Allowed: a whole number"),
        ("budget=1..900000000", "900,000,000 values. Up to 10,000 are allowed: take a larger step"),
        ("stop_loss=0.01..0.05", "has no step. Write for example stop_loss=0.01..0.05:0.01"),
        ("entry_mode=level,never", "entry_mode=never cannot be used. Allowed: one of level, cross"),
    ],
)
def test_a_wrong_space_says_what_is_wrong(text, said):
    with refused(re.escape(said)):
        read_space(CROSS, [text])


def test_a_space_in_which_nothing_goes_together_says_why():
    with refused(r"fast=50 must be smaller than slow=10. Lower fast"):
        read_space(CROSS, ["fast=50..60:5", "slow=10..20:5"])


DAILY = ("bollinger", "envelope", "golden_cross", "macd", "mean_reversion", "rsi")


@pytest.mark.parametrize("name", DAILY)
def test_the_strategies_that_come_along_name_what_to_search(name):
    space = read_space(STRATEGIES.get(name), ())
    assert len(space.axes) >= 2
    assert all(axis.rising for axis in space.axes)
    going = [point for point in range(len(space)) if space.params(point) is not None]
    assert 20 <= len(going) <= 200


def test_a_parameter_that_is_set_is_not_searched_as_well():
    space = read_space(CROSS, (), {"fast": 7}, held={"fast"})
    assert [axis.name for axis in space.axes] == ["slow"]
    assert space.params(0).fast == 7
    with refused("fast is in --set and in --space. Give it once"):
        read_space(CROSS, ["fast=1..5"], held={"fast"})
    with refused("golden_cross names nothing to search. Give --space"):
        read_space(CROSS, (), held={"fast", "slow"})
