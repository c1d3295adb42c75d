"""RSI by the specification: crossing back over a line, and silence where it is undefined."""

from __future__ import annotations

from typing import Any

import pytest

from core.strategies.base import NOTHING, Action, Holding, parse_params
from core.strategies.rsi import STRONG, WEAK, Rsi, RsiRow
from tests.refusals import refused

FLAT, HELD = Holding(0, 0.0, -1), Holding(10, 10_000.0, -1, 2)
NAN = float("nan")


def rule(**given: Any) -> Any:
    return Rsi.scalars(parse_params(Rsi, given))


@pytest.mark.parametrize(
    ("before", "now", "buys"),
    [(29.9, 30.0, True), (29.9, 45.0, True), (30.0, 31.0, False), (28.0, 29.9, False),
     (NAN, 31.0, False), (29.0, NAN, False)],
)  # fmt: skip
def test_it_buys_as_rsi_rises_back_over_the_low_line(before: float, now: float, buys: bool) -> None:
    decision = Rsi.decide(RsiRow(1_000, now, before), FLAT, rule())

    assert (decision.action == Action.BUY) is buys
    assert decision.reason == (WEAK if buys else 0)
    assert decision.score == (now if buys else 0)


@pytest.mark.parametrize(
    ("before", "now", "sells"),
    [(70.1, 70.0, True), (80.0, 60.0, True), (70.0, 69.0, False), (75.0, 71.0, False),
     (NAN, 60.0, False), (71.0, NAN, False)],
)  # fmt: skip
def test_it_sells_as_rsi_falls_back_under_the_high_line(
    before: float, now: float, sells: bool
) -> None:
    decision = Rsi.decide(RsiRow(1_000, now, before), HELD, rule())

    assert (decision.action == Action.SELL) is sells
    assert decision.reason == (STRONG if sells else 0)


def test_level_acts_while_rsi_is_beyond_the_line() -> None:
    level = rule(mode="level")

    assert Rsi.decide(RsiRow(1_000, 29.9, 20.0), FLAT, level).action == Action.BUY
    assert Rsi.decide(RsiRow(1_000, 30.0, 20.0), FLAT, level) == NOTHING
    assert Rsi.decide(RsiRow(1_000, 70.1, 80.0), HELD, level).action == Action.SELL
    assert Rsi.decide(RsiRow(1_000, 70.0, 80.0), HELD, level) == NOTHING


def test_a_halted_bar_says_nothing() -> None:
    assert Rsi.decide(RsiRow(0, 31.0, 29.0), FLAT, rule()) == NOTHING
    assert Rsi.decide(RsiRow(0, 69.0, 71.0), HELD, rule()) == NOTHING


def test_lines_that_cross_are_refused_with_what_to_do() -> None:
    with refused("Lower low or raise high"):
        rule(low="70", high="70")
