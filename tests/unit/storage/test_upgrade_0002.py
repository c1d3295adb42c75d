"""A file of the first release goes on with its open orders: no attempt is lost or made twice."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from core.clock import SimClock
from core.domain.order import OrderState
from core.errors import StoreError
from storage.codec import encode
from storage.database import writer
from storage.schema import TRADE_SCHEMA, migrate
from storage.store import open_store
from tests import samples
from tests.samples import AT

FIRST = "trade_0001"
NEW = ("coid", "attempt", "snapshot_id", "body_sha", "skew_ms")


def first_release(path: Path) -> None:
    """Make a file as the first release wrote it: an order in doubt, one at rest, a question."""
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA, to="head")
    migrate(engine, TRADE_SCHEMA, to=FIRST)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        for key, state, symbol in (("A", "unknown", "005930"), ("B", "accepted", "000660")):
            insert(connection, "orders", order_row(key, state, symbol))
        insert(connection, "questions", question_row())
    connection.close()


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    names = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def order_row(key: str, state: str, symbol: str) -> dict[str, object]:
    intent = encode(samples.intent(symbol=symbol))
    at = AT.replace(tzinfo=None).isoformat(" ")
    return {
        "id": key, "account": "paper", "mode": "paper", "owner": "ma_cross", "symbol": symbol,
        "side": "buy", "shares": 10, "kind": "limit", "price": 70_000, "signal_id": "S",
        "correlation": "C", "intent": json.dumps(intent), "approval_id": f"APPROVAL-{key}",
        "decision_id": "D", "state": state, "made_at": at, "sent_at": at,
        "number": None if state == "unknown" else "7", "filled": 0, "amount": 0, "fee": 0,
        "tax": 0, "note": "", "known_numbers": "[]", "looks": 3, "held_before": 0,
    }  # fmt: skip


def question_row() -> dict[str, object]:
    at = AT.replace(tzinfo=None).isoformat(" ")
    return {
        "id": "Q", "kind": "resume", "subject": "all", "reason": "", "asked_at": at,
        "asked_by": json.dumps(encode(samples.question().asked_by)), "opens_at": at,
        "expires_at": at, "nonce_sha": "n", "state": "open", "messages": "[]",
    }  # fmt: skip


def columns(path: Path, table: str) -> set[str]:
    with sqlite3.connect(path) as connection:
        found = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    connection.close()
    return found


def test_open_orders_of_the_first_release_are_their_own_first_attempts(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    first_release(path)
    assert not columns(path, "orders") & set(NEW)
    store = open_store(path, SimClock(AT))
    found = {o.id: o for o in store.uow.orders.all()}
    assert {o.id: (o.coid, o.attempt, o.state) for o in found.values()} == {
        "A": ("A", 1, OrderState.UNKNOWN),
        "B": ("B", 1, OrderState.ACCEPTED),
    }
    assert found["A"].body_sha == found["A"].snapshot_id == ""
    (question,) = store.uow.questions.all()
    assert (question.asked_by, question.choices) == (samples.question().asked_by, ())
    store.close()
    assert (tmp_path / f"a.db.{FIRST}.bak").exists()


def test_the_rules_hold_for_upgraded_rows_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    first_release(path)
    store = open_store(path, SimClock(AT))
    store.uow.orders.put(
        samples.order("X", coid="A", attempt=1, intent=samples.intent(symbol="035420"))
    )
    with pytest.raises(StoreError):
        asyncio.run(store.uow.commit())
    store.close()
    with sqlite3.connect(path) as connection:
        row = order_row("Y", "sending", "005930") | {"coid": "Y", "attempt": 1}
        with pytest.raises(sqlite3.IntegrityError, match=r"orders\.account, orders\.symbol"):
            insert(connection, "orders", row | {"snapshot_id": "", "body_sha": "", "skew_ms": 0})
        row |= {"coid": "B", "symbol": "035420", "state": "ready"}
        with pytest.raises(sqlite3.IntegrityError, match=r"orders\.coid, orders\.attempt"):
            insert(connection, "orders", row | {"snapshot_id": "", "body_sha": "", "skew_ms": 0})
        row |= {"attempt": 2, "approval_id": "APPROVAL-B"}
        with pytest.raises(sqlite3.IntegrityError, match=r"orders\.approval_id"):
            insert(connection, "orders", row | {"snapshot_id": "", "body_sha": "", "skew_ms": 0})
    connection.close()


def test_the_way_back_keeps_the_orders(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    first_release(path)
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA)
    migrate(engine, TRADE_SCHEMA, to=FIRST)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT id, state FROM orders ORDER BY id").fetchall()
    connection.close()
    assert rows == [("A", "unknown"), ("B", "accepted")]
    assert "choices" not in columns(path, "questions")
