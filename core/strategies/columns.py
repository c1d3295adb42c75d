"""From stored bars to the columns that strategies compute on, and back to one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from core.domain.bar import Bar
from core.domain.calendar import Calendar
from core.strategies.base import Bars, Strategy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WEEK = timedelta(days=7)


class Week(NamedTuple):
    """The sessions of an ISO week: first and last day, and how many; None without any."""

    first: date | None
    last: date | None
    sessions: int


def bars_of(bars: Sequence[Bar], calendar: Calendar) -> Bars:
    """Make columns of closed daily bars, oldest first, with week marks from the calendar.

    Raises ValueError when days do not rise, CalendarRange outside the session table.
    """
    import numpy as np

    _check_order(bars)
    weeks: dict[date, Week] = {}
    marks = [_marks(bar.day, weeks, calendar) for bar in bars]
    flags = np.array(marks, dtype=bool).reshape(len(bars), 4)

    def column(name: str) -> NDArray[np.float64]:
        return np.array([getattr(bar, name) for bar in bars], dtype=np.float64)

    return Bars(
        open=column("open"),
        high=column("high"),
        low=column("low"),
        close=column("close"),
        volume=column("volume"),
        week_first=flags[:, 0].copy(),
        week_last=flags[:, 1].copy(),
        week_alone=flags[:, 2].copy(),
        next_alone=flags[:, 3].copy(),
    )


def row_at(strategy: type[Strategy], features: dict[str, NDArray[np.float64]], at: int) -> Any:
    """Give one bar's row as plain floats."""
    return strategy.Row(**{name: float(features[name][at]) for name in strategy.Row._fields})


def rows_of(strategy: type[Strategy], features: dict[str, NDArray[np.float64]]) -> list[Any]:
    """Give all rows as plain floats."""
    columns = [features[name].tolist() for name in strategy.Row._fields]
    return [strategy.Row(*values) for values in zip(*columns, strict=True)]


def _check_order(bars: Sequence[Bar]) -> None:
    for before, bar in pairwise(bars):
        if bar.day <= before.day:
            raise ValueError(f"{bar.symbol}: bar of {bar.day} follows {before.day}; sort by day")


def _marks(day: date, weeks: dict[date, Week], calendar: Calendar) -> tuple[bool, bool, bool, bool]:
    week = _week(day, weeks, calendar)
    if day != week.last:
        return day == week.first, False, week.sessions == 1, False
    # Only the last session looks ahead: what it needs of the future is in the calendar.
    following = _monday(day) + _WEEK
    while _week(following, weeks, calendar).sessions == 0:
        following += _WEEK
    alone = _week(following, weeks, calendar).sessions == 1
    return day == week.first, True, week.sessions == 1, alone


def _week(day: date, weeks: dict[date, Week], calendar: Calendar) -> Week:
    known = weeks.get(_monday(day))
    if known is None:
        days = [session.day for session in calendar.week(day)]
        known = Week(days[0], days[-1], len(days)) if days else Week(None, None, 0)
        weeks[_monday(day)] = known
    return known


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
