"""Reads bars as number columns past the mapping of rows: a million of them are a usual question."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Dialect, Select, Table, bindparam, select

from core.bar_columns import COLUMNS, BarColumns
from core.domain.bar import Interval
from storage.statement import Statement, compiled_query
from storage.tables_bars import MarketBarRow, SeriesStateRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

_BARS: Final[Table] = MarketBarRow.__table__  # type: ignore[attr-defined]
_STATES: Final[Table] = SeriesStateRow.__table__  # type: ignore[attr-defined]
_UNIX_DAY: Final = 719_163  # 1970-01-01 as `date.toordinal` counts


def state_of(connection: Connection, symbol: str, interval: Interval) -> str | None:
    """Give the name of a series' present content; None when it never had a bar."""
    query = _state_query(connection.dialect)
    for rows in query.parts(connection, symbol=symbol, interval=interval.value):
        return str(rows[0][0])
    return None


def read_columns(connection: Connection, symbol: str, interval: Interval) -> BarColumns:
    """Read all bars of a series; raises ValueError or TypeError for what no bar can hold."""
    query = _bars_query(connection.dialect)
    parts = map(_numbers, query.parts(connection, symbol=symbol, interval=interval.value))
    columns = BarColumns(symbol, interval, *_joined(parts))
    _require_sound(columns)
    return columns


@cache
def _state_query(dialect: Dialect) -> Statement:
    return compiled_query(_of_series(select(_STATES.c.state), _STATES), dialect)


@cache
def _bars_query(dialect: Dialect) -> Statement:
    query = select(*(_BARS.c[name] for name in COLUMNS)).order_by(_BARS.c.slot)
    return compiled_query(_of_series(query, _BARS), dialect)


def _of_series(query: Select[Any], table: Table) -> Select[Any]:
    return query.where(
        table.c.symbol == bindparam("symbol"), table.c.interval == bindparam("interval")
    )


def _numbers(rows: Iterable[Any]) -> Whole:
    """Give rows as the driver has them as one table of numbers, a row a column of the bars."""
    import numpy as np

    at, day, *others = zip(*rows, strict=True)
    values = np.array(others)
    # A text or fraction that somebody wrote into a column of numbers makes it a table of those.
    if values.dtype != np.int64:
        raise TypeError("prices and volumes must be whole numbers")
    opened = np.array(at, dtype="datetime64[us]").astype(np.int64)
    days = np.array(day, dtype="datetime64[D]").astype(np.int64) + _UNIX_DAY
    return np.vstack([opened, days, values])


def _joined(parts: Iterable[Whole]) -> Whole:
    import numpy as np

    return np.hstack([np.empty((len(COLUMNS), 0), dtype=np.int64), *parts])


def _require_sound(columns: BarColumns) -> None:
    import numpy as np

    prices = np.array([columns.open, columns.high, columns.low, columns.close])
    wrong = (prices.min(axis=0) != columns.low) | (prices.max(axis=0) != columns.high)
    wrong |= (columns.low <= 0) | (columns.volume < 0)
    if wrong.any():
        day = date.fromordinal(int(columns.day[wrong.argmax()]))
        raise ValueError(f"the bar of {columns.symbol} on {day} cannot be")
