"""PostgreSQL in the place of a file: one writer, durable, honest about a server that is away."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, inspect

from bot.assemble import kept_in, open_archive
from core.clock import SimClock
from core.domain.order import OrderState
from core.domain.plan import Cursor
from core.errors import SettingsError, StoreError
from storage.place import SqliteFile
from storage.postgres import PostgresSchema
from storage.schema import BARS_SCHEMA, TRADE_SCHEMA, Schema, migrate
from storage.store import open_bars, open_store, places_of
from tests import postgres, samples

CLOCK = SimClock(samples.AT)
PASSWORD = "h%40nter2-s3cret"
PLAIN = "h@nter2-s3cret"


def trade(url: str) -> PostgresSchema:
    place = places_of(Path(), url).trade
    assert isinstance(place, PostgresSchema)
    return place


def test_a_place_names_itself_without_its_password() -> None:
    place = trade(f"postgresql://ann:{PASSWORD}@db.example:5433/money?sslmode=require")
    assert str(place) == "postgresql://ann@db.example:5433/money, gaemi_trade"
    assert PASSWORD not in repr(place)
    assert str(trade("postgresql:///money")) == "postgresql:///money, gaemi_trade"


def test_without_an_address_rows_lie_in_the_files_of_the_home(tmp_path: Path) -> None:
    places = places_of(tmp_path)
    assert places.trade == SqliteFile(tmp_path / "gaemi.db")
    assert places.bars == SqliteFile(tmp_path / "bars.db")


@pytest.mark.parametrize("schema", [TRADE_SCHEMA, BARS_SCHEMA], ids=lambda s: s.name)
def test_migrations_make_the_tables_of_the_code_and_go_down_and_up(
    own_database: str, schema: Schema
) -> None:
    place = PostgresSchema(own_database, "elsewhere", alone=True)
    engine = place.writer()
    place.ready(engine, schema)

    def foreign(item: object, name: str | None, *_: object) -> bool:
        return not (isinstance(item, Column) and name == "rowid")

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": foreign}
        )
        assert compare_metadata(context, schema.metadata) == []
    migrate(engine, schema, to="base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    place.ready(engine, schema)
    assert set(inspect(engine).get_table_names()) == {*schema.metadata.tables, "alembic_version"}
    engine.dispose()


def test_rows_of_both_kinds_share_a_database_and_nothing_else(own_database: str) -> None:
    places = places_of(Path(), own_database)
    open_store(places.trade, CLOCK).close()
    open_bars(places.bars, CLOCK).close()
    tables = postgres.execute(
        own_database, "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname ~ '^gaemi'"
    )
    assert sorted(tables) == [("gaemi_bars",), ("gaemi_trade",)]


def test_a_schema_of_other_tables_is_refused(own_database: str) -> None:
    postgres.execute(
        own_database, "CREATE SCHEMA gaemi_trade", "CREATE TABLE gaemi_trade.customers (id int)"
    )
    with pytest.raises(StoreError, match=r"not gaemi's"):
        open_store(trade(own_database), CLOCK)


def test_tables_of_a_newer_release_are_refused(own_database: str) -> None:
    open_store(trade(own_database), CLOCK).close()
    postgres.execute(own_database, "UPDATE gaemi_trade.alembic_version SET version_num = 'x_9'")
    with pytest.raises(StoreError, match=r"x_9.*use the release that wrote it"):
        open_store(trade(own_database), CLOCK)


def test_text_is_compared_byte_by_byte_in_every_column(database: str) -> None:
    odd = postgres.execute(
        database,
        "SELECT table_schema, table_name, column_name FROM information_schema.columns "
        "WHERE table_schema LIKE 'gaemi%' AND data_type LIKE 'character%' "
        "AND collation_name IS DISTINCT FROM 'C'",
    )
    assert odd == []


def test_a_second_engine_is_refused_and_starts_once_the_first_is_gone(database: str) -> None:
    first = open_store(trade(database), CLOCK)
    with pytest.raises(StoreError, match=r"another gaemi is running on .*gaemi_trade"):
        open_store(trade(database), CLOCK)
    open_bars(places_of(Path(), database).bars, CLOCK).close()
    first.close()
    open_store(trade(database), CLOCK).close()


async def test_a_lost_connection_fails_the_commit_and_every_later_one(database: str) -> None:
    store = open_store(trade(database), CLOCK)
    store.uow.cursors.put(Cursor("kept", "1"))
    await store.uow.commit()
    postgres.send_away(database)
    store.uow.cursors.put(Cursor("lost", "1"))
    with pytest.raises(StoreError, match="gaemi_trade"):
        await store.uow.commit()
    store.uow.cursors.put(Cursor("later", "1"))
    with pytest.raises(StoreError, match="no commit after a failed one"):
        await store.uow.commit()
    # The lock went with the connection: whoever starts now finds what was committed, no more.
    again = open_store(trade(database), CLOCK)
    assert [one.name for one in again.uow.cursors.all()] == ["kept"]
    store.close()
    again.close()


async def test_a_lost_connection_is_found_without_a_commit(database: str) -> None:
    store = open_store(trade(database), CLOCK)
    await store.uow.verify()
    postgres.send_away(database)
    with pytest.raises(StoreError, match="gaemi_trade"):
        await store.uow.verify()
    store.uow.cursors.put(Cursor("later", "1"))
    with pytest.raises(StoreError, match="no commit after a failed one"):
        await store.uow.commit()
    store.close()


async def test_readers_go_on_after_their_connection_was_lost(database: str) -> None:
    store = open_store(trade(database), CLOCK)
    assert await store.views.orders() == []
    postgres.send_away(database)
    assert await store.views.orders() == []
    store.close()


def test_bars_go_on_after_their_connection_was_lost(database: str, tmp_path: Path) -> None:
    with closing(open_archive(tmp_path, database)) as bars:
        assert bars.symbols() == []
        postgres.send_away(database)
        assert bars.symbols() == []


def test_a_commit_waits_for_the_disk_whatever_the_database_says(own_database: str) -> None:
    name = own_database.rpartition("/")[2]
    postgres.execute(own_database, f"ALTER DATABASE {name} SET synchronous_commit = off")
    store = open_store(trade(own_database), CLOCK)
    asked = store.uow._connection.exec_driver_sql("SHOW synchronous_commit").scalar()
    store.close()
    assert asked == "on"


def test_a_reader_cannot_write(database: str) -> None:
    engine = trade(database).reader()
    with engine.connect() as connection, pytest.raises(Exception, match="read-only transaction"):
        connection.exec_driver_sql("DELETE FROM orders")
    engine.dispose()


async def test_a_broken_rule_is_told_by_its_columns_and_shows_no_row(database: str) -> None:
    store = open_store(trade(database), CLOCK)
    first = samples.order("A", approval_id="SECRET-APPROVAL", state=OrderState.FILLED)
    store.uow.orders.put(first)
    await store.uow.commit()
    store.uow.hot.orders.retain(lambda _row: False)
    store.uow.orders.put(replace(first, id="B"))
    with pytest.raises(StoreError, match=r"one_order_per_approval.* \(approval_id\)$") as refused:
        await store.uow.commit()
    assert "SECRET-APPROVAL" not in str(refused.value)
    store.close()


def test_a_used_home_is_refused_on_a_database_without_its_rows(
    tmp_path: Path, own_database: str, database: str
) -> None:
    kept_in(tmp_path, CLOCK, database=database).close()
    kept_in(tmp_path, CLOCK, database=database).close()
    for elsewhere in (own_database, None):
        with pytest.raises(StoreError, match="is missing although gaemi ran in this folder"):
            kept_in(tmp_path, CLOCK, database=elsewhere)
    assert not (tmp_path / "gaemi.db").exists()
    assert (
        postgres.execute(own_database, "SELECT 1 FROM pg_namespace WHERE nspname ~ 'gaemi'") == []
    )
    kept_in(tmp_path, CLOCK, database=database).close()


def refused(url: str) -> str:
    with pytest.raises(StoreError) as told:
        open_store(trade(url), CLOCK)
    assert "DATABASE_URL" in str(told.value)
    assert "\n" not in str(told.value)
    assert PASSWORD not in str(told.value)
    assert PLAIN not in str(told.value)
    return str(told.value)


def test_a_server_that_is_away_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    told = refused(f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/money")
    assert "Connection refused" in told
    assert "see that the server runs" in told


def test_a_database_that_is_absent_is_said(postgres_server: None) -> None:
    url = postgres.ADDRESS.partition("?")[0].replace("/postgres", "/no_such_money")
    assert '"no_such_money" does not exist' in refused(url)


def test_a_wrong_password_is_said_and_not_shown() -> None:
    with _refusing() as port:
        told = refused(f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/money?sslmode=disable")
    assert 'password authentication failed for user "ann"' in told


def test_a_missing_driver_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"psycopg.*gaemi\[postgres\]"):
        open_store(trade("postgresql://127.0.0.1/money"), CLOCK)


@contextmanager
def _refusing() -> Iterator[int]:
    """Run a server that asks for a password and takes none: its protocol's three messages."""
    error = b'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "ann"\0\0'
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"R" + (8).to_bytes(4, "big") + (3).to_bytes(4, "big"))
                connection.recv(1000)
                connection.sendall(b"E" + (len(error) + 4).to_bytes(4, "big") + error)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()
