"""What trades one account beside its engine: prices and looks, the push feed, the day's jobs.

The parts are those of `gaemi run --broker kis`; whoever hands in other ports and another time
gets the same program.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.app import App
from bot.day_jobs import DayJobs
from bot.kis_feed import KisFeed
from bot.live_history import fill_history
from bot.live_market import LiveMarket, Sleep
from core.brokers.kis.stream import Gap, Hint
from core.clock import real_sleep
from core.domain.calendar import trading_date
from core.domain.commands import Command, KeepCursor, Press
from core.domain.plan import Cursor
from core.domain.results import Door, Result
from core.flow.live_schedule import LiveSchedule
from core.flow.schedule import BEFORE_CLOSE, DAY_CLOSE, JOBS, REPORT_JOBS

Publish = Callable[[str, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PressDoor:
    """The engine's door; while a press is judged the polling of quotes stands back."""

    door: Door
    market: LiveMarket

    async def ask(self, command: Command) -> Result:
        """Pass a command on and give its result after the commit."""
        if not isinstance(command, Press):
            return await self.door.ask(command)
        with self.market.pressing():
            # The gateway takes a quote of its own; what people are shown may be a minute old.
            return await self.door.ask(replace(command, quote=None))


@dataclass(frozen=True, slots=True)
class Around:
    """What a trading program is told by and tells: hints of the broker, alarms, reports.

    `lead` is how far the trading clock is ahead of the machine's.
    """

    hints: Callable[[], AsyncIterator[Hint | Gap]]
    alarm: Callable[[str], None]
    publish: Publish
    lead: timedelta = timedelta(0)


class Trading:
    """The market loop, the feed and the schedule of one app; `symbols` may be traded."""

    def __init__(
        self,
        app: App,
        around: Around,
        *,
        symbols: Sequence[str],
        pause_s: float = 0.5,
        sleep: Sleep = real_sleep,
    ) -> None:
        self._app, self._around, self._sleep = app, around, sleep
        self._symbols = tuple(symbols)
        self.market = LiveMarket(
            app.runtime, app.data, clock=app.clock, symbols=self._symbols, pause_s=pause_s,
            sleep=sleep,
        )  # fmt: skip
        self.feed = KisFeed(around.hints, self.market, app.clock, around.alarm)
        self.schedule = self._schedule()

    async def open(self) -> None:
        """Load what the strategies decide on, look, and decide at the very first start."""
        app, today = self._app, trading_date(self._app.clock.now())
        await fill_history(
            app.desk, app.data, app.bars, symbols=self._symbols, today=today, sleep=self._sleep
        )
        await self.market.open()

    def _schedule(self) -> LiveSchedule:
        app = self._app
        day = DayJobs(app.runtime, app.data, app.bars, lambda: self._symbols, self.market.refresh)
        works: dict[str, Callable[[datetime], Awaitable[None]]] = {
            BEFORE_CLOSE: day.before_close,
            DAY_CLOSE: day.close_day,
            **{name: partial(self._around.publish, name) for name in REPORT_JOBS},
        }

        async def run_job(name: str, at: datetime) -> None:
            if name in works:
                await self.market.until_done(works[name], name, at)

        async def keep_cursor(cursor: Cursor) -> None:
            await app.runtime.engine.ask(KeepCursor(cursor))

        return LiveSchedule(
            JOBS,
            run_job,
            calendar=app.calendar,
            clock=app.clock,
            cursors=lambda: {c.name: c.value for c in app.uow.cursors.all()},
            keep=keep_cursor,
            lead=self._around.lead,
        )
