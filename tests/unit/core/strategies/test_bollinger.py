"""%B with tranches by the specification's numbers: 40/30/30 down, half and the rest up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.errors import InputError
from core.strategies.base import Action, Decision, Holding, parse_params
from core.strategies.bollinger import (
    AT_MIDDLE,
    AT_UPPER,
    CHEAP,
    LOWER_YET,
    MIDDLE,
    UPPER,
    Bollinger,
    BollingerRow,
    confidence,
)
from core.strategies.columns import bars_of, rows_of
from tests.cycles import Cycle
from tests.series import CALENDAR, from_closes, halted

FLAT = Holding(0, 0.0, -1)


def row(close: float, lower: float, middle: float, upper: float) -> BollingerRow:
    b = (close - lower) / (upper - lower)
    place = AT_UPPER if close >= upper else AT_MIDDLE if close >= middle else 0
    return BollingerRow(close, upper, middle, lower, b, 1.0, CHEAP if b <= 0.05 else place)


def rule(**given: Any) -> Any:
    return Bollinger.scalars(parse_params(Bollinger, given))


def specified(close: float) -> BollingerRow:
    return row(close, 40_000, 42_000, 44_000)


def last_row(closes: list[int], **given: Any) -> BollingerRow:
    params = parse_params(Bollinger, given)
    columns = Bollinger.features(bars_of(from_closes(closes), CALENDAR), params)
    made: BollingerRow = rows_of(Bollinger, columns)[-1]
    return made


def test_the_features_tell_which_line_the_close_has_reached() -> None:
    specified_ = {"period": 8, "buy_percent_b": "1"}

    top = last_row([2, 4, 4, 4, 5, 5, 7, 9], **specified_)
    assert (top.upper, top.middle, top.lower, top.percent_b) == (9, 5, 1, 1)
    assert top.place == AT_UPPER
    assert last_row([9, 2, 4, 4, 4, 5, 7, 5], **specified_).place == AT_MIDDLE
    low = last_row([9, 5, 4, 4, 4, 5, 7, 2], period=8, buy_percent_b="0.25")
    assert (low.percent_b, low.place) == (0.125, CHEAP)
    shy = last_row([9, 5, 4, 4, 4, 5, 7, 2], period=8, buy_percent_b="0.125", min_confidence="0.3")
    assert (shy.confidence, shy.place) == (0.2, 0)


@pytest.mark.parametrize(("close", "buys"), [(40_200, True), (40_250, False), (39_000, True)])
def test_percent_b_of_the_same_price_buys_and_the_boundary_counts(close: int, buys: bool) -> None:
    decision = Bollinger.decide(specified(close), FLAT, rule())

    assert (decision.action == Action.BUY) is buys
    assert decision.fraction == (0.4 if buys else 0.0)


def test_the_specified_tranches_are_bought_and_sold_in_halves() -> None:
    cycle = Cycle(14_000_000)

    made = [
        cycle.meet(low(price, cycle.holding), price) for price in (73_400, 71_200, 71_100, 68_900)
    ]

    assert made == [76, 0, 59, 60]
    assert [cycle.paid[i] for i in (0, 1, 2)] == [5_578_400, 4_194_900, 4_134_000]
    assert cycle.holding.average == pytest.approx(71_319.487, abs=5e-4)
    assert cycle.holding.shares == 195
    assert cycle.meet(low(60_000, cycle.holding), 60_000) == 0, "a fourth tranche"
    half = row(76_000, 70_000, 76_000, 82_000)
    assert cycle.meet(Bollinger.decide(half, cycle.holding, rule()), 76_000) == -97
    assert cycle.meet(low(50_000, cycle.holding), 50_000) == 0, "no tranche after the half sale"
    all_ = row(82_000, 70_000, 76_000, 82_000)
    assert cycle.meet(Bollinger.decide(all_, cycle.holding, rule()), 82_000) == -98


def low(price: float, held: Holding) -> Decision:
    return Bollinger.decide(row(price, price + 100, price + 5_000, price + 9_900), held, rule())


def test_the_next_tranche_wants_the_whole_drop_below_the_last_fill() -> None:
    held = Holding(76, 73_400.0, -1, 1, buys=1, last_buy=73_400.0)

    assert low(71_199, held).action == Action.NOTHING
    assert low(71_198, held) == (Action.BUY, 0.3, 100 / 71_298, LOWER_YET, 0.0, 0)


def test_a_tranche_that_did_not_fill_is_not_counted() -> None:
    held = Holding(76, 73_400.0, -1, 9, buys=1, last_buy=73_400.0)

    assert low(60_000, held).fraction == 0.3
    assert low(60_000, held._replace(buys=2, last_buy=71_100.0)).fraction == 0.3
    assert low(60_000, held._replace(buys=3, last_buy=68_900.0)).action == Action.NOTHING


def test_the_upper_line_sells_all_and_the_middle_half_once() -> None:
    held = Holding(10, 40_000.0, -1, 3, buys=1, last_buy=40_000.0)

    assert Bollinger.decide(specified(44_000), held, rule())[:4] == (Action.SELL, 1.0, 0.0, UPPER)
    assert Bollinger.decide(specified(42_000), held, rule())[:4] == (Action.SELL, 0.5, 0.0, MIDDLE)
    after = held._replace(sells=1)
    assert Bollinger.decide(specified(42_000), after, rule()).action == Action.NOTHING


@pytest.mark.parametrize(("close", "wanted"), [(40_000, 0.70), (40_050, 0.575)])
def test_the_specified_confidence(close: int, wanted: float) -> None:
    lines = specified(close)

    got = confidence(np.array([close]), lines, np.array([lines.percent_b]), 0.05)

    assert got[0] == pytest.approx(wanted)


def test_confidence_of_0_51_is_a_percent_b_of_0_019() -> None:
    def of(b: float) -> float:
        close = 40_000 + b * 4_000
        return float(confidence(np.array([close]), specified(close), np.array([b]), 0.05)[0])

    assert of(0.0189) > 0.51 > of(0.0191)


def test_a_window_at_rest_or_with_a_halt_is_silent() -> None:
    params = parse_params(Bollinger, {})
    still = from_closes([10_000] * 30)
    moving = from_closes([10_000 + 10 * (i % 5) for i in range(29)])
    stop = halted(moving[-1], CALENDAR.next_session(moving[-1].day).day)
    after = replace(moving[0], day=CALENDAR.next_session(stop.day).day, close=9_000, low=8_999)

    for bars in (still, [*moving, stop], [*moving, stop, after]):
        made = Bollinger.features(bars_of(bars, CALENDAR), params)
        last = rows_of(Bollinger, made)[-1]
        for held in (FLAT, Holding(10, 9_000.0, -1, 3, buys=1, last_buy=20_000.0)):
            decision = Bollinger.decide(last, held, rule())
            assert decision.action == Action.NOTHING


@pytest.mark.parametrize("split", ["40/30/20", "0/100", "25/25/25/25", "a/b", "40-30-30"])
def test_parts_that_do_not_make_a_whole_are_refused(split: str) -> None:
    with pytest.raises(InputError, match="split"):
        rule(split=split)


def test_parts_are_given_as_people_write_them() -> None:
    assert rule(split="100") == (1, 1.0, 0.0, 0.0, 970_000)
    assert rule(split="50/50") == (2, 0.5, 0.5, 0.0, 970_000)
    assert rule(split=["0.4", "0.3", "0.3"]) == (3, 0.4, 0.3, 0.3, 970_000)
