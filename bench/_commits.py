"""P10: the commit of one engine message against the same rows through the bare driver."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from _databases import Bare, Database
from _rows import Row, spread

from core.clock import SimClock
from core.domain.order import OrderState
from storage.codec import encode
from storage.store import open_store
from storage.unit_of_work import StorageUnitOfWork
from tests import samples

COMMITS = 400
FLOOR = "sqlite3, WAL, FULL"


def commits(database: Database, count: int = COMMITS) -> list[Row]:
    """Time commits of a press's size, ours and bare ones in turn."""
    clock = SimClock(samples.AT)
    store = open_store(database.places.trade, clock)
    bare = database.bare("public")
    make_tables(bare)
    ours: list[float] = []
    floor: list[float] = []
    with asyncio.Runner() as runner:
        for number in range(count):
            ours.append(runner.run(_ours(store.uow, number)))
            floor.append(bare_commit(bare, number))
            clock.move_by(1)
    store.close()
    bare.close()
    name = f"durable commit of a press, {database.name}"
    return [spread(name, ours, "ms", (database.floor, floor))]


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


def make_tables(bare: Bare) -> None:
    """Make two plain tables."""
    bare.ask("CREATE TABLE rows (id TEXT PRIMARY KEY, kind TEXT, body TEXT)")
    bare.ask("CREATE TABLE journal (seq INTEGER PRIMARY KEY, kind TEXT, body TEXT)")


def bare_commit(bare: Bare, number: int) -> float:
    """Give the ms that the rows of a press take, already written as text."""
    order = samples.order(f"ORDER-{number:06d}", state=OrderState.FILLED)
    values = {
        "order": order,
        "approval": samples.approval(order.approval_id),
        "outbox": samples.outgoing(f"OUT-{number:06d}"),
    }
    bodies = [(f"{kind}-{number}", kind, json.dumps(encode(v))) for kind, v in values.items()]
    said = [
        (2 * number, "granted", json.dumps({"order": order.id})),
        (2 * number + 1, "sending", json.dumps({"o": order.id})),
    ]
    return written(bare, bodies, said)


def written(bare: Bare, bodies: Sequence[Sequence[Any]], said: Sequence[Sequence[Any]]) -> float:
    """Commit rows and journal; gives the ms."""
    began = time.perf_counter()
    bare.ask("BEGIN")
    bare.many("INSERT INTO rows VALUES (?, ?, ?)", bodies)
    bare.many("INSERT INTO journal VALUES (?, ?, ?)", said)
    bare.ask("COMMIT")
    return (time.perf_counter() - began) * 1000
