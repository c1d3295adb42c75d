"""P10: the commit of one engine message against the same rows through bare sqlite3 (WAL, FULL)."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from _rows import Row, spread

from core.clock import SimClock
from core.domain.order import OrderState
from storage.codec import encode
from storage.store import open_store
from storage.unit_of_work import StorageUnitOfWork
from tests import samples

COMMITS = 400
FLOOR = "sqlite3, WAL, FULL"


def commits(folder: Path, count: int = COMMITS) -> list[Row]:
    """Time commits of a press's size, ours and bare ones in turn."""
    clock = SimClock(samples.AT)
    store = open_store(folder / "bench.db", clock)
    bare = bare_store(folder / "bare.db")
    ours: list[float] = []
    floor: list[float] = []
    with asyncio.Runner() as runner:
        for number in range(count):
            ours.append(runner.run(_ours(store.uow, number)))
            floor.append(bare_commit(bare, number))
            clock.move_by(1)
    store.close()
    bare.close()
    return [spread("durable commit of a press", ours, "ms", (FLOOR, floor))]


async def _ours(uow: StorageUnitOfWork, number: int) -> float:
    order = samples.order(f"ORDER-{number:06d}", state=OrderState.FILLED)
    uow.orders.put(replace(order, sent_at=samples.AT + timedelta(seconds=number)))
    uow.approvals.put(samples.approval(order.approval_id))
    uow.outbox.put(samples.outgoing(f"OUT-{number:06d}"))
    for kind in ("granted", "sending"):
        uow.emit("order.state", kind, correlation="C", cause="bench", data={"order": order.id})
    began = time.perf_counter()
    await uow.commit()
    return (time.perf_counter() - began) * 1000


def bare_store(path: Path) -> sqlite3.Connection:
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE rows (id TEXT PRIMARY KEY, kind TEXT, body TEXT)")
    bare.execute("CREATE TABLE journal (seq INTEGER PRIMARY KEY, kind TEXT, body TEXT)")
    return bare


def bare_commit(bare: sqlite3.Connection, number: int) -> float:
    order = samples.order(f"ORDER-{number:06d}", state=OrderState.FILLED)
    values = {
        "order": order,
        "approval": samples.approval(order.approval_id),
        "outbox": samples.outgoing(f"OUT-{number:06d}"),
    }
    bodies = [(f"{kind}-{number}", kind, json.dumps(encode(v))) for kind, v in values.items()]
    said = [("granted", json.dumps({"order": order.id})), ("sending", json.dumps({"o": order.id}))]
    began = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany("INSERT INTO rows VALUES (?, ?, ?)", bodies)
    bare.executemany("INSERT INTO journal (kind, body) VALUES (?, ?)", said)
    bare.execute("COMMIT")
    return (time.perf_counter() - began) * 1000
