"""Inserts compiled once: they write, for every table, what the library itself would write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import sqlite

from core.clock import SimClock
from storage.mappers import BY_NAME, JOURNAL
from storage.mapping import Mapper
from storage.store import open_store
from tests import samples

MAPPERS = {mapper.table.name: mapper for mapper in (*BY_NAME.values(), JOURNAL)}
VALUES: dict[str, Any] = {
    "orders": samples.order(sent_at=samples.AT),
    "approvals": samples.approval(),
    "signals": samples.signal(),
    "executions": samples.fill(),
    "positions": samples.book(),
    "accounts": samples.account(),
    "risk_events": samples.decision(),
    "outbox": samples.outgoing(),
    "doubts": samples.doubt(),
    "reports": samples.report(),
}


@pytest.fixture
def connection(tmp_path: Path) -> Any:
    store = open_store(tmp_path / "gaemi.db", SimClock(samples.AT))
    yield store.uow._connection
    store.close()


def _rows(connection: Connection, mapper: Mapper[Any]) -> list[tuple[Any, ...]]:
    # As text: what lies in the file, before any reader of ours.
    return [tuple(r) for r in connection.exec_driver_sql(f"SELECT * FROM {mapper.table.name}")]


@pytest.mark.parametrize("name", sorted(MAPPERS))
def test_every_column_of_a_table_is_written(name: str) -> None:
    mapper = MAPPERS[name]
    made = mapper.insertion(sqlite.dialect())
    assert {column for column, _ in made.binds} == {c.name for c in mapper.table.columns}
    assert made.positional


def test_the_samples_name_tables_that_exist() -> None:
    assert set(VALUES) <= set(MAPPERS)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_row_lies_in_the_file_as_the_library_writes_it(name: str, connection: Connection) -> None:
    mapper = MAPPERS[name]
    row = mapper.to_row(VALUES[name])
    with connection.begin() as work:
        connection.execute(insert(mapper.table), [row])
        library = _rows(connection, mapper)
        work.rollback()
    with connection.begin() as work:
        mapper.insertion(connection.dialect).run(connection, [row])
        ours = _rows(connection, mapper)
        read = mapper.values(connection.execute(select(mapper.table)).mappings().all())
        work.rollback()
    assert ours == library != []
    assert read == [VALUES[name]]


def test_a_dialect_with_named_parameters_gets_names() -> None:
    mapper = MAPPERS["orders"]
    made = mapper.insertion(sqlite.dialect(paramstyle="named"))
    assert not made.positional
    row = mapper.to_row(VALUES["orders"])
    assert set(made._parameters(row)) == {c.name for c in mapper.table.columns}


def test_a_naive_instant_is_refused_and_not_written(connection: Connection) -> None:
    mapper = MAPPERS["orders"]
    row = mapper.to_row(VALUES["orders"]) | {"sent_at": datetime(2026, 3, 2)}  # noqa: DTZ001
    made = mapper.insertion(connection.dialect)
    with pytest.raises(ValueError, match="naive"):
        made.run(connection, [row])
    connection.rollback()
    assert _rows(connection, mapper) == []


def test_a_row_without_a_column_is_a_defect_that_shows(connection: Connection) -> None:
    mapper = MAPPERS["orders"]
    row = mapper.to_row(VALUES["orders"])
    del row["sent_at"]
    made = mapper.insertion(connection.dialect)
    with pytest.raises(KeyError):
        made.run(connection, [row])
