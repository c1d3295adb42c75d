"""Where the closes of an index come from: imported ones, or a fund that follows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import structlog

from core.domain.bar import Interval
from core.errors import ReadFailed
from core.ports import MarketData
from core.ports_bars import BarStore
from core.report.index import MADE_UP, NONE, IndexDays

KOSPI: Final = "KOSPI"
# KODEX 200 follows KOSPI 200, nine tenths of the index by value; an account can look at it.
FUND: Final = "069500"
_SESSIONS: Final = 45
ALL_SESSIONS: Final = 20_000
_WAIT_S: Final = 5.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class IndexSource:
    """Closes of KOSPI as `gaemi import` stored them, else of KODEX 200 from the market.

    A made-up market is compared with nothing that is real. `sessions` is how far stored closes
    reach back; the fund's reach no further than a report needs.
    """

    bars: BarStore
    data: MarketData
    made_up: bool
    sessions: int = _SESSIONS

    async def days(self, until: date) -> IndexDays:
        """Give the closes up to a day; says why where there are none."""
        if self.made_up:
            return IndexDays(KOSPI, why=MADE_UP)
        stored = await asyncio.to_thread(self._stored, until)
        fund = () if stored and stored[-1][0] == until else await self._fund(until)
        if fund and (not stored or fund[-1][0] > stored[-1][0]):
            return IndexDays("KODEX 200", fund)
        return IndexDays(KOSPI, stored) if stored else IndexDays(KOSPI, why=NONE)

    def _stored(self, until: date) -> Sequence[tuple[date, int]]:
        columns = self.bars.columns(KOSPI, Interval.DAY).last(self.sessions, until=until)
        days = [date.fromordinal(day) for day in columns.day.tolist()]
        return tuple(zip(days, columns.close.tolist(), strict=True))

    async def _fund(self, until: date) -> Sequence[tuple[date, int]]:
        try:
            async with asyncio.timeout(_WAIT_S):
                bars = await self.data.daily_bars(FUND, until=until, count=_SESSIONS)
        except (ReadFailed, TimeoutError) as error:
            _log.warning("index.unread", error=type(error).__name__)
            return ()
        return tuple((bar.day, bar.close) for bar in bars)
