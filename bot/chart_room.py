"""Pictures for people: bars out of the store or the market, drawn in another process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Protocol

import structlog

from bot.chart_job import ChartJob, View
from bot.workshop import WorkFailed, WorkLate
from core.bar_columns import BarColumns, columns_of
from core.domain.bar import Bar, Interval
from core.errors import GaemiError, ReadFailed
from core.ports import MarketData
from core.ports_bars import BarStore

# A page of a broker takes half a second; a person waits for about three.
_BARS_S: Final = 3.0
_log = structlog.get_logger(__name__)


class Shop(Protocol):
    """What does a job somewhere else; a Workshop."""

    async def do(self, job: Any) -> Any:
        """Do it; raises WorkLate or WorkFailed."""
        ...

    async def close(self) -> None:
        """End what does it."""
        ...


class NotDrawn(GaemiError):
    """Raised when there is no picture; the words without it have to do."""


async def drawn(shop: Shop, view: View, lang: str) -> bytes:
    """Draw a picture as PNG; raises NotDrawn."""
    try:
        png: bytes = await shop.do(ChartJob(view, lang))
    except (WorkLate, WorkFailed) as error:
        _log.warning("chart.not_drawn", error=str(error))
        raise NotDrawn(str(error)) from error
    return png


class ChartRoom:
    """Draws in the workshop; the engine's loop only waits.

    `made_up` says that the market's own bars are the true ones: those of the store may be of
    another market under the same code.
    """

    def __init__(self, bars: BarStore, data: MarketData, shop: Shop, *, made_up: bool) -> None:
        self._bars, self._data = bars, data
        self.shop, self._made_up = shop, made_up

    async def draw(self, view: View, lang: str) -> bytes:
        """Draw a picture as PNG; raises NotDrawn."""
        return await drawn(self.shop, view, lang)

    async def daily(self, symbol: str, *, eve: date, count: int) -> BarColumns:
        """Give up to `count` daily bars up to the last finished session `eve`, maybe none.

        What the store has is used where it reaches that far; a silent market leaves it at that.
        """
        kept = None if self._made_up else await self.stored(symbol, until=eve)
        if kept is not None and len(kept) >= count and int(kept.day[-1]) == eve.toordinal():
            return kept.last(count, until=eve)
        bars = await self._asked(symbol, eve=eve, count=count)
        fresh = columns_of(symbol, Interval.DAY, bars)
        return kept if kept is not None and len(kept) >= len(fresh) else fresh

    async def stored(self, symbol: str, *, until: date) -> BarColumns:
        """Give all stored daily bars up to a day; indexes have names such as KOSPI."""
        columns = await asyncio.to_thread(self._bars.columns, symbol, Interval.DAY)
        return columns.last(None, until=until)

    async def _asked(self, symbol: str, *, eve: date, count: int) -> Sequence[Bar]:
        try:
            async with asyncio.timeout(_BARS_S):
                return await self._data.daily_bars(symbol, until=eve, count=count)
        except (ReadFailed, TimeoutError) as error:
            _log.warning("bars.unread", symbol=symbol, error=type(error).__name__)
            return ()

    async def close(self) -> None:
        """End what draws."""
        await self.shop.close()
