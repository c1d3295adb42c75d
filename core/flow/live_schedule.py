"""Drives the jobs by the machine's clock with APScheduler 3; simulated time never imports this."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from core.clock import Clock
from core.domain.calendar import Calendar, trading_date
from core.domain.plan import Cursor
from core.errors import CalendarRange
from core.flow.schedule import Job, Missed, missed, runs_after

_log = structlog.get_logger(__name__)

Run = Callable[[str, datetime], Awaitable[None]]


class SessionTrigger(BaseTrigger):  # type: ignore[misc]
    """Fires at a job's moment of each session, or of the last session of a week.

    `lead` is how far the trading clock is ahead of the machine's, which APScheduler asks.
    """

    def __init__(self, job: Job, calendar: Calendar, lead: timedelta = timedelta(0)) -> None:
        self._job = job
        self._calendar = calendar
        self._lead = lead

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """Give the run after the previous one, or the first from now on.

        None, and an error in the log, where the calendar's table ends: raising here would
        stop all other jobs as well.
        """
        after = (previous_fire_time or now - timedelta(microseconds=1)) + self._lead
        try:
            return next(runs_after(self._job, self._calendar, after=after))[0] - self._lead
        except CalendarRange:
            _log.error("calendar.ends", job=self._job.name, after=after.isoformat())
            return None

    def __getstate__(self) -> dict[str, Any]:
        """Refuse to be stored: jobs come from code, their state from cursors."""
        raise TypeError("a session trigger is not stored; jobs are made anew at each start")


class LiveSchedule:
    """Runs the jobs by the machine's clock; `run` gets a name and the planned instant.

    `cursors` reads where each job stands and `keep` stores it once a run was made or given
    up.
    """

    def __init__(
        self,
        jobs: Iterable[Job],
        run: Run,
        *,
        calendar: Calendar,
        clock: Clock,
        cursors: Callable[[], Mapping[str, str]],
        keep: Callable[[Cursor], Awaitable[None]],
        lead: timedelta = timedelta(0),
    ) -> None:
        self._jobs = tuple(jobs)
        self._run = run
        self._calendar = calendar
        self._clock = clock
        self._cursors = cursors
        self._keep = keep
        self._lead = lead
        self._scheduler: Any = None

    async def start(self) -> None:
        """Make up for what was missed, then run each job at its time; call it once."""
        for job in self._jobs:
            await self.catch_up(job)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for job in self._jobs:
            self._scheduler.add_job(
                self.catch_up,
                SessionTrigger(job, self._calendar, self._lead),
                args=(job,),
                id=job.name,
                misfire_grace_time=None,
                coalesce=True,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Run nothing more; a run in progress is not waited for."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def catch_up(self, job: Job) -> list[Missed]:
        """Make each run of a job that is due and not done yet, oldest first; gives them all.

        The cursor moves after the run, so a run that raises is made again the next time.
        """
        now = self._clock.now()
        if job.name not in self._cursors():
            await self._begin(job, now)
        found = missed([job], self._cursors(), calendar=self._calendar, now=now)
        for run in found:
            if run.useful:
                await self._run(run.name, run.at)
            else:
                _log.warning("job.skipped", job=run.name, planned=run.at.isoformat())
            await self._keep(Cursor(run.name, run.day.isoformat()))
        return found

    async def _begin(self, job: Job, now: datetime) -> None:
        """Set a new job's cursor before today's run, or on today when its time is past."""
        today = trading_date(now)
        session = self._calendar.session(today)
        past = session is not None and job.at.of(session) <= now
        day = today if past else self._calendar.previous_session(today).day
        await self._keep(Cursor(job.name, day.isoformat()))
