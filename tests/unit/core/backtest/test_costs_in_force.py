"""Without anything asked, a backtest pays what was in force on the day of each trade."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.backtest.costs import PLACES, in_force, listed
from core.backtest.request import strategy_of
from core.backtest.run import Engine, run
from core.domain.costs import tax_rate
from core.domain.instrument import InstrumentKind, Market, ladder_on
from core.domain.money import share_of
from core.domain.signal import Side
from core.registry import discover
from tests.leaks.engine import market
from tests.series import CALENDAR, sessions

discover("core.strategies")
STOCK = InstrumentKind.STOCK
DAYS = sessions(10_700, first=date(1985, 1, 4))


@given(st.sampled_from(DAYS), st.sampled_from(list(Market)))
@example(date(2024, 12, 26), Market.KOSPI)
@example(date(2024, 12, 27), Market.KOSPI)
@example(date(2019, 5, 30), Market.KOSPI)
@example(date(2019, 5, 29), Market.KOSPI)
@example(date(2023, 1, 20), Market.KOSDAQ)
@example(date(2023, 1, 25), Market.KOSDAQ)
def test_tax_and_grid_are_those_of_the_day(day, place):
    settings = in_force(CALENDAR, market=place)
    settles = CALENDAR.settlement(day)
    assert settings.tax_rate(day) == tax_rate(settles, market=place, kind=STOCK) * 10**9
    assert settings.ladder(day) == ladder_on(day, kind=STOCK, market=place)


@pytest.mark.parametrize("portfolio", [False, True])
@pytest.mark.parametrize("engine", [Engine.AUTO, Engine.EVENT])
def test_each_symbol_pays_the_tax_of_its_own_market(portfolio, engine):
    places = {"000002": "KOSDAQ", "000003": "ETF"}
    plan = replace(listed(in_force(CALENDAR), CALENDAR, places), portfolio=portfolio)
    series = market(13, symbols=3, count=600)
    strategy, params = strategy_of("golden_cross", ("volume_mult=0", "fast=5", "slow=20"))
    results = run(strategy, params, series, plan, engine=engine)
    sales = [f for one in results.values() for f in one.fills if f.side is Side.SELL]
    for fill in sales:
        where, kind = PLACES[places.get(fill.symbol, "KOSPI")]
        rate = tax_rate(CALENDAR.settlement(fill.day), market=where, kind=kind)
        assert fill.tax5 == share_of(fill.price * fill.qty, rate) * 100_000
    assert {fill.symbol for fill in sales} == {"000001", "000002", "000003"}


def test_an_account_of_one_market_is_that_market():
    plan = listed(in_force(CALENDAR), CALENDAR, {"000001": "ETF"})
    assert plan.of("000001").taxes == ((date.min, 0),)
    assert plan.of("000001").ladder(date(2024, 1, 2)) == ladder_on(
        date(2024, 1, 2), kind=InstrumentKind.ETF, market=Market.KOSPI
    )
    assert plan.of("000002") == in_force(CALENDAR)
