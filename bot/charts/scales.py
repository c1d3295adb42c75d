"""Where the lines of a scale lie and what stands beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple, TypeAlias

_LOOKED_AT: Final = 3_000
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0)


class Tick(NamedTuple):
    """A line of a scale: where, and what stands beside it."""

    at: float
    label: str


def value_steps(low: float, high: float, most: int) -> list[float]:
    """Give at most `most` round values between two, evenly spaced; none where low = high.

    At least one for `most` from 3 on.
    """
    span = high - low
    if span <= 0 or most < 1:
        return []
    size = 10.0 ** math.floor(math.log10(span / most))
    for step in (size * multiple for multiple in _STEPS):
        numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
        if len(numbers) <= most:
            return [number * step for number in numbers]
    return []


def price_label(value: float) -> str:
    """Write a price in full, as no two of a scale are then alike."""
    return f"{value:,.0f}"


def percent_label(value: float) -> str:
    """Write a ratio as whole percents, or with a decimal below one percent."""
    percent = value * 100
    return f"{percent:.0f}%" if abs(percent - round(percent)) < 1e-6 else f"{percent:.1f}%"


def date_ticks(clock: Sequence[date], most: int) -> list[Tick]:
    """Mark the beginnings of days, months, quarters or years, as finely as `most` allows.

    A tick lies at the index of the first bar of its stretch (among very many bars: within a
    pixel of it); the stretch that the bars begin within has none, unless nothing else would
    be marked.
    """
    if not clock:
        return []
    kinds = _WITHIN if isinstance(clock[0], datetime) else _DAILY
    step = -(-len(clock) // _LOOKED_AT)
    for key, label in kinds:
        keys = [key(at) for at in clock[::step]]
        starts = [i * step for i in range(1, len(keys)) if keys[i] != keys[i - 1]]
        if 0 < len(starts) <= most:
            return [Tick(i, label(clock[i])) for i in starts]
    return [Tick(0, _DAILY[0][1](clock[0]))]


# What makes bars belong together, and what stands beside the first of them.
_Kind: TypeAlias = tuple[Callable[[date], Hashable], Callable[[date], str]]


def _day(at: date) -> str:
    return f"{at.month}/{at.day}"


def _month(at: date) -> str:
    return f"{at.year}.{at.month}"


def _year(at: date) -> str:
    return str(at.year)


def _months(count: int) -> _Kind:
    return lambda at: (at.year, (at.month - 1) // count), _month


def _years(count: int) -> _Kind:
    return lambda at: at.year // count, _year


def _minutes(count: int) -> _Kind:
    def key(at: date) -> Hashable:
        minute = at.hour * 60 + at.minute if isinstance(at, datetime) else 0
        return at.toordinal(), minute // count

    return key, lambda at: at.strftime("%H:%M")


_DAILY: Final[tuple[_Kind, ...]] = (
    (lambda at: at.toordinal(), _day),
    (lambda at: at.isocalendar()[:2], _day),
    *map(_months, (1, 2, 3, 6)),
    *map(_years, (1, 2, 5, 10, 20)),
)
_WITHIN: Final[tuple[_Kind, ...]] = (*map(_minutes, (10, 30, 60, 120)), *_DAILY)
