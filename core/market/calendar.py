"""The trading days of KRX from a small shipped table; no library is loaded at run time.

`python -m core.market.make_calendar` writes the table beside this module.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from core.domain.calendar import Session
from core.errors import CalendarRange

SEOUL = ZoneInfo("Asia/Seoul")
TABLE = Path(__file__).with_name("xkrx_sessions.json")
_SATURDAY = 5

# A table, its days, and the sessions by their place among them that somebody has asked for.
_Facts: TypeAlias = "tuple[SessionTable, list[date], dict[int, Session]]"
Hours = tuple[tuple[date, time, time], ...]


class SessionTable(BaseModel):
    """The shipped facts, wall times in Seoul. `hours` hold from their date on.

    `closed` are weekdays without trading and, up to `saturdays_until`, Saturdays;
    `special` are the days with hours of their own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    first: date
    last: date
    saturdays_until: date
    hours: Hours
    saturday_hours: Hours
    closed: tuple[date, ...]
    special: dict[date, tuple[time, time]]

    def trades(self, day: date) -> bool:
        """Tell whether weekday and Saturday rules make a day a session, closures aside."""
        weekday = day.weekday()
        return weekday < _SATURDAY or (weekday == _SATURDAY and day <= self.saturdays_until)

    def usual(self, day: date) -> tuple[time, time]:
        """Give the ordinary hours of a day."""
        hours = self.saturday_hours if day.weekday() == _SATURDAY else self.hours
        at = bisect_right(hours, day, key=lambda row: row[0]) - 1
        return hours[at][1], hours[at][2]

    def instants(self, day: date) -> tuple[datetime, datetime]:
        """Give opening and close of a session in UTC; Seoul kept summer time in 1987 and 1988."""
        opens, closes = self.special.get(day) or self.usual(day)
        return _utc(day, opens), _utc(day, closes)


class KrxCalendar:
    """Sessions of the Korean exchange from 1985 on; look-ups are O(log n).

    Every method raises CalendarRange for a date outside `first` to `last`, and where
    the answer itself would lie outside.
    """

    def __init__(self, table: SessionTable | None = None) -> None:
        self._table, self._days, self._known = _shipped() if table is None else _read(table)
        self.first, self.last = self._table.first, self._table.last

    def session(self, day: date) -> Session | None:
        """Give the session of a date in Korea, or None on a closed day."""
        self._check(day)
        at = bisect_left(self._days, day)
        found = at < len(self._days) and self._days[at] == day
        return self._session(at) if found else None

    def next_session(self, day: date) -> Session:
        """Give the first session after a date."""
        return self._after(day, 1)

    def previous_session(self, day: date) -> Session:
        """Give the last session before a date."""
        self._check(day)
        return self._session(bisect_left(self._days, day) - 1, asked=day)

    def week(self, day: date) -> tuple[Session, ...]:
        """Give the sessions of the ISO week that holds a date, oldest first; may be empty."""
        self._check(day)
        monday = day - timedelta(days=day.weekday())
        start = bisect_left(self._days, monday)
        stop = bisect_left(self._days, monday + timedelta(days=7))
        return tuple(self._session(at) for at in range(start, stop))

    def settlement(self, day: date) -> date:
        """Give the settlement date of a trade: two sessions later."""
        return self._after(day, 2).day

    def rows(self, first: date, last: date) -> list[tuple[date, datetime, datetime]]:
        """List (date in Korea, opening, close) of both dates and all between, instants in UTC."""
        self._check(first)
        self._check(last)
        start, stop = bisect_left(self._days, first), bisect_right(self._days, last)
        return [(day, *self._table.instants(day)) for day in self._days[start:stop]]

    def _after(self, day: date, count: int) -> Session:
        self._check(day)
        return self._session(bisect_right(self._days, day) + count - 1, asked=day)

    def _session(self, at: int, *, asked: date | None = None) -> Session:
        if not 0 <= at < len(self._days):
            raise CalendarRange(self._text(asked))
        # Every look at the market asks for today's session, and for those of its week.
        found = self._known.get(at)
        if found is None:
            day = self._days[at]
            found = self._known[at] = Session(day, *self._table.instants(day))
        return found

    def _check(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarRange(self._text(day))

    def _text(self, day: date | None) -> str:
        return (
            f"the session asked for around {day} is outside the table of trading days "
            f"({self.first} to {self.last}); update gaemi to get a newer table"
        )


@cache
def _shipped() -> _Facts:
    """Read the table beside this module, once for all calendars of a process."""
    return _read(SessionTable.model_validate_json(TABLE.read_bytes()))


def _read(table: SessionTable) -> _Facts:
    return table, _sessions_of(table), {}


def _sessions_of(table: SessionTable) -> list[date]:
    closed = set(table.closed)
    span = (table.last - table.first).days + 1
    days = (table.first + timedelta(days=i) for i in range(span))
    return [day for day in days if table.trades(day) and day not in closed]


def _utc(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, SEOUL).astimezone(UTC)
