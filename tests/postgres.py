"""A PostgreSQL server for tests: databases that are made for one test and removed after it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from core.clock import SimClock
from storage.store import open_bars, open_store, places_of
from tests.samples import AT

ADDRESS = os.environ.get(
    "TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres?connect_timeout=3"
)


def answers() -> bool:
    """Tell whether the server can be used."""
    try:
        execute(ADDRESS, "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def execute(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements, each at once durable, and give the rows of the last one."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@contextmanager
def made() -> Iterator[str]:
    """Make an empty database, give its address, and remove it with whoever is still connected."""
    name = f"gaemi_test_{uuid.uuid4().hex}"
    execute(ADDRESS, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield urlsplit(ADDRESS)._replace(path=f"/{name}", query="").geturl()
    finally:
        execute(ADDRESS, f"DROP DATABASE {name} WITH (FORCE)")


def migrate(url: str) -> None:
    """Make all tables of this release."""
    places = places_of(Path(), url)
    open_store(places.trade, SimClock(AT)).close()
    open_bars(places.bars, SimClock(AT)).close()


def send_away(url: str) -> None:
    """End every other connection to a database, as a server does that is stopped."""
    execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def empty(url: str) -> None:
    """Send everybody away and delete all rows: far cheaper than a database of one's own."""
    send_away(url)
    tables = execute(
        url,
        "SELECT schemaname, tablename FROM pg_tables "
        "WHERE schemaname LIKE 'gaemi\\_%' AND tablename <> 'alembic_version'",
    )
    execute(url, "; ".join(f"DELETE FROM {schema}.{table}" for schema, table in tables))
