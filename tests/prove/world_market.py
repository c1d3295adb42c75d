"""What is traded in a world of `tests/prove`: two shares, their past, and their calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.instrument import Instrument
from core.market.calendar import KrxCalendar
from sim.replay import ReplayFeed
from sim.values import Listing
from tests.kis_rig import CALM, DAY, market

THIN, THIN_VOLUME = "990001", 400
CALENDAR = KrxCalendar()


@cache
def two_shares() -> ReplayFeed:
    """Give a share that fills at once and one that hardly trades, so that orders rest."""
    calm = market(1)
    listings = [*calm.listings(), Listing(THIN, "한산전자", "KOSPI", "stock", 1, "전기전자")]
    days = calm.bars(CALM, until=date.max, count=10**4)
    thin = [replace(bar, volume=THIN_VOLUME) for bar in days]
    return ReplayFeed(listings, {CALM: days, THIN: thin}, start=DAY)


@cache
def instruments() -> dict[str, Instrument]:
    """Give the shares that are traded here."""
    return {CALM: Instrument(CALM, "고요전자0"), THIN: Instrument(THIN, "한산전자")}


def bars(symbol: str, before: date) -> list[Bar]:
    """Give the calm share's daily bars of the sessions before a date."""
    found, day = [], before
    for _ in range(25):
        day = CALENDAR.previous_session(day).day
        found.append(_bar(symbol, day))
    return found[::-1]


@cache
def _bar(symbol: str, day: date) -> Bar:
    return Bar(symbol, Interval.DAY, utc(day, 9), day, 70_500, 72_000, 69_000, 70_000, 400_000, "t")
