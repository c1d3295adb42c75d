"""No byte before its row (INV-01), and no other bytes than were shown (INV-05), on a real file."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.approval import ApprovalState
from core.domain.decision import RiskApproved
from core.domain.order import OrderIntent, OrderState
from core.errors import NotSent
from storage.store import open_store
from tests import samples
from tests.harness import SYMBOL, FakeBroker, World


class Witness(FakeBroker):
    """Reads the journal through a connection of its own at the moment that bytes arrive."""

    path: Path
    found: list[tuple[str, str, int, str]]

    async def submit(self, approved: RiskApproved) -> str:
        sha = sha256(self.encode(approved.intent)).hexdigest()
        reader = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        rows = reader.execute(
            "SELECT o.state, o.coid, o.attempt, a.state FROM orders o "
            "JOIN approvals a ON a.id = o.approval_id WHERE o.body_sha = ?", (sha,),
        ).fetchall()  # fmt: skip
        reader.close()
        self.found.extend(rows)
        return await super().submit(approved)


async def on_disk(path: Path) -> tuple[World, Witness]:
    """Start a world over a file, with a broker that looks into it."""
    world = World()
    broker = Witness(world.clock)
    broker.path, broker.found = path, []
    world.uow = open_store(path, world.clock).uow  # type: ignore[assignment]
    world.broker, world.generation = broker, 0
    world.desk, world.runtime = world._build()
    await world.ask_to_pair()
    await world.boot()
    return world, broker


async def test_the_row_with_the_hash_of_the_bytes_is_committed_before_they_leave(
    tmp_path: Path,
) -> None:
    world, broker = await on_disk(tmp_path / "gaemi.db")
    await world.press(await world.card())
    ((state, coid, attempt, grant),) = broker.found
    (order,) = world.uow.orders.all()
    assert (state, coid, attempt, grant) == ("sending", order.id, 1, "granted")
    assert order.state is OrderState.ACCEPTED


async def test_the_row_names_the_look_that_it_was_pressed_on(tmp_path: Path) -> None:
    world, broker = await on_disk(tmp_path / "gaemi.db")
    broker.held[SYMBOL] = 7
    broker.by_hand()
    await world.look(1)
    await world.press(await world.card(symbol="035420"))
    (order,) = world.uow.orders.all()
    snapshot = world.uow.snapshots.get(order.snapshot_id)
    assert snapshot is not None
    assert snapshot.complete
    assert snapshot.numbers == ("0000000001",) == order.known_numbers
    assert [(h.symbol, h.shares) for h in snapshot.holdings] == [(SYMBOL, 7)]


async def test_an_order_that_does_not_survive_its_bytes_is_never_sent() -> None:
    world = await World.start()
    card = await world.card()

    def broken(intent: OrderIntent) -> bytes:
        raise NotSent(f"{intent.id} does not read back the same")

    world.desk.encode = broken
    assert (await world.press(card)).key == "press.unknown"
    assert world.approval(card).state is ApprovalState.WITHDRAWN
    assert world.broker.submits == []


async def test_a_press_is_refused_before_recovery_is_complete() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.down = True
    world.desk.ready = False
    assert (await world.press(card)).key == "press.restarting"
    world.broker.down = False
    world.clock.move_by(10)
    assert (await world.press(card)).key == "press.granted"


@pytest.mark.parametrize(("ms", "key"), [(5_000, "press.granted"), (5_001, "press.skew"),
                                         (-5_001, "press.skew")])  # fmt: skip
async def test_a_clock_five_seconds_off_refuses(ms: int, key: str) -> None:
    world = await World.start()
    card = await world.card()
    world.desk.hear_skew(-ms / 1000)
    assert world.desk.skew_ms == ms
    assert (await world.press(card)).key == key


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"coid": "B", "approval_id": "FREE"}, "INV-06: one in flight"),
        ({"symbol": "000660", "approval_id": "FREE"}, "INV-03: one row of an attempt"),
        ({"symbol": "000660", "coid": "B"}, "INV-08: one order of a grant"),
    ],
)
async def test_the_database_itself_refuses_a_second_order(
    tmp_path: Path, change: dict[str, object], rule: str
) -> None:
    world, _ = await on_disk(tmp_path / "gaemi.db")
    world.broker.answers.append(TimeoutError())
    await world.press(await world.card())
    connection = sqlite3.connect(tmp_path / "gaemi.db")
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute("SELECT * FROM orders").fetchone())
    assert row["state"] == "unknown"
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, "orders", row | {"id": "TWIN"} | change)
    free = {"id": "TWIN", "symbol": "000660", "coid": "B", "approval_id": "FREE"}
    insert(connection, "orders", row | free)
    connection.rollback()
    connection.close()
    assert rule


async def test_the_database_itself_refuses_a_number_twice(tmp_path: Path) -> None:
    world, _ = await on_disk(tmp_path / "gaemi.db")
    await world.press(await world.card())
    connection = sqlite3.connect(tmp_path / "gaemi.db")
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute("SELECT * FROM links").fetchone())
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, "links", row | {"order_id": "OTHER"})
    for part in ("broker", "account", "day", "branch", "number"):
        insert(connection, "links", row | {part: "2026-11-09" if part == "day" else "X"})
    connection.rollback()
    connection.close()
    assert samples.link().key.count("/") == 4
