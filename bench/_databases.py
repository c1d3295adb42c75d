"""The two databases, each beside its driver by hand: what gaemi opens, and a bare connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from storage.store import Places, places_of
from tests import postgres

_FILES = {"gaemi_bars": "bars.db"}


class Bare(Protocol):
    """A connection of a driver, by hand; statements mark their values with a question mark."""

    def ask(self, text: str, values: Sequence[Any] = ()) -> list[Any]:
        """Give all rows of a question, or nothing."""
        ...

    def many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows."""
        ...

    def load(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write very many bars in one transaction, by the driver's fastest way."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


@dataclass(frozen=True, slots=True)
class Database:
    """One kind: its places, and what opens a schema (a file of that name) bare."""

    name: str
    floor: str
    places: Places
    folder: Path
    bare: Callable[[str], Bare]


class BareSqlite:
    """sqlite3 with WAL and FULL."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")

    def ask(self, text: str, values: Sequence[Any] = ()) -> list[Any]:
        """Give all rows."""
        return self._connection.execute(text, values).fetchall()

    def many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows."""
        self._connection.executemany(text, rows)

    def load(self, rows: Sequence[Sequence[Any]]) -> None:
        """Insert them all."""
        self.ask("BEGIN IMMEDIATE")
        self.many("INSERT INTO market_bars VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.ask("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class BarePostgres:
    """psycopg; a commit counts when the disk has it."""

    def __init__(self, url: str, schema: str) -> None:
        import psycopg

        asked = f"-c search_path={schema} -c synchronous_commit=on -c timezone=UTC"
        self._connection: Any = psycopg.connect(url, autocommit=True, options=asked)

    def ask(self, text: str, values: Sequence[Any] = ()) -> list[Any]:
        """Give all rows, or nothing where there are none."""
        cursor = self._connection.execute(text.replace("?", "%s"), values or None)
        return cursor.fetchall() if cursor.description else []

    def many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows."""
        with self._connection.cursor() as cursor:
            cursor.executemany(text.replace("?", "%s"), rows)

    def load(self, rows: Sequence[Sequence[Any]]) -> None:
        """Copy them all in."""
        with (
            self._connection.cursor() as cursor,
            cursor.copy("COPY market_bars FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """Give files in a folder."""
    yield Database(
        "SQLite", "sqlite3, WAL, FULL", places_of(folder), folder,
        lambda schema: BareSqlite(folder / _FILES.get(schema, f"{schema}.db")),
    )  # fmt: skip


@contextmanager
def postgresql(folder: Path) -> Iterator[Database]:
    """Give a database of its own on the tests' server, which is removed at the end."""
    with postgres.made() as url:
        yield Database(
            "PostgreSQL", "psycopg, synchronous_commit on", places_of(folder, url), folder,
            lambda schema: BarePostgres(url, schema),
        )  # fmt: skip


KINDS = {"sqlite": sqlite, "postgresql": postgresql}


def there(kind: str) -> bool:
    """Tell whether a kind can be measured; says on the screen when it cannot."""
    if kind == "sqlite" or postgres.answers():
        return True
    print("PostgreSQL does not answer at TEST_POSTGRES_URL (127.0.0.1:5432): left out")
    return False
