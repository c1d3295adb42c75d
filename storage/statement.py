"""Inserts in the driver's own words, compiled once: a commit must not pay for them each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects.sqlite import Insert

Bind = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One insert for one dialect; `binds` are its columns in order, with what writes each."""

    text: str
    binds: tuple[tuple[str, Bind], ...]
    positional: bool

    def run(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows; raises KeyError for a row that lacks a column."""
        connection.exec_driver_sql(self.text, [self._parameters(row) for row in rows])

    def _parameters(self, row: Mapping[str, Any]) -> Any:
        if self.positional:
            return tuple(bind(row[name]) for name, bind in self.binds)
        return {name: bind(row[name]) for name, bind in self.binds}


def compiled(insert: Insert, table: Table, dialect: Dialect) -> Statement:
    """Compile an insert of all columns of a table."""
    made: Any = insert.compile(dialect=dialect)
    names = list(made.positiontup) if made.positional else [c.name for c in table.columns]
    binds = tuple((name, _bind(table, name, dialect)) for name in names)
    return Statement(str(made), binds, made.positional)


def _bind(table: Table, name: str, dialect: Dialect) -> Bind:
    found = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return found or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
