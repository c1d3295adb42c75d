"""A file of before futures goes on: its books are of shares, and new ones may be short."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

from core.clock import SimClock
from core.domain.position import Book
from storage.database import writer
from storage.schema import TRADE_SCHEMA, migrate
from storage.store import open_store
from tests.contexts import position
from tests.samples import AT

BEFORE = "trade_0002"
ROW = "INSERT INTO positions (owner, symbol, shares, cost, amount, average) VALUES (?,?,?,?,?,?)"


def second_release(path: Path) -> None:
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA)
    migrate(engine, TRADE_SCHEMA, to=BEFORE)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute(ROW, ("golden_cross", "005930", 10, 498_570, 498_500, "49850"))
    connection.close()


def test_books_of_before_are_of_shares(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    second_release(path)
    store = open_store(path, SimClock(AT))
    assert list(store.uow.books.all()) == [Book("golden_cross", "005930", 10, 498_570, 498_500)]
    store.close()
    assert (tmp_path / f"a.db.{BEFORE}.bak").exists()


def test_short_book_is_stored_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    short = replace(position(-3), multiplier=10)
    store = open_store(path, SimClock(AT))
    store.uow.books.put(short)
    asyncio.run(store.uow.commit())
    store.close()
    again = open_store(path, SimClock(AT))
    assert list(again.uow.books.all()) == [short]
    again.close()
    with sqlite3.connect(path) as connection:
        (average,) = connection.execute("SELECT average FROM positions").fetchone()
    connection.close()
    assert average == "50000"


def test_the_way_back_leaves_the_shares_only(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    second_release(path)
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO positions (owner, symbol, shares, cost, amount, average, multiplier) "
            "VALUES ('p', 'A01612', -1, -500000, -500000, '50000', 10)"
        )
    migrate(engine, TRADE_SCHEMA, to=BEFORE)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT symbol FROM positions").fetchall()
    engine.dispose()
    assert [row[0] for row in rows] == ["005930"]
