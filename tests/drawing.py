"""A chat that is shown charts: bars of a walk, and a drawer that keeps what it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from bot.chart_job import ChartJob, View
from bot.chart_room import ChartRoom
from core.domain.bar import Bar
from core.memory_bars import MemoryBars
from tests import fakes_bot as fb
from tests.series import walk

PNG = b"\x89PNG drawn"


@dataclass
class Drawer:
    """Takes jobs like the workshop and draws nothing; `fails` is raised instead."""

    jobs: list[ChartJob] = field(default_factory=list)
    fails: Exception | None = None

    async def do(self, job: Any) -> Any:
        """Keep the job."""
        if self.fails is not None:
            raise self.fails
        self.jobs.append(job)
        return PNG

    async def close(self) -> None:
        """Have nothing to end."""

    @property
    def last(self) -> View:
        """Give what was drawn last."""
        return self.jobs[-1].view


@dataclass
class Walks:
    """Daily bars of every symbol by a walk whose last bars end on the session asked for."""

    fails: Exception | None = None
    count: int = 0

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        """Give the last bars of the symbol's walk up to a day."""
        self.count = count
        if self.fails is not None:
            raise self.fails
        return [bar for bar in bars_of(symbol) if bar.day <= until][-count:]


@cache
def bars_of(symbol: str) -> tuple[Bar, ...]:
    """Give three years of one symbol, past the day of the bot's tests."""
    made = walk(int(symbol), 760, first=date(2022, 1, 3))
    return tuple(replace(bar, symbol=symbol) for bar in made)


def drawing_bench(
    drawer: Drawer | None = None,
    *,
    bars: MemoryBars | None = None,
    walks: Walks | None = None,
    made_up: bool = True,
    **how: Any,
) -> fb.Bench:
    """Make a bench whose chart command works."""
    market: Any = walks or Walks()
    room = ChartRoom(bars or MemoryBars(), market, drawer or Drawer(), made_up=made_up)
    return fb.Bench(charts=room, **how)
