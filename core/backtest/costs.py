"""What the product assumes when nothing else is asked: the rates and grids that were in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from core.backtest.settings import EVER, Backtest, Dated, Listing
from core.domain.calendar import Calendar
from core.domain.costs import Commission
from core.domain.costs_tax import EXEMPT, TAXES
from core.domain.instrument import (
    NEW_ETF_GRID,
    NEW_GRID,
    InstrumentKind,
    Market,
    TickLadder,
    ladder_on,
)
from core.domain.money import Rate
from core.errors import CalendarRange


def in_force(calendar: Calendar, *, market: Market = Market.KOSPI) -> Backtest:
    """Give settings with the sale tax by settlement date, the grid by date, and whole won.

    All are taken to be shares of one market; `listed` says it of single symbols.
    """
    commission = Commission()
    return Backtest(
        commission=commission.rate,
        commission_unit=commission.unit,
        taxes=taxes_by_trade(calendar, market),
        ladders=ladders(market),
    )


PLACES: Final = {
    **{market.value: (market, InstrumentKind.STOCK) for market in Market},
    "ETF": (Market.KOSPI, InstrumentKind.ETF),
    "ETN": (Market.KOSPI, InstrumentKind.ETN),
}


def listed(plan: Backtest, calendar: Calendar, places: Mapping[str, str]) -> Backtest:
    """Give settings in which symbols are listed elsewhere: `places` are names of `PLACES`."""
    made = {place: _listing(place, calendar) for place in set(places.values())}
    named = tuple((symbol, made[place]) for symbol, place in sorted(places.items()))
    return replace(plan, listings=named)


def _listing(place: str, calendar: Calendar) -> Listing:
    market, kind = PLACES[place]
    taxed = kind is InstrumentKind.STOCK
    taxes = taxes_by_trade(calendar, market) if taxed else ((EVER, EXEMPT.total),)
    return Listing(place, taxes, ladders(market, kind))


def taxes_by_trade(calendar: Calendar, market: Market) -> Dated[Rate]:
    """Give the sale tax by the day of the trade: it goes by the day that settles, two later."""
    known: list[tuple[date, Rate]] = []
    for row in TAXES[market]:
        try:
            first = calendar.previous_session(calendar.previous_session(row.since).day)
            # The session before a date settles on it or, when it is closed, on the next one.
            while calendar.settlement(first.day) < row.since:
                first = calendar.next_session(first.day)
        except CalendarRange:
            known = [(EVER, row.total)]
            continue
        known.append((first.day, row.total))
    return tuple(known)


def ladders(market: Market, kind: InstrumentKind = InstrumentKind.STOCK) -> Dated[TickLadder]:
    """Give the grids by the first day they held."""
    since = NEW_GRID if kind is InstrumentKind.STOCK else NEW_ETF_GRID
    return tuple((day, ladder_on(day, kind=kind, market=market)) for day in (EVER, since))
