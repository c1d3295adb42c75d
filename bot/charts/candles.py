"""Bars as a chart shows them, joined to weeks, months or years where there are too many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from core.domain.bar import Bar, Interval
from core.domain.calendar import KST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.strategies.base import Bars

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Candles:
    """Bars of one symbol, oldest first; prices in won.

    `clock` is the session of each daily bar, or the instant (a datetime) of one within a session.
    """

    clock: Sequence[date]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __len__(self) -> int:
        return len(self.clock)


class Groups(NamedTuple):
    """Candles that each stand for one bar or more, placed on the axis of the single bars.

    `first` and `last` are the bars of each; `span` says how long each is: ``bar`` for bars
    within a session, ``day``, ``week``, ``month``, ``quarter``, ``year``, or ``several`` bars.
    """

    span: str
    first: Whole
    last: Whole
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    @property
    def middle(self) -> Floats:
        """Give the place of each on the axis."""
        middle: Floats = (self.first + self.last) / 2
        return middle

    @property
    def width(self) -> Whole:
        """Give how many bars each stands for."""
        return self.last - self.first + 1


# Reading the calendar of more bars takes longer than the rest of the picture.
_LONG: Final = 40_000
_SPANS: Final[tuple[tuple[str, Callable[[date], tuple[int, ...]]], ...]] = (
    ("week", lambda day: tuple(day.isocalendar()[:2])),
    ("month", lambda day: (day.year, day.month)),
    ("quarter", lambda day: (day.year, (day.month - 1) // 3)),
    ("year", lambda day: (day.year,)),
)


def candles_of(bars: Bars, first: int = 0) -> Candles:
    """Take the bars of a backtest from one index on; raises ValueError without their sessions."""
    if bars.session is None or bars.at is None:
        raise ValueError("the bars do not say when they were")
    sessions = bars.session[first:].tolist()
    clock: list[date] = [date.fromordinal(day) for day in sessions]
    if len(set(sessions)) < len(sessions):
        clock = [datetime.fromtimestamp(at, KST) for at in bars.at[first:].tolist()]
    return Candles(clock, *(column[first:] for column in bars[:5]))


def candles_from(bars: Sequence[Bar]) -> Candles:
    """Take stored bars of one symbol and one length, oldest first."""

    def column(name: str) -> Floats:
        return np.array([getattr(bar, name) for bar in bars], dtype=np.float64)

    daily = all(bar.interval is Interval.DAY for bar in bars)
    clock = [bar.day if daily else bar.opened_at.astimezone(KST) for bar in bars]
    return Candles(clock, *(column(name) for name in ("open", "high", "low", "close", "volume")))


def grouped(candles: Candles, most: int) -> Groups:
    """Join bars until at most `most` candles are left: by the calendar first, then by count."""
    if len(candles) <= most:
        within = len(candles) and isinstance(candles.clock[0], datetime)
        return _joined(candles, "bar" if within else "day", np.arange(len(candles)))
    for span, key in _SPANS if len(candles) <= _LONG else ():
        starts = _starts([key(at) for at in candles.clock])
        if len(starts) <= most and len(starts) > most // 4:
            return _joined(candles, span, starts)
    step = -(-len(candles) // most)
    return _joined(candles, "several", np.arange(0, len(candles), step))


def _starts(keys: Sequence[tuple[int, ...]]) -> Whole:
    return np.array([i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]])


def _joined(candles: Candles, span: str, starts: Whole) -> Groups:
    if not len(candles):
        empty = candles.open
        return Groups(span, starts, starts, empty, empty, empty, empty, empty)
    last = np.append(starts[1:], len(candles)) - 1
    return Groups(
        span,
        starts,
        last,
        candles.open[starts],
        np.maximum.reduceat(candles.high, starts),
        np.minimum.reduceat(candles.low, starts),
        candles.close[last],
        np.add.reduceat(candles.volume, starts),
    )
