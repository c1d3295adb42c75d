"""A book as its strategy sees it at the close of the last bar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.domain.bar import Bar
from core.domain.cycle import Cycle, cycle_of
from core.domain.position import Book
from core.flow.desk import Desk
from core.strategies.base import Holding

_DAY_S = 86_400


def holding_of(desk: Desk, book: Book) -> Holding:
    """Give a book as a strategy sees it at the close of the last bar in the history."""
    bars = desk.history.get(book.symbol, ())
    since_exit = _bars_after(bars, book.closed_day)
    if not book.shares:
        return Holding(0, 0.0, since_exit)
    cycle = cycle_of(book, desk.fills_of(book))
    opened = book.opened_day
    highs = [float(bar.high) for bar in bars if opened is not None and bar.day >= opened]
    return Holding(
        book.shares,
        float(cycle.average or book.average),
        since_exit,
        _bars_after(bars, opened),
        cycle.buys,
        cycle.sells,
        float(cycle.last_buy),
        _seconds_since(cycle, bars),
        max([float(cycle.high), *highs]),
    )


def _seconds_since(cycle: Cycle, bars: Iterable[Bar]) -> int:
    # Bars of a day know no hours: whole days, as a backtest on them reckons.
    last = max((bar.day for bar in bars), default=cycle.last_day)
    if last is None or cycle.last_day is None:
        return -1
    return max(0, (last - cycle.last_day).days) * _DAY_S


def _bars_after(bars: Iterable[Bar], day: date | None) -> int:
    return -1 if day is None else sum(1 for bar in bars if bar.day > day)
