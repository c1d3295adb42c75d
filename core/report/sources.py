"""Where the facts of reports come from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

from core.domain.calendar import Calendar
from core.domain.money import Won
from core.domain.position import Account
from core.ports import Views
from core.ports_bars import BarStore
from core.report.index import NONE, IndexDays
from core.report.words import Words


async def no_index(until: date) -> IndexDays:  # noqa: ARG001 - as all sources of an index
    """Have no index to compare with."""
    return IndexDays("KOSPI", why=NONE)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the facts come from; `account` and `marks` (last prices) read the engine's state.

    `stops` are those that people set themselves, by owner and symbol (0: none at all). `index`
    gives the closes of an index up to a day.
    """

    views: Views
    bars: BarStore
    calendar: Calendar
    account: Callable[[], Account]
    marks: Callable[[], Mapping[str, Won]]
    words: Callable[[str], Words]
    stops: Callable[[], Mapping[tuple[str, str], Won]] = dict
    index: Callable[[date], Awaitable[IndexDays]] = no_index
