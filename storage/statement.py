"""Statements in the driver's own words, compiled once: work must not pay for them each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Select, Table, insert
from sqlalchemy.types import TypeEngine

Bind = Callable[[Any], Any]
_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement for one dialect; `binds` are its values in order, with what writes each."""

    text: str
    binds: tuple[tuple[str, Bind], ...]
    positional: bool

    def run(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows, if there are any; raises KeyError for a row that lacks a column."""
        values = [self._parameters(row) for row in rows]
        # An empty list would be taken as one row of defaults.
        if values:
            connection.exec_driver_sql(self.text, values)

    def parts(self, connection: Connection, **values: Any) -> Iterator[Sequence[Any]]:
        """Ask, and give the rows by the ten thousand as the driver has them, read by no type."""
        with connection.exec_driver_sql(self.text, self._parameters(values)) as found:
            cursor: Any = found.cursor
            while rows := cursor.fetchmany(_AT_ONCE):
                yield rows

    def _parameters(self, row: Mapping[str, Any]) -> Any:
        if self.positional:
            return tuple(bind(row[name]) for name, bind in self.binds)
        return {name: bind(row[name]) for name, bind in self.binds}


class Clash(Enum):
    """What becomes of a row whose key is there already."""

    REFUSE = ""
    KEEP = " ON CONFLICT DO NOTHING"
    REPLACE = " ON CONFLICT ({keys}) DO UPDATE SET {others}"


def insertion(table: Table, dialect: Dialect, clash: Clash = Clash.REFUSE) -> Statement:
    """Compile an insert of all columns of a table."""
    names = [column.name for column in table.columns]
    made: Any = insert(table).compile(dialect=dialect, column_keys=names)
    order = list(made.positiontup) if made.positional else names
    text = f"{made}{_on_clash(table, dialect, clash)}"
    return _statement(text, {name: table.c[name].type for name in order}, dialect)


def _on_clash(table: Table, dialect: Dialect, clash: Clash) -> str:
    # The two databases have these words in common; the library has a class for each of them.
    quoted = dialect.identifier_preparer.quote
    keys = [quoted(column.name) for column in table.primary_key]
    others = [quoted(column.name) for column in table.columns if not column.primary_key]
    return clash.value.format(
        keys=", ".join(keys), others=", ".join(f"{name} = excluded.{name}" for name in others)
    )


def compiled_query(query: Select[Any], dialect: Dialect) -> Statement:
    """Compile a question whose values are bind parameters with names."""
    made: Any = query.compile(dialect=dialect)
    names = made.positiontup if made.positional else made.binds
    return _statement(str(made), {name: made.binds[name].type for name in names}, dialect)


def _statement(text: str, types: Mapping[str, TypeEngine[Any]], dialect: Dialect) -> Statement:
    binds = tuple((name, _bind(kind, dialect)) for name, kind in types.items())
    return Statement(text, binds, dialect.positional)


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> Bind:
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
