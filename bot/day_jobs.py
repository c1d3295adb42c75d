"""What is done around a session's close, whether its time is simulated or the machine's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.domain.bar import REBASED, Bar, Gap
from core.domain.calendar import trading_date
from core.domain.commands import BeforeClose, CloseDay
from core.flow.runtime import Runtime
from core.market.quality import find_gaps
from core.ports import MarketData
from core.ports_bars import BarStore


@dataclass(frozen=True, slots=True)
class DayJobs:
    """Jobs over one market; `symbols` names what is watched, `refresh` takes fresh quotes."""

    runtime: Runtime
    data: MarketData
    bars: BarStore
    symbols: Callable[[], Sequence[str]]
    refresh: Callable[[], Awaitable[None]]

    async def close_day(self, at: datetime) -> None:
        """Take the session's bars into the store and then to the engine; raises ReadFailed."""
        day = trading_date(at)
        bars = await self.bars_of(day)
        self.bars.save(bars)
        breaks = tuple(gap for bar in bars for gap in self._breaks(bar))
        await self.runtime.engine.ask(CloseDay(day, tuple(bars), breaks))

    async def before_close(self, at: datetime) -> None:
        """Let exits by the calendar speak."""
        await self.refresh()
        await self.runtime.engine.ask(BeforeClose(trading_date(at)))

    async def bars_of(self, day: date) -> list[Bar]:
        """Give the bars of one finished session; raises ReadFailed."""
        bars: list[Bar] = []
        for symbol in self.symbols():
            last = await self.data.daily_bars(symbol, until=day, count=1)
            bars.extend(bar for bar in last if bar.day == day)
        return bars

    def _breaks(self, bar: Bar) -> list[Gap]:
        known = [b for b in self.runtime.desk.history.get(bar.symbol, ()) if b.day < bar.day]
        found = find_gaps([*known, bar])
        return [gap for gap in found if gap.last == bar.day and gap.reason in REBASED]
