"""From stored bars to the columns that strategies compute on, and back to one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from core.domain.bar import Bar
from core.domain.calendar import Calendar, utc
from core.strategies.base import Bars, Strategy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WEEK = timedelta(days=7)


class Mark(NamedTuple):
    """What the calendar says of a day: the four week marks of `Bars`, and when it closes."""

    first: bool
    last: bool
    alone: bool
    next_alone: bool
    closes: float


def bars_of(bars: Sequence[Bar], calendar: Calendar) -> Bars:
    """Make columns of closed daily bars, oldest first, with week marks from the calendar.

    Raises ValueError when days do not rise, CalendarRange outside the session table.
    """
    import numpy as np

    _check_order(bars)
    prices = [
        np.array([price(bar) for bar in bars], dtype=np.float64)
        for price in map(attrgetter, Bars._fields[:5])
    ]
    return Bars._make([*prices, *_of_days(tuple(bar.day for bar in bars), calendar)])


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


# The symbols of a market share their days: at a close of 2,700 all but the newest ask for the same.
@lru_cache(maxsize=64)
def _of_days(days: tuple[date, ...], calendar: Calendar) -> tuple[NDArray[Any], ...]:
    """Give the columns of `Bars` that the days alone decide; nobody may change them."""
    import numpy as np

    marks = np.array([_mark(day, calendar) for day in days], dtype=np.float64)
    *flags, closes = np.ascontiguousarray(marks.reshape(len(days), 5).T)
    session = np.array([day.toordinal() for day in days], dtype=np.int64)
    columns = (*(flag.astype(bool) for flag in flags), closes, session, session < 0)
    for column in columns:
        column.setflags(write=False)
    return columns


@lru_cache(maxsize=8_192)
def _mark(day: date, calendar: Calendar) -> Mark:
    week = calendar.week(day)
    first, last = (week[0].day, week[-1].day) if week else (None, None)
    closes = {session.day: session.closes_at for session in week}
    # A bar of a day that the table calls closed still has its place in time.
    instant = closes.get(day, utc(day, 15, 30)).timestamp()
    # Only the last session looks ahead: what it needs of the future is in the calendar.
    next_alone = day == last and _next_alone(day, calendar)
    return Mark(day == first, day == last, len(week) == 1, next_alone, instant)


def _next_alone(day: date, calendar: Calendar) -> bool:
    following = day - timedelta(days=day.weekday()) + _WEEK
    while not (week := calendar.week(following)):
        following += _WEEK
    return len(week) == 1
