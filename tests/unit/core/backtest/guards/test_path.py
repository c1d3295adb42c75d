"""The run as positions over time: lots, points, and the money they make."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.guards.path import (
    Lot,
    Track,
    by_session,
    costs,
    lots,
    openings,
    point_of,
    positions,
    prices,
    profits,
)
from core.backtest.result import Fill, Result
from core.backtest.rules import CENTI_MILLI
from core.domain.signal import Side
from tests.leaks.engine import market

SERIES = market(7, symbols=1, count=60)[0]
TRACK = Track(SERIES.symbol, SERIES.bars, 0)


def fill(at: int, side: Side, qty: int, price: int, *, fee5: int = 0) -> Fill:
    day = date.fromordinal(int(SERIES.day[at]))
    return Fill(SERIES.symbol, at, day, side, qty, price, "signal", fee5, 0)


def result(*fills: Fill) -> Result:
    days = tuple(date.fromordinal(int(day)) for day in SERIES.day)
    return Result((SERIES.symbol,), fills, 0, days, (0,) * len(days), ())


def at_open(at: int, side: Side, qty: int) -> Fill:
    return fill(at, side, qty, int(SERIES.open[at]))


def at_close(at: int, side: Side, qty: int) -> Fill:
    return fill(at, side, qty, int(SERIES.close[at]))


def test_a_fill_at_the_open_lies_before_the_bar_and_any_other_at_its_end():
    assert point_of(at_open(3, Side.BUY, 1), TRACK, 1) == 6
    assert point_of(fill(3, Side.SELL, 1, int(SERIES.open[3]) + 100), TRACK, 1) == 7


def test_first_shares_bought_are_the_first_sold():
    run = result(
        at_open(2, Side.BUY, 10), at_open(4, Side.BUY, 5), at_open(6, Side.SELL, 12),
        at_close(8, Side.SELL, 1),
    )  # fmt: skip
    first, second = float(SERIES.open[2]), float(SERIES.open[4])
    assert lots(run, TRACK) == [
        Lot(10, first, 4, 12), Lot(2, second, 8, 12), Lot(1, second, 8, 17),
        Lot(2, second, 8, 119),
    ]  # fmt: skip


def test_a_short_is_a_lot_of_negative_shares():
    run = result(at_open(2, Side.SELL, 10), at_open(5, Side.BUY, 10))
    assert lots(run, TRACK) == [Lot(-10, float(SERIES.open[2]), 4, 10)]
    assert openings(run)[SERIES.symbol] == [run.fills[0]]


sides = st.lists(st.tuples(st.integers(1, 58), st.sampled_from(Side), st.integers(1, 30)))


@given(made=sides, late=st.integers(0, 3))
def test_lots_and_positions_earn_the_same(made, late):
    run = result(*(at_open(at, side, qty) for at, side, qty in sorted(made, key=lambda m: m[0])))
    path = prices(TRACK)
    by_lot = sum(
        lot.shares * (path[min(lot.exit + 2 * late, 119)] - path[min(lot.entry + 2 * late, 119)])
        for lot in lots(run, TRACK)
    )
    earned = profits(positions(run, TRACK), TRACK, late=late)
    assert earned.sum() == pytest.approx(by_lot, abs=1e-3)


def test_money_of_fills_at_opens_and_closes_is_exact():
    run = result(at_open(2, Side.BUY, 10), at_close(5, Side.SELL, 10))
    assert profits(positions(run, TRACK), TRACK).sum() == 10 * (SERIES.close[5] - SERIES.open[2])


def test_costs_lie_on_the_bar_of_their_fill():
    run = result(fill(2, Side.BUY, 1, 100, fee5=70 * CENTI_MILLI))
    assert costs(run, TRACK)[2] == costs(run, TRACK).sum() == 70


def test_a_contract_moves_as_many_shares_as_it_stands_for():
    ten = TRACK._replace(multiplier=10)
    run = result(at_open(2, Side.BUY, 3))
    assert positions(run, ten).tolist() == (10 * positions(run, TRACK)).tolist()


def test_symbols_meet_on_their_sessions():
    later = TRACK._replace(bars=TRACK.bars._replace(session=TRACK.sessions + 1))
    days = sorted({*TRACK.sessions.tolist(), *later.sessions.tolist()} - {int(TRACK.sessions[0])})
    ones = np.ones(60)
    total = by_session([(TRACK, ones), (later, 2 * ones)], days)
    assert total.sum() == 59 + 120
    assert total[0] == 1 * (days[0] in TRACK.sessions) + 2 * (days[0] in later.sessions)


def test_bars_without_sessions_are_refused():
    with pytest.raises(ValueError, match="do not say their sessions"):
        _ = TRACK._replace(bars=TRACK.bars._replace(session=None)).sessions
