"""Moves simulated time: exchange, clock, jobs by the calendar, quotes, and waits for people.

While a card or a question is open the market runs at the pace of the person's clock;
otherwise as fast as asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.day_jobs import DayJobs
from bot.jobs import Plan
from core.clock import SimClock
from core.domain.calendar import Calendar, Phase, trading_date
from core.domain.commands import Evaluate, Look, Tick
from core.domain.order import OPEN
from core.domain.people import QuestionState
from core.flow.runtime import Runtime
from core.flow.schedule import BEFORE_CLOSE, DAY_CLOSE, REPORT_JOBS
from core.flow.waiting_orders import held
from core.ports import MarketData
from core.ports_bars import BarStore

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
RECONCILE = timedelta(minutes=5)
CATCH_UP = (BEFORE_CLOSE, DAY_CLOSE, *REPORT_JOBS)
Job = Callable[[datetime], Awaitable[None]]


class Venue(Protocol):
    """The part of the exchange that moves with time."""

    now: datetime

    def advance(self, to: datetime) -> object:
        """Move simulated time forward."""
        ...

    def next_event(self) -> datetime | None:
        """Give the next instant at which something can happen."""
        ...


@dataclass(slots=True)
class Stage:
    """One simulated market and the engine in front of it.

    `plan` knows when jobs are due; `jobs` what each of them does at its planned instant.
    """

    venue: Venue
    clock: SimClock
    calendar: Calendar
    runtime: Runtime
    data: MarketData
    bars: BarStore
    plan: Plan
    jobs: dict[str, Job] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.jobs.setdefault(DAY_CLOSE, self.close_day)
        self.jobs.setdefault(BEFORE_CLOSE, self.before_close)

    @property
    def day_jobs(self) -> DayJobs:
        """Give what is done around a close, over this market."""
        symbols = sorted(self.runtime.desk.instruments)
        return DayJobs(self.runtime, self.data, self.bars, lambda: symbols, self._look)

    async def close_day(self, at: datetime) -> None:
        """Take the session's bars into the store and then to the engine."""
        await self.day_jobs.close_day(at)

    async def before_close(self, at: datetime) -> None:
        """Let exits by the calendar speak."""
        await self.day_jobs.before_close(at)

    async def open(self) -> None:
        """Decide on the history when this installation never saw a session."""
        before = self.calendar.previous_session(self.day)
        await self._recall()
        await self._look()
        await self.runtime.engine.ask(Evaluate(before.day))
        await self._catch_up()
        await self.runtime.settle()

    @property
    def day(self) -> date:
        """Give the simulated date in Korea."""
        return trading_date(self.clock.now())

    @property
    def cards_open(self) -> bool:
        """Tell whether an order card waits for its press."""
        return bool(self.runtime.desk.open_approvals())

    @property
    def window_open(self) -> bool:
        """Tell whether an order waits in its undo window: its seconds are a person's."""
        return bool(held(self.runtime.desk))

    @property
    def question_open(self) -> bool:
        """Tell whether another question, such as lifting a halt, waits for its press."""
        questions = self.runtime.desk.uow.questions.all()
        return any(q.state is QuestionState.OPEN for q in questions)

    async def step(self, limit: timedelta = MINUTE, *, until: datetime | None = None) -> None:
        """Move to the next thing that can happen: by `limit` while the market is awake."""
        target = self._target(limit)
        target = target if until is None else min(target, until)
        since = self.clock.now()
        for at, name in self.plan.within(since, target):
            await self._move(max(at, self.clock.now()))
            await self._job(name, at)
        await self._move(target)
        await (self._look() if self.awake else self.runtime.engine.ask(Tick()))
        await self.runtime.settle()

    def _target(self, limit: timedelta) -> datetime:
        now = self.clock.now()
        if self.awake or self.cards_open or self.question_open or self.window_open:
            return now + limit
        following = self.venue.next_event()
        if following is None:
            raise EOFError("the simulated market has no session left")
        jobs = self.plan.within(now, following)
        return min((at for at, name in jobs if name in self.jobs), default=following)

    @property
    def awake(self) -> bool:
        """Tell whether orders can be sent now: auctions and continuous trading."""
        session = self.calendar.session(self.day)
        if session is None:
            return False
        return session.phase(self.clock.now()) not in (Phase.CLOSED, Phase.POST_CLOSE)

    async def _recall(self) -> None:
        # A session closed by an earlier run of this day is history too: without it the next
        # decisions would see a hole.
        cursor = self.runtime.desk.uow.cursors.get(DAY_CLOSE)
        day = date.fromisoformat(cursor.value) if cursor else None
        closed = await self.day_jobs.bars_of(day) if day else []
        for bar in closed:
            self.runtime.desk.remember(bar)

    async def _catch_up(self) -> None:
        uow = self.runtime.desk.uow
        cursors = {c.name: c.value for c in uow.cursors.all() if c.name in CATCH_UP}
        for run in self.plan.missed(cursors, now=self.clock.now()):
            await self._job(run.name, run.at)

    async def _job(self, name: str, at: datetime) -> None:
        job = self.jobs.get(name)
        if job is not None:
            await job(at)
            await self.runtime.settle()

    async def _move(self, to: datetime) -> None:
        self.venue.advance(to)
        self.clock.move_to(to)
        if any(o.state in OPEN for o in self.runtime.desk.uow.orders.all()):
            await self.runtime.gateway.look()

    async def _look(self) -> None:
        view = self.runtime.desk.view
        if view is None or self.clock.now() - view.at >= RECONCILE:
            await self.runtime.gateway.look()
        symbols = sorted(self.runtime.desk.instruments)
        quotes = await self.data.quotes(symbols)
        await self.runtime.engine.ask(Look(tuple(quotes)))
