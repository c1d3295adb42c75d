"""Trading days and their hours: which phase an instant falls into, and which session comes next.

Importing this module loads no library; only `Sessions.from_library` does (about two seconds).
"""

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")

_SHORT_OPENING_CALL = date(2019, 4, 29)  # before that the opening call lasted an hour
_CLOSING_CALL = timedelta(minutes=10)

# On the day of the college entrance examination everything runs an hour late. exchange_calendars
# 4.13 knows these days up to 2020 only; later ones are the ministry's announced dates.
_EXAM_DAYS = frozenset(
    {
        date(2021, 11, 18),
        date(2022, 11, 17),
        date(2023, 11, 16),
        date(2024, 11, 14),
        date(2025, 11, 13),
        date(2026, 11, 19),
        date(2027, 11, 18),
    }
)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Hold the hours of one trading day; all instants are aware UTC, `day` is the KST date."""

    day: date
    open: datetime
    close: datetime

    @property
    def call_opens(self) -> datetime:
        """Give the instant from which orders for the opening auction are taken."""
        return self.open - (_HOUR / 2 if self.day >= _SHORT_OPENING_CALL else _HOUR)

    @property
    def call_closes(self) -> datetime:
        """Give the instant at which the closing auction begins."""
        return self.close - _CLOSING_CALL

    @property
    def minutes(self) -> int:
        """Count the minutes from the open to the close."""
        return int((self.close - self.open).total_seconds()) // 60

    def phase(self, at: datetime) -> str:
        """Name the phase at an instant of this session's own day."""
        if at < self.call_opens:
            return "closed"
        if at < self.open:
            return "pre_open"
        if at < self.call_closes:
            return "continuous"
        return "closing_auction" if at < self.close else "post_close"


class Sessions:
    """Know the trading days of a stretch of time."""

    def __init__(self, sessions: Iterable[Session]) -> None:
        self._all = sorted(sessions, key=lambda session: session.day)
        self._days = [session.day for session in self._all]
        if not self._all:
            raise ValueError("no session was given: the exchange needs at least one trading day")
        if len(set(self._days)) != len(self._days):
            raise ValueError("two sessions share one day: give each trading day once")

    def __eq__(self, other: object) -> bool:
        """Tell whether both have the same days with the same hours."""
        return isinstance(other, Sessions) and self._all == other._all

    def __hash__(self) -> int:
        """Give the hash of the days."""
        return hash((self._days[0], self._days[-1], len(self._days)))

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[date, datetime, datetime]]) -> Self:
        """Build from (KST day, open, close), both instants aware.

        Raises ValueError when an instant is naive or a session closes before it opens.
        """
        return cls(_session(*row) for row in rows)

    @classmethod
    def from_library(cls, start: date, end: date) -> Self:
        """Load the XKRX calendar of exchange_calendars and put right the exam days it lacks."""
        import exchange_calendars

        with warnings.catch_warnings():
            # exchange_calendars 4.13 walks into deprecations of pandas 3 that are not ours to fix.
            warnings.simplefilter("ignore", DeprecationWarning)
            calendar = exchange_calendars.get_calendar(
                "XKRX", start=start.isoformat(), end=end.isoformat()
            )
        table = calendar.schedule
        return cls.from_rows(
            _late(stamp.date(), opened.to_pydatetime(), closed.to_pydatetime())
            for stamp, opened, closed in zip(
                table.index, table["open"], table["close"], strict=True
            )
        )

    def rows(self) -> list[tuple[date, datetime, datetime]]:
        """Give what `from_rows` takes, for a caller that keeps the table."""
        return [(session.day, session.open, session.close) for session in self._all]

    def get(self, day: date) -> Session | None:
        """Find the session of a KST day, or None on a day without trading."""
        index = bisect_left(self._days, day)
        return self._all[index] if index < len(self._days) and self._days[index] == day else None

    def before(self, day: date) -> Session | None:
        """Find the last session on or before a day."""
        index = bisect_right(self._days, day)
        return self._all[index - 1] if index else None

    def after(self, day: date, count: int = 1) -> Session | None:
        """Find the `count`-th session later than a day, or None past the end of the table."""
        index = bisect_right(self._days, day) + count - 1
        return self._all[index] if index < len(self._all) else None

    def settlement(self, day: date) -> date:
        """Give the second session after a trading day, by weekdays where the table ends."""
        session = self.after(day, 2)
        if session is not None:
            return session.day
        found, left = day, 2
        while left:
            found += timedelta(days=1)
            left -= found.weekday() < 5
        return found

    def until(self, day: date, count: int) -> list[date]:
        """Give the last `count` trading days up to and with `day`, oldest first."""
        end = bisect_right(self._days, day)
        return self._days[max(0, end - count) : end]


def kst_day(at: datetime) -> date:
    """Give the Korean date of an instant."""
    return at.astimezone(KST).date()


def kst_midnight(day: date) -> datetime:
    """Give the instant, in UTC, at which a Korean day begins."""
    return datetime.combine(day, time(), tzinfo=KST).astimezone(UTC)


def _session(day: date, opened: datetime, closed: datetime) -> Session:
    if opened.tzinfo is None or closed.tzinfo is None:
        raise ValueError(f"session {day} has an instant without a zone: give aware instants")
    if closed - opened < timedelta(hours=1) or kst_day(opened) != day:
        raise ValueError(
            f"session {day} runs from {opened} to {closed}: "
            "it must lie in that Korean day and last an hour or more"
        )
    return Session(day, opened.astimezone(UTC), closed.astimezone(UTC))


def _late(day: date, opened: datetime, closed: datetime) -> tuple[date, datetime, datetime]:
    return (day, opened + _HOUR, closed + _HOUR) if day in _EXAM_DAYS else (day, opened, closed)
