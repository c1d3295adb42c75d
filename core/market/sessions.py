"""The trading days as number columns: what `KrxCalendar` says of many days at once."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from core.domain.calendar import utc
from core.market.calendar import KrxCalendar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]


class WeekMarks(NamedTuple):
    """Where days stand in their ISO weeks, as `core.strategies.base.Bars` has it."""

    first: Flags
    last: Flags
    alone: Flags
    next_alone: Flags


class Sessions:
    """All sessions of a calendar; days are `date.toordinal`.

    Every method raises CalendarRange for days outside the calendar's table.
    """

    def __init__(self, calendar: KrxCalendar | None = None) -> None:
        self._calendar = calendar or KrxCalendar()

    @cached_property
    def _rows(self) -> tuple[Whole, Floats]:
        import numpy as np

        rows = self._calendar.rows(self._calendar.first, self._calendar.last)
        days = np.array([day.toordinal() for day, _, _ in rows], dtype=np.int64)
        closes = np.array([closes.timestamp() for _, _, closes in rows], dtype=np.float64)
        return days, closes

    @cached_property
    def _weeks(self) -> tuple[Whole, Flags, Flags, Flags, Flags]:
        """Give the week of each session, and the marks of all sessions."""
        import numpy as np

        week = (self._rows[0] - 1) // 7  # day 1 was a Monday
        edge = week[1:] != week[:-1]
        first, last = np.concatenate(([True], edge)), np.concatenate((edge, [True]))
        alone = first & last
        return week, first, last, alone, last & np.concatenate((alone[1:], [False]))

    def marks(self, days: Whole) -> WeekMarks:
        """Tell where days stand in their weeks; a day without session is never first or last."""
        import numpy as np

        at, known = self._find(days)
        week, first, last, alone, next_alone = self._weeks
        mine = (days - 1) // 7
        start, stop = np.searchsorted(week, mine), np.searchsorted(week, mine, side="right")
        lonely = np.where(known, alone[at], stop - start == 1)
        return WeekMarks(known & first[at], known & last[at], lonely, known & next_alone[at])

    def closes(self, days: Whole) -> Floats:
        """Give the instant each session closes in seconds since 1970; 15:30 of other days."""
        at, known = self._find(days)
        seconds = self._rows[1][at]
        for i in (~known).nonzero()[0].tolist():
            seconds[i] = utc(date.fromordinal(int(days[i])), 15, 30).timestamp()
        return seconds

    def follows(self, days: Whole) -> Flags:
        """Tell which rising days are the very next session after the day before them.

        The first day follows nothing and is told True: nothing waits for it.
        """
        import numpy as np

        self._find(days)
        sessions = self._rows[0]
        after = np.searchsorted(sessions, days[:-1], side="right")
        known = after < len(sessions)
        follows = np.ones(len(days), dtype=bool)
        follows[1:] = known & (sessions[np.where(known, after, 0)] == days[1:])
        return follows

    def _find(self, days: Whole) -> tuple[Whole, Flags]:
        import numpy as np

        for edge in (days.min(), days.max()) if len(days) else ():
            self._calendar.session(date.fromordinal(int(edge)))  # raises outside the table
        sessions = self._rows[0]
        at = np.minimum(np.searchsorted(sessions, days), len(sessions) - 1).astype(np.int64)
        return at, sessions[at] == days
