"""Reads bars one by one past the mapping of rows: a start asks for tens of thousands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table, bindparam, select

from core.domain.bar import Bar, Interval
from storage.statement import Statement, compiled_query
from storage.tables_bars import MarketBarRow

_BARS: Final[Table] = MarketBarRow.__table__  # type: ignore[attr-defined]
_NAMES: Final = ("opened_at", "day", "open", "high", "low", "close", "volume", "source")
_ALL: Final = 1 << 62


def last_bars(
    connection: Connection, symbol: str, interval: Interval, *, until: str, count: int | None
) -> list[Bar]:
    """Give the last bars up to a slot, oldest first, all without a count.

    Raises ValueError or TypeError for what no bar can hold.
    """
    query = _query(connection.dialect)
    most = _ALL if count is None else count
    asked = {"symbol": symbol, "interval": interval.value, "until": until}
    found: list[Bar] = []
    for rows in query.parts(connection, **asked, count=most, skipped=0):
        found += _bars(rows, symbol, interval, connection.dialect)
    return found[::-1]


def _bars(rows: Iterable[Any], symbol: str, interval: Interval, dialect: Dialect) -> Iterator[Bar]:
    instant, day, text = _readers(dialect)
    for at, session, opened, high, low, close, volume, source in rows:
        # A text or fraction that somebody wrote into a column of numbers stays one.
        if not type(opened) is type(high) is type(low) is type(close) is type(volume) is int:
            raise TypeError(f"prices and volumes of {symbol} must be whole numbers")
        yield Bar(
            symbol, interval, instant(at), day(session),
            opened, high, low, close, volume, text(source),
        )  # fmt: skip


@cache
def _query(dialect: Dialect) -> Statement:
    of_series = (
        _BARS.c.symbol == bindparam("symbol"),
        _BARS.c.interval == bindparam("interval"),
        # The slot of a daily bar is its day, and the primary key is the shortest way to a row.
        _BARS.c.slot <= bindparam("until"),
    )
    newest = select(*(_BARS.c[name] for name in _NAMES)).where(*of_series)
    limited = newest.order_by(_BARS.c.slot.desc()).limit(bindparam("count"))
    # SQLite's limit is written with an offset, whose zero must be a value with a name too.
    return compiled_query(limited.offset(bindparam("skipped")), dialect)


@cache
def _readers(dialect: Dialect) -> tuple[Callable[[Any], Any], ...]:
    """Give what reads an instant, a day and a text as the driver has them."""
    kinds = [_BARS.c[name].type.dialect_impl(dialect) for name in ("opened_at", "day", "source")]
    return tuple(kind.result_processor(dialect, None) or _as_it_is for kind in kinds)


def _as_it_is(value: Any) -> Any:
    return value
