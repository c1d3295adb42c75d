"""P9: the last bars of many symbols, and a million bars for a backtest, beside the bare driver."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from _databases import Bare, Database
from _rows import Row, row, turned

from core.bar_columns import COLUMNS, BarColumns
from core.clock import SimClock
from core.domain.bar import Interval
from storage.bars import StorageBars
from storage.store import open_bars
from tests.samples import AT

SYMBOLS, LAST, DAYS, MINUTES, RUNS = 100, 200, 1_000, 1_000_000, 5
LONG = "005930"
FIRST = date(2010, 1, 4)
LAST_ROWS = (
    "SELECT opened_at, day, open, high, low, close, volume FROM market_bars "
    "WHERE symbol = ? AND interval = '1d' AND slot <= '9999' ORDER BY slot DESC LIMIT ?"
)
ALL_ROWS = (
    "SELECT opened_at, day, open, high, low, close, volume FROM market_bars "
    "WHERE symbol = ? AND interval = '1m' ORDER BY slot"
)


def bars(database: Database, minutes: int = MINUTES, runs: int = RUNS) -> list[Row]:
    """Time all in turn; raises AssertionError when a number differs from the driver's."""
    store = open_bars(database.places.bars, SimClock(AT), columns=database.folder / "columns")
    bare = database.bare("gaemi_bars")
    symbols = [f"{number:06d}" for number in range(SYMBOLS)]
    for symbol in symbols:
        bare.load(_days(symbol))
    bare.load(_minutes(minutes))
    try:
        return [
            *_last(database, store, bare, symbols=symbols, runs=runs),
            *_whole(database, store, bare, runs=runs),
        ]
    finally:
        store.close()
        bare.close()


def _last(
    database: Database, store: StorageBars, bare: Bare, *, symbols: list[str], runs: int
) -> list[Row]:
    def columns() -> list[BarColumns]:
        return [
            whole.last(LAST, until=date.max) for whole in store.columns_of(symbols, Interval.DAY)
        ]

    def objects() -> object:
        return [store.daily(s, until=date.max, count=LAST) for s in symbols]

    def rows() -> list[Any]:
        return [bare.ask(LAST_ROWS, (s, LAST))[::-1] for s in symbols]

    first = _ms(columns)
    _require_equal(columns()[-1], rows()[-1])
    times = _in_turn([columns, objects, rows], runs)
    name = f"last {LAST} bars x {SYMBOLS} symbols, {database.name}"
    against = (database.floor, times[2])
    return [
        row(name, times[0], "ms", against),
        row(f"{name}, before there is a file", [first], "ms", against),
        row(f"{name}, an object each", times[1], "ms", against),
    ]


def _whole(database: Database, store: StorageBars, bare: Bare, *, runs: int) -> list[Row]:
    def columns() -> BarColumns:
        return store.columns(LONG, Interval.MINUTE)

    def rows() -> list[Any]:
        return bare.ask(ALL_ROWS, (LONG,))

    first = _ms(columns)
    count = len(columns())
    _require_equal(columns(), rows())
    times = _in_turn([columns, rows], runs)
    name = f"{count:,} bars for a backtest, {database.name}"
    against = (database.floor, times[1])
    return [
        turned(name, times[0], "ms", against),
        turned(f"{name}, before there is a file", [first], "ms", against),
    ]


def _in_turn(works: list[Callable[[], object]], runs: int) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for found, work in zip(times, works, strict=True):
            found.append(_ms(work))
    return times


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _require_equal(columns: BarColumns, rows: list[Any]) -> None:
    for name, values in zip(COLUMNS[2:], list(zip(*rows, strict=True))[2:], strict=True):
        np.testing.assert_array_equal(getattr(columns, name), values)
    days = [date.fromordinal(day).isoformat() for day in columns.day.tolist()]
    if days != [str(values[1]) for values in rows]:
        raise AssertionError(f"the days of {columns.symbol} differ from those of the driver")


def _days(symbol: str) -> list[tuple[Any, ...]]:
    dates = [(FIRST + timedelta(days=n)).isoformat() for n in range(DAYS)]
    return [
        (symbol, "1d", day, f"{day} 00:00:00.000000", day, *_prices(n), "bench")
        for n, day in enumerate(dates)
    ]


def _minutes(count: int) -> list[tuple[Any, ...]]:
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    made = []
    for n in range(count):
        text = (begin + timedelta(minutes=n)).isoformat(sep=" ")[:19]
        made.append((LONG, "1m", text, f"{text}.000000", text[:10], *_prices(n), "bench"))
    return made


def _prices(number: int) -> tuple[int, ...]:
    close = 70_000 + number % 977
    return 70_000, 71_000, 69_000, close, 1_000 + number % 1_009
