"""Which stretch of days a report is about: a session's day, an ISO week, a month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.domain.calendar import Calendar, Session

DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"


@dataclass(frozen=True, slots=True)
class Span:
    """A kind of report. `bounds` gives the first and the last date around a day."""

    kind: str
    bounds: Callable[[date], tuple[date, date]]
    name: Callable[[date], str]

    def sessions(self, calendar: Calendar, day: date) -> list[Session]:
        """Give the sessions around a day, oldest first; raises CalendarRange."""
        first, last = self.bounds(day)
        found = []
        session = calendar.next_session(first - timedelta(days=1))
        while session.day <= last:
            found.append(session)
            session = calendar.next_session(session.day)
        return found

    def ends_with(self, calendar: Calendar, day: date) -> bool:
        """Tell whether a session is the last one of its stretch; raises CalendarRange."""
        return calendar.next_session(day).day > self.bounds(day)[1]


def _day(day: date) -> tuple[date, date]:
    return day, day


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


def week_name(day: date) -> str:
    """Give the ISO week of a date, such as ``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


SPANS: Final[Mapping[str, Span]] = {
    DAILY: Span(DAILY, _day, date.isoformat),
    WEEKLY: Span(WEEKLY, _week, week_name),
    MONTHLY: Span(MONTHLY, _month, lambda day: f"{day.year}-{day.month:02d}"),
}
