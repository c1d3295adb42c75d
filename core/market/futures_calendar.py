"""Sessions of stock futures: a quarter of an hour longer than the shares' at both ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from core.domain.calendar import Calendar, Session

# 08:45-15:45 against 09:00-15:30 (KIS market-time; fact sheet 4.2). The night market is left out.
LONGER: Final = timedelta(minutes=15)


class FuturesCalendar:
    """Wraps the calendar of shares; days that start late are late by as much here."""

    def __init__(self, shares: Calendar) -> None:
        self._shares = shares

    def session(self, day: date) -> Session | None:
        """Give the session of a date in Korea, or None on a closed day."""
        found = self._shares.session(day)
        return _longer(found) if found else None

    def next_session(self, day: date) -> Session:
        """Give the first session after a date."""
        return _longer(self._shares.next_session(day))

    def previous_session(self, day: date) -> Session:
        """Give the last session before a date."""
        return _longer(self._shares.previous_session(day))

    def week(self, day: date) -> tuple[Session, ...]:
        """Give the sessions of the ISO week that holds a date, oldest first; may be empty."""
        return tuple(_longer(session) for session in self._shares.week(day))

    def settlement(self, day: date) -> date:
        """Give the day that a session's variation is paid: the next session."""
        return self._shares.next_session(day).day


def _longer(session: Session) -> Session:
    return replace(
        session, opens_at=session.opens_at - LONGER, closes_at=session.closes_at + LONGER
    )
