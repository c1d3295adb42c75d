"""Opening SQLite files: one writer with a durable log, readers that cannot write."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from core.errors import StoreError

BUSY_S: Final = 5.0
_KEY: Final = re.compile(r"Key (\(.*?\))=")
# What a database may say no with; the driver tells a lack of memory past SQLAlchemy.
REFUSED: Final = (SQLAlchemyError, MemoryError)
# The columns' own readers raise the last three for a value that is not of the column's type.
UNREADABLE: Final = (*REFUSED, ValueError, TypeError, ArithmeticError)
_READS: Final[dict[str, dict[str, Any]]] = {
    "sqlite": {"reads": True},
    "postgresql": {"isolation_level": "REPEATABLE READ"},
}
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


def writer(path: Path) -> Engine:
    """Open the one connection that writes; makes file (0600) and folder (0700) when absent.

    It is used by one thread at a time. A transaction takes the write lock at its start.
    """
    prepare_file(path)
    engine = _engine(lambda: _connect(path, mode="rw"), path=path)
    event.listen(engine, "begin", _begin)
    return engine


def reader(path: Path) -> Engine:
    """Open a connection that sees committed rows and cannot write."""
    return _engine(lambda: _connect(path, mode="ro"), path=path)


def prepare_file(path: Path) -> None:
    """Make an absent file for its owner only and close an existing one to others."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as e:
        raise StoreError(f"{path} cannot be opened for writing: {e.strerror}") from e


def reading(engine: Engine) -> Connection:
    """Give a connection whose transactions take no write lock and see one state throughout."""
    return engine.connect().execution_options(**_READS[engine.dialect.name])


def check_integrity(engine: Engine) -> None:
    """Let SQLite look for damage; raises StoreError when it finds any."""
    with reading(engine) as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise StoreError(f"{engine.url.database} is damaged: {found}; restore a backup")


def _engine(creator: Any, *, path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=creator,
        poolclass=StaticPool,
        json_serializer=json_text,
        json_deserializer=json.loads,
    )
    engine.url = engine.url.set(database=str(path))
    return engine


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=BUSY_S,
        # None leaves BEGIN to us: the driver would begin late and never before DDL.
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in _PRAGMAS if mode == "rw" else ("PRAGMA query_only=ON",):
        connection.execute(pragma)
    return connection


def _begin(connection: Connection) -> None:
    # Immediate, so that two writers meet at the start of a transaction and not in its middle.
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def json_text(value: Any) -> str:
    """Write JSON as it is stored: short, and readable in any language."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def refusal(error: Exception, *, path: object) -> StoreError:
    """Say what the database refused or cannot be read from it, without the statement's values."""
    if isinstance(error, MemoryError):
        return StoreError(f"{path}: no memory left for the database")
    if not isinstance(error, SQLAlchemyError):
        return StoreError(
            f"{path} holds a value that cannot be understood: {error}; restore a backup"
        )
    cause = getattr(error, "orig", None) or error
    return StoreError(f"{path}: {type(cause).__name__}: {_told(cause)}")


def _told(cause: object) -> str:
    """Give a driver's words on one line; PostgreSQL's detail shows whole rows and is left out."""
    diagnosis = getattr(cause, "diag", None)
    if diagnosis is None or diagnosis.message_primary is None:
        return " ".join(str(cause).split())
    columns = _KEY.match(diagnosis.message_detail or "")
    return f"{diagnosis.message_primary}{f' {columns[1]}' if columns else ''}"
