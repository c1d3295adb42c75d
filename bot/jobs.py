"""The day's jobs of the paper market, by the trading calendar and in simulated time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.calendar import Calendar
from core.flow.schedule import JOBS, Missed, due, missed


@dataclass(frozen=True, slots=True)
class Plan:
    """When each job is due, and which ones a restart has to make up for."""

    calendar: Calendar

    def within(self, after: datetime, until: datetime) -> Sequence[tuple[datetime, str]]:
        """Give the jobs of (after, until], oldest first."""
        return due(JOBS, calendar=self.calendar, after=after, until=until)

    def missed(self, cursors: Mapping[str, str], *, now: datetime) -> list[Missed]:
        """Give the jobs that should have run since their cursors and are still useful."""
        runs = missed(JOBS, cursors, calendar=self.calendar, now=now)
        return [run for run in runs if run.useful]
