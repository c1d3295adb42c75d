"""Trading days and the parts of a session; the table itself comes from `core.market.calendar`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Protocol

KST = timezone(timedelta(hours=9), "KST")


class Phase(StrEnum):
    """A part of the KRX day; orders and cards say which one they meet."""

    CLOSED = "closed"
    PRE_OPEN = "pre_open"
    CONTINUOUS = "continuous"
    CLOSING_AUCTION = "closing_auction"
    POST_CLOSE = "post_close"


@dataclass(frozen=True, slots=True)
class Session:
    """One trading day; instants are aware UTC, `day` is the date in Korea."""

    day: date
    opens_at: datetime
    closes_at: datetime

    def phase(self, at: datetime) -> Phase:
        """Tell the part of the day: auctions take the 30 minutes before open, 10 before close."""
        if at < self.opens_at - timedelta(minutes=30):
            return Phase.CLOSED
        if at < self.opens_at:
            return Phase.PRE_OPEN
        if at < self.closes_at - timedelta(minutes=10):
            return Phase.CONTINUOUS
        if at < self.closes_at:
            return Phase.CLOSING_AUCTION
        return Phase.POST_CLOSE if at < self.closes_at + timedelta(minutes=30) else Phase.CLOSED


class Calendar(Protocol):
    """Sessions of the Korean exchange; every method raises CalendarRange outside its table.

    A calendar never changes: what it said of a day may be kept under its name.
    """

    def __hash__(self) -> int:
        """Give the hash of this very calendar."""
        ...

    def session(self, day: date) -> Session | None:
        """Give the session of a date in Korea, or None on a closed day."""
        ...

    def next_session(self, day: date) -> Session:
        """Give the first session after a date."""
        ...

    def previous_session(self, day: date) -> Session:
        """Give the last session before a date."""
        ...

    def week(self, day: date) -> tuple[Session, ...]:
        """Give the sessions of the ISO week that holds a date, oldest first; may be empty."""
        ...

    def settlement(self, day: date) -> date:
        """Give the settlement date of a trade: two sessions later."""
        ...


def trading_date(at: datetime) -> date:
    """Give the date in Korea of an aware instant."""
    return at.astimezone(KST).date()


def kst_text(at: datetime, form: str = "%m-%d %H:%M:%S") -> str:
    """Write an instant as people in Korea read it."""
    return at.astimezone(KST).strftime(form)


def utc(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Make the UTC instant of a Korean wall time."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=KST).astimezone(UTC)
