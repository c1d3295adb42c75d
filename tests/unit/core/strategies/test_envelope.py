"""The envelope by the specification's three paths: upper line first, one half sale a cycle."""

from __future__ import annotations

from typing import Any

import pytest

from core.strategies.base import Action, Decision, Holding, parse_params
from core.strategies.envelope import LOWER, MIDDLE, TOO_LONG, UPPER, Envelope, EnvelopeRow
from tests.cycles import Cycle

NAN = float("nan")


def row(close: float, volume: float = 1_000) -> EnvelopeRow:
    return EnvelopeRow(volume, close, upper=60_000, middle=50_000, lower=40_000)


def rule(**given: Any) -> Any:
    return Envelope.scalars(parse_params(Envelope, given))


def decide(close: float, held: Holding, **given: Any) -> Decision:
    return Envelope.decide(row(close), held, rule(**given))


def test_the_first_specified_path_buys_halves_and_sells_the_rest() -> None:
    cycle = Cycle(14_000_000)

    made = [cycle.meet(decide(p, cycle.holding), p) for p in (40_050, 40_000, 49_950, 50_000)]
    made += [cycle.meet(decide(p, cycle.holding), p) for p in (55_000, 60_000)]

    assert made == [0, 350, 0, -175, 0, -175]
    assert cycle.holding.shares == 0


def test_the_second_specified_path_sells_all_at_a_first_print_above_the_upper_line() -> None:
    cycle = Cycle(14_000_000)
    cycle.meet(decide(40_000, cycle.holding), 40_000)

    assert cycle.meet(decide(61_000, cycle.holding), 61_000) == -350


def test_the_third_specified_path_halves_again_in_the_next_cycle() -> None:
    cycle = Cycle(14_000_000)
    for price in (40_000, 50_000, 60_000):
        cycle.meet(decide(price, cycle.holding), price)

    assert cycle.meet(decide(39_000, cycle.holding), 39_000) == 358
    assert cycle.meet(decide(50_000, cycle.holding), 50_000) == -179


def test_after_the_half_sale_a_fall_below_the_lower_line_buys_nothing() -> None:
    cycle = Cycle(14_000_000)
    for price in (40_000, 50_000):
        cycle.meet(decide(price, cycle.holding), price)

    assert cycle.meet(decide(39_000, cycle.holding), 39_000) == 0


def test_one_share_at_the_middle_ends_the_cycle() -> None:
    cycle = Cycle(40_000)
    cycle.meet(decide(40_000, cycle.holding), 40_000)

    assert cycle.meet(decide(50_000, cycle.holding), 50_000) == -1
    assert cycle.holding.shares == 0


def test_the_upper_line_is_looked_at_before_the_middle() -> None:
    held = Holding(10, 40_000.0, -1, 3, buys=1)

    assert decide(60_000, held).reason == UPPER
    assert decide(59_999, held).reason == MIDDLE
    assert decide(59_999, held._replace(sells=1)).action == Action.NOTHING


def test_the_score_is_the_depth_below_the_line() -> None:
    assert decide(36_000, Holding(0, 0.0, -1)) == (Action.BUY, 1.0, 0.1, LOWER, 0.0, 0)


@pytest.mark.parametrize(("since", "action"), [(0, 0), (1, Action.BUY), (-1, Action.BUY)])
def test_a_pause_between_sale_and_purchase_is_kept(since: int, action: int) -> None:
    assert decide(40_000, Holding(0, 0.0, since), reentry_bars=1).action == action


@pytest.mark.parametrize(("since", "reason"), [(19, 0), (20, TOO_LONG), (-1, 0)])
def test_a_holding_that_lasts_too_long_is_sold(since: int, reason: int) -> None:
    assert decide(45_000, Holding(10, 40_000.0, -1, since), max_holding_days=20).reason == reason


@pytest.mark.parametrize("close", [40_000, 50_000, 60_000])
@pytest.mark.parametrize("held", [Holding(0, 0.0, -1), Holding(10, 40_000.0, -1, 3)])
def test_halted_and_undefined_bars_say_nothing(close: int, held: Holding) -> None:
    undefined = row(close)._replace(upper=NAN, middle=NAN, lower=NAN)

    assert Envelope.decide(row(close, volume=0), held, rule()).action == Action.NOTHING
    assert Envelope.decide(undefined, held, rule()).action == Action.NOTHING
