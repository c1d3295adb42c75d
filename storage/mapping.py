"""One table and one domain value: rows in, values out, exactly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Dialect, RowMapping, Table, or_
from sqlmodel import SQLModel

from core.domain.calendar import trading_date
from core.errors import StoreError
from storage.codec import decoder, encode, hints_of
from storage.columns import NullableJson
from storage.statement import Clash, Statement, insertion

V = TypeVar("V")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hot:
    """Which rows are held in memory: those of the last `days`, and those still open.

    `time` names the column that is looked at; `state` and `opened` the open rows, where
    None stands for a column without a value.
    """

    time: str
    days: int
    state: str = ""
    opened: frozenset[str | None] = frozenset()

    def clause(self, table: Table, *, now: datetime) -> ColumnElement[bool]:
        """Give the rule as a condition on a table."""
        recent: ColumnElement[bool] = table.c[self.time] >= self._since(
            now, table.c[self.time].type.python_type
        )
        if not self.state:
            return recent
        if None in self.opened:
            return or_(recent, table.c[self.state].is_(None))
        return or_(recent, table.c[self.state].in_(sorted(filter(None, self.opened))))

    def holds(self, value: object, *, now: datetime) -> bool:
        """Tell whether a value is hot."""
        at = getattr(value, self.time)
        if at >= self._since(now, type(at)):
            return True
        return bool(self.state) and getattr(value, self.state) in self.opened

    def _since(self, now: datetime, kind: type[Any]) -> Any:
        since = now - timedelta(days=self.days)
        return since if issubclass(kind, datetime) else trading_date(since)


def nothing_lifted(_value: object) -> Values:
    """Give no columns beside the value's own fields."""
    return {}


class Mapper(Generic[V]):
    """Writes and reads the rows of one table.

    `lifted` gives columns that repeat what lies inside nested values, for queries and
    audits; they are never read back. `aliases` are columns named unlike their field.
    `once` inserts only: a second write of the key is an error.
    """

    def __init__(
        self,
        row: type[SQLModel],
        kind: type[V],
        *,
        lifted: Callable[[V], Values] = nothing_lifted,
        aliases: Mapping[str, str] | None = None,
        hot: Hot | None = None,
        once: bool = False,
    ) -> None:
        self.table: Table = row.__table__  # type: ignore[attr-defined]
        self.hot = hot
        self._kind = kind
        self._lifted = lifted
        names = dict(aliases or {})
        self._columns = {one.name: names.get(one.name, one.name) for one in fields(kind)}  # type: ignore[arg-type]
        self._hints = hints_of(cast("Hashable", kind))
        self._nested = {
            name
            for name, column in self._columns.items()
            if isinstance(self.table.c[column].type, NullableJson)
        }
        self._readers = {name: self._reader(name) for name in self._columns}
        self._clash = Clash.REFUSE if once else Clash.REPLACE

    def insertion(self, dialect: Dialect) -> Statement:
        """Give the statement that writes rows of this table."""
        return insertion(self.table, dialect, self._clash)

    def to_row(self, value: V) -> Values:
        """Give a value's columns; raises TypeError for what the column cannot hold exactly."""
        row = {column: self._written(name, value) for name, column in self._columns.items()}
        return row | self._lifted(value)

    def from_row(self, row: RowMapping) -> V:
        """Give the value of a row; raises StoreError when it cannot be understood."""
        try:
            return self._kind(
                **{name: read(row[self._columns[name]]) for name, read in self._readers.items()}
            )
        except (ValueError, TypeError, KeyError, ArithmeticError) as e:
            keys = ", ".join(str(row[column.name]) for column in self.table.primary_key)
            raise StoreError(
                f"row {keys} of table {self.table.name} cannot be understood ({e}); "
                "restore a backup or report this"
            ) from e

    def values(self, rows: Iterable[RowMapping]) -> list[V]:
        """Give the values of rows."""
        return [self.from_row(row) for row in rows]

    def _written(self, name: str, value: V) -> Any:
        part = getattr(value, name)
        if name in self._nested:
            return encode(part)
        if isinstance(part, Enum):
            return part.value
        # SQLite would take 1.5 into a column of won without a word.
        if self._hints[name] is int and not isinstance(part, int):
            raise TypeError(f"{self.table.name}.{name} is {part!r}; only whole numbers are stored")
        return part

    def _reader(self, name: str) -> Callable[[Any], Any]:
        hint = self._hints[name]
        if name in self._nested:
            # A union with None reads None; anything else must be there.
            return decoder(hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint
        return _whole if hint is int else _as_stored


def _whole(value: Any) -> int:
    # SQLite keeps text and fractions in a column of numbers too, if anybody writes them there.
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _as_stored(value: Any) -> Any:
    return value
