"""MACD by the specification: the cross up buys, any bar below the signal sells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.strategies.base import NOTHING, Action, Holding, parse_params
from core.strategies.columns import bars_of, rows_of
from core.strategies.macd import FALLS, RISES, MacdCross, MacdRow
from tests.refusals import refused
from tests.series import CALENDAR, from_closes

FLAT, HELD = Holding(0, 0.0, -1), Holding(10, 10_000.0, -1, 2)
NAN = float("nan")


def rule(**given: Any) -> Any:
    return MacdCross.scalars(parse_params(MacdCross, given))


@pytest.mark.parametrize(
    ("now", "before", "buys"),
    [((5, 4), (3, 3), True), ((5, 4), (2, 3), True), ((5, 4), (4, 3), False),
     ((4, 4), (2, 3), False), ((5, 4), (NAN, NAN), False), ((5, NAN), (2, 3), False)],
)  # fmt: skip
def test_it_buys_on_the_bar_that_crosses(
    now: tuple[float, float], before: tuple[float, float], buys: bool
) -> None:
    decision = MacdCross.decide(MacdRow(1_000, *now, *before), FLAT, rule())

    assert (decision.action, decision.reason) == ((Action.BUY, RISES) if buys else (0, 0))


@pytest.mark.parametrize(("now", "sells"), [((3, 4), True), ((4, 4), False), ((NAN, 4), False)])
def test_it_sells_while_below_the_signal(now: tuple[float, float], sells: bool) -> None:
    decision = MacdCross.decide(MacdRow(1_000, *now, 1, 2), HELD, rule())

    assert (decision.action, decision.reason) == ((Action.SELL, FALLS) if sells else (0, 0))


def test_the_filter_wants_macd_below_zero() -> None:
    below = rule(below_zero="true")

    assert MacdCross.decide(MacdRow(1_000, 1, 0, -1, 0), FLAT, below) == NOTHING
    assert MacdCross.decide(MacdRow(1_000, -1, -2, -3, -2), FLAT, below).action == Action.BUY


def test_a_halted_bar_says_nothing() -> None:
    assert MacdCross.decide(MacdRow(0, 5, 4, 3, 3), FLAT, rule()) == NOTHING
    assert MacdCross.decide(MacdRow(0, 3, 4, 3, 3), HELD, rule()) == NOTHING


def test_a_ramp_neither_crosses_nor_falls() -> None:
    params = parse_params(MacdCross, {})
    bars = bars_of(from_closes([10_000 + 100 * i for i in range(40)]), CALENDAR)
    rows = rows_of(MacdCross, MacdCross.features(bars, params))

    assert np.isnan(rows[32].macd)
    assert (rows[33].macd, rows[33].signal) == (700, 700)
    assert {MacdCross.decide(r, h, rule()) for r in rows for h in (FLAT, HELD)} == {NOTHING}


def test_a_fast_average_that_is_slower_is_refused() -> None:
    with refused("Lower fast or raise slow"):
        rule(fast="26")
