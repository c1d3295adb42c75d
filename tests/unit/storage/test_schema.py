"""The form of the files: what migrations make is what the tables say, up and down."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from core.clock import SimClock
from core.errors import StoreError
from storage.database import writer
from storage.schema import (
    BARS_SCHEMA,
    SWEEPS_SCHEMA,
    TRADE_SCHEMA,
    TRIALS_SCHEMA,
    Schema,
    alembic_config,
    ensure,
    migrate,
)
from storage.store import open_bars, open_store
from tests.samples import AT

EVERY = (TRADE_SCHEMA, BARS_SCHEMA, TRIALS_SCHEMA, SWEEPS_SCHEMA)
LEAST_TABLES = {"trade": 4, "bars": 4, "trials": 1, "sweeps": 2}
SCHEMAS = pytest.mark.parametrize("schema", EVERY, ids=lambda s: s.name)
INDEXED = pytest.mark.parametrize("schema", EVERY[:2], ids=lambda s: s.name)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


@SCHEMAS
def test_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path, schema: Schema) -> None:
    engine = writer(tmp_path / "a.db")
    migrate(engine, schema)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, schema.metadata)
    assert len(schema.metadata.tables) >= LEAST_TABLES[schema.name]
    assert difference == []
    engine.dispose()


@INDEXED
def test_an_index_that_migrations_lack_would_be_noticed(tmp_path: Path, schema: Schema) -> None:
    engine = writer(tmp_path / "a.db")
    migrate(engine, schema)
    index = next(index for table in schema.metadata.tables.values() for index in table.indexes)
    with engine.begin() as connection:
        index.drop(connection)
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), schema.metadata)
    assert [kind for kind, _ in difference] == ["add_index"]
    engine.dispose()


@SCHEMAS
def test_the_known_head_is_the_last_migration(schema: Schema) -> None:
    assert ScriptDirectory.from_config(alembic_config(schema)).get_heads() == [schema.head]


@SCHEMAS
def test_down_removes_every_table_and_up_makes_them_again(tmp_path: Path, schema: Schema) -> None:
    engine = writer(tmp_path / "a.db")
    migrate(engine, schema)
    assert tables(engine) == {*schema.metadata.tables, "alembic_version"}
    migrate(engine, schema, to="base")
    assert tables(engine) == {"alembic_version"}
    ensure(engine, schema, path=tmp_path / "a.db")
    assert tables(engine) == {*schema.metadata.tables, "alembic_version"}
    engine.dispose()


def test_the_designs_tables_exist() -> None:
    designed = {
        "signals",
        "risk_events",
        "approvals",
        "orders",
        "executions",
        "positions",
        "reports",
        "journal",
        "outbox",
        "snapshots",
        "links",
        "doubts",
    }
    assert designed <= TRADE_SCHEMA.metadata.tables.keys()
    assert {"market_bars", "gaps", "rejects"} <= BARS_SCHEMA.metadata.tables.keys()


def test_the_database_itself_holds_the_two_rules_of_orders(tmp_path: Path) -> None:
    open_store(tmp_path / "a.db", SimClock(AT)).close()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        found = dict(
            connection.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = 'orders'")
        )
    connection.close()
    assert "UNIQUE INDEX one_flight ON orders (account, symbol)" in found["one_flight"]
    assert "state IN ('sending', 'unknown')" in found["one_flight"]
    assert "UNIQUE INDEX one_order_per_approval" in found["one_order_per_approval"]


def stamp(path: Path, revision: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


@pytest.mark.parametrize("name", ["trade", "bars"])
def test_a_file_of_a_newer_release_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.db"
    opener = open_store if name == "trade" else open_bars
    opener(path, SimClock(AT)).close()
    stamp(path, "trade_9999")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"trade_9999.*use the release that wrote it"):
        opener(path, SimClock(AT))
    assert path.read_bytes() == before


def test_the_two_files_are_not_mixed_up(tmp_path: Path) -> None:
    open_bars(tmp_path / "bars.db", SimClock(AT)).close()
    with pytest.raises(StoreError, match=BARS_SCHEMA.head):
        open_store(tmp_path / "bars.db", SimClock(AT))


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE customers (id INTEGER)")
    connection.close()
    with pytest.raises(StoreError, match=r"not gaemi's"):
        open_store(tmp_path / "other.db", SimClock(AT))


def test_a_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_store(path, SimClock(AT)).close()
    older = Schema(TRADE_SCHEMA.name, TRADE_SCHEMA.metadata, "trade_next")
    engine = writer(path)
    # The stored form is known but not this release's: a copy is made, then alembic runs.
    ensure(engine, older, path=path)
    engine.dispose()
    copy = tmp_path / f"a.db.{TRADE_SCHEMA.head}.bak"
    assert copy.stat().st_mode & 0o777 == 0o600
    open_store(copy, SimClock(AT)).close()
    assert not list(tmp_path.glob("*.part"))


def test_a_failed_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    engine = writer(path)
    with engine.begin() as connection:
        # The last table of the first migration is in its way.
        connection.exec_driver_sql("CREATE TABLE journal (x INTEGER)")
    with pytest.raises(Exception, match="journal"):
        migrate(engine, TRADE_SCHEMA)
    assert tables(engine) == {"journal"}
    engine.dispose()


def test_a_usual_start_imports_no_heavy_library(tmp_path: Path) -> None:
    open_store(tmp_path / "a.db", SimClock(AT)).close()
    open_bars(tmp_path / "b.db", SimClock(AT)).close()
    program = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from core.clock import SimClock; from storage.store import open_bars, open_store\n"
        "clock = SimClock(datetime(2026, 3, 2, tzinfo=UTC))\n"
        f"open_store(Path({str(tmp_path / 'a.db')!r}), clock).close()\n"
        f"open_bars(Path({str(tmp_path / 'b.db')!r}), clock).close()\n"
        "print(sorted({'alembic', 'numpy', 'pandas', 'rich', 'talib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.strip() == "[]"
