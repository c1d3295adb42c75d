"""The ledger's file: stdlib sqlite3 in WAL mode, its own file, shared with nobody."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sim.orders import Order

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, cash INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS notes (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders ({columns});
CREATE TABLE IF NOT EXISTS fills (
    id INTEGER PRIMARY KEY, number INTEGER NOT NULL, at TEXT NOT NULL, quantity INTEGER NOT NULL,
    price INTEGER NOT NULL, fee INTEGER NOT NULL, tax INTEGER NOT NULL, step INTEGER NOT NULL
);
"""
_PUT_META = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_PUT_NOTE = "INSERT OR REPLACE INTO notes VALUES (?, ?)"
_PUT_FILL = "INSERT INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class LedgerFailedError(RuntimeError):
    """Say that the ledger can no longer be trusted to be on disk: stop and open it again."""


@dataclass(frozen=True, slots=True)
class Execution:
    """Record one fill; `step` is the print count at which a taker took it, -1 for a maker."""

    id: int
    number: int
    at: datetime
    quantity: int
    price: int
    fee: int
    tax: int
    step: int


class Store:
    """Read the ledger's file once, then append each change to it."""

    def __init__(self, path: Path, *, kind: type[Order] = Order, schema: str = "") -> None:
        self._kind = kind
        self._columns = tuple(field.name for field in fields(kind))
        marks = ", ".join("?" * len(self._columns))
        self._put_order = f"INSERT OR REPLACE INTO orders VALUES ({marks})"  # noqa: S608 - question marks
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        columns = ", ".join(
            f"{name} {'INTEGER PRIMARY KEY' if name == 'number' else ''}" for name in self._columns
        )
        self._db.executescript(_SCHEMA.format(columns=columns) + schema)
        self._durable = True
        self._version = self._data_version()

    def close(self) -> None:
        """Close the file; nothing is pending, because every change was committed."""
        self._db.close()

    def meta(self) -> dict[str, str]:
        """Read the named values."""
        return dict(self.rows("SELECT key, value FROM meta"))

    def accounts(self) -> dict[str, int]:
        """Read each account's first cash in won."""
        return dict(self.rows("SELECT name, cash FROM accounts ORDER BY name"))

    def orders(self) -> list[Order]:
        """Read all orders by number."""
        rows = self.rows("SELECT * FROM orders ORDER BY number")
        return [_order(self._kind, dict(zip(self._columns, row, strict=True))) for row in rows]

    def notes(self) -> dict[int, str]:
        """Read the memos by number."""
        return dict(self.rows("SELECT number, text FROM notes ORDER BY number"))

    def fills(self) -> list[Execution]:
        """Read all fills in the order in which they were booked."""
        return [
            Execution(row[0], row[1], datetime.fromisoformat(row[2]), *row[3:])
            for row in self.rows("SELECT * FROM fills ORDER BY id")
        ]

    def add_accounts(self, cash: Mapping[str, int]) -> None:
        """Create the accounts that the file does not have yet."""
        self._db.executemany("INSERT OR IGNORE INTO accounts VALUES (?, ?)", list(cash.items()))
        self._version = self._data_version()

    def save(
        self,
        *,
        meta: Mapping[str, str],
        orders: Iterable[Order],
        fills: Iterable[Execution],
        durable: bool,
        notes: Mapping[int, str],
        more: Sequence[tuple[str, list[tuple[Any, ...]]]] = (),
    ) -> None:
        """Write one change as one transaction; `durable` waits for the disk.

        `more` are further statements with their rows, of a ledger that keeps more than this.
        Without it the change outlives the process but not a power cut: meant for the passing of
        time. Raises LedgerFailedError when the disk refuses or another process wrote to the file.
        """
        try:
            self._set_durable(durable)
            self._db.execute("BEGIN IMMEDIATE")
            if self._data_version() != self._version:
                raise LedgerFailedError("another process wrote to this exchange's ledger: run one")
            self._db.executemany(_PUT_META, list(meta.items()))
            self._db.executemany(self._put_order, [self._row(order) for order in orders])
            self._db.executemany(_PUT_NOTE, list(notes.items()))
            self._db.executemany(_PUT_FILL, [_fill_row(fill) for fill in fills])
            for statement, rows in more:
                self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as e:
            raise LedgerFailedError(f"the exchange's ledger could not be written: {e}") from e
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _row(self, order: Order) -> tuple[int | str, ...]:
        values = (getattr(order, name) for name in self._columns)
        return tuple(v.isoformat() if isinstance(v, date) else v for v in values)

    def _set_durable(self, durable: bool) -> None:
        if durable is not self._durable:
            self._db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    def _data_version(self) -> int:
        return int(self.rows("PRAGMA data_version")[0][0])

    def rows(self, statement: str) -> list[Any]:
        """Read what a statement selects."""
        with closing(self._db.execute(statement)) as cursor:
            return cursor.fetchall()


def _fill_row(fill: Execution) -> tuple[int | str, ...]:
    at = fill.at.isoformat()
    return (fill.id, fill.number, at, fill.quantity, fill.price, fill.fee, fill.tax, fill.step)


def _order(kind: type[Order], values: dict[str, Any]) -> Order:
    values["day"] = date.fromisoformat(values["day"])
    values["settles"] = date.fromisoformat(values["settles"])
    values["placed_at"] = datetime.fromisoformat(values["placed_at"]).astimezone(UTC)
    values["exempt"] = bool(values["exempt"])
    return kind(**values)
