"""The whole engine in a backtest: what `gaemi run` does from start to close, moved by events.

Strategies, arbiter, sizing, rules, cards, orders and books are the ones that trade live; only
the clock, the store, the person and what lies behind the ports are others.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from bot.app import App
from bot.day_jobs import DayJobs
from bot.event_stage import EventStage, Person, Tape
from bot.focus import quote_focus
from bot.jobs import Plan
from bot.live_history import fill_history
from bot.llm.writer import TemplateWriter
from bot.reports import Reports
from core.clock import SimClock
from core.domain.approval import Actor
from core.domain.calendar import trading_date
from core.domain.commands import Evaluate, Pair
from core.domain.people import Role
from core.flow.schedule import BEFORE_CLOSE, DAY_CLOSE, WEEKLY_REPORT


class WholeRun:
    """One app in memory with the tape that moves it; `symbols` may be traded.

    `move` takes the clock, and what stands behind the ports, to an instant.
    """

    def __init__(
        self,
        app: App,
        clock: SimClock,
        tape: Tape,
        person: Person,
        *,
        symbols: Sequence[str],
        move: Callable[[datetime], None] | None = None,
    ) -> None:
        self._app, self._symbols = app, tuple(symbols)
        day = DayJobs(app.runtime, app.data, app.bars, lambda: self._symbols, self._refresh)
        jobs: dict[str, Callable[[datetime], Awaitable[None]]] = {
            BEFORE_CLOSE: day.before_close,
            DAY_CLOSE: day.close_day,
            WEEKLY_REPORT: partial(Reports(app, TemplateWriter()).publish, WEEKLY_REPORT),
        }
        plan = Plan(app.calendar)
        self.stage = EventStage(
            app.runtime, clock, tape, person, plan=plan, jobs=jobs, move=move or clock.move_to
        )

    async def run(self, who: Actor, *, boot: str) -> None:
        """Start as the program does, then live through the tape; raises ReadFailed."""
        app = self._app
        await app.runtime.engine.ask(Pair(who, Role.ADMIN))
        await app.runtime.boot(boot)
        today = trading_date(app.clock.now())
        await fill_history(app.desk, app.data, app.bars, symbols=self._symbols, today=today)
        before = app.calendar.previous_session(today)
        await app.runtime.engine.ask(Evaluate(before.day))
        await self.stage.run()

    async def _refresh(self) -> None:
        await quote_focus(self._app.runtime, self._app.data, self._symbols)
