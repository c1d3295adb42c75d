"""A file of before roles goes on: its owners are administrators, all of one person."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from core.clock import SimClock
from core.domain.people import OPERATOR, Role, User
from storage.database import writer
from storage.schema import TRADE_SCHEMA, migrate
from storage.store import open_store
from tests.samples import AT

BEFORE = "trade_0006"
ROW = "INSERT INTO users (face, user, chat, name, role, paired_at) VALUES (?,?,?,?,?,?)"
WHEN = AT.replace(tzinfo=None).isoformat(" ")


def before(path: Path) -> None:
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA)
    migrate(engine, TRADE_SCHEMA, to=BEFORE)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute(ROW, ("telegram", "7", "7", "Ann", "owner", WHEN))
        connection.execute(ROW, ("slack", "U1", "U1", "Vic", "viewer", WHEN))
    connection.close()


def test_owners_become_the_operator_and_viewers_people_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    before(path)
    store = open_store(path, SimClock(AT))
    assert sorted(store.uow.users.all(), key=lambda u: u.name) == [
        User("telegram", "7", "7", "Ann", Role.ADMIN, AT, OPERATOR),
        User("slack", "U1", "U1", "Vic", Role.VIEWER, AT),
    ]
    store.close()


@pytest.mark.parametrize(
    ("role", "then"),
    [("admin", "owner"), ("approver", "viewer"), ("trader", "viewer"), ("viewer", "viewer")],
)
def test_on_the_way_back_nobody_gains_a_right(tmp_path: Path, role: str, then: str) -> None:
    path = tmp_path / "a.db"
    before(path)
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE users SET role = '{role}' WHERE face = 'slack'")
    migrate(engine, TRADE_SCHEMA, to=BEFORE)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT role FROM users ORDER BY face").fetchall()
    engine.dispose()
    assert [row[0] for row in rows] == [then, "owner"]
