"""A session's moment as a trigger of APScheduler 3; imported only when the live clock drives."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.triggers.base import BaseTrigger

from core.domain.calendar import Calendar
from core.errors import CalendarRange
from core.flow.schedule import Job, runs_after

_log = structlog.get_logger(__name__)


class SessionTrigger(BaseTrigger):  # type: ignore[misc]
    """Fires at a job's moment of each session, or of the last session of a week."""

    def __init__(self, job: Job, calendar: Calendar) -> None:
        self._job = job
        self._calendar = calendar

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """Give the run after the previous one, or the first from now on.

        None, and an error in the log, where the calendar's table ends: raising here would
        stop all other jobs as well.
        """
        after = previous_fire_time or now - timedelta(microseconds=1)
        try:
            return next(runs_after(self._job, self._calendar, after=after))[0]
        except CalendarRange:
            _log.error("calendar.ends", job=self._job.name, after=after.isoformat())
            return None

    def __getstate__(self) -> dict[str, Any]:
        """Refuse to be stored: jobs come from code, their state from cursors."""
        raise TypeError("a session trigger is not stored; jobs are made anew at each start")
