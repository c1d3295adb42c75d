"""What every unit of work promises the engine, in memory and on SQLite alike."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import SimClock
from core.domain.alert import AlertState
from core.domain.approval import ApprovalState
from core.domain.order import OrderMove, OrderState
from core.domain.people import Role, User
from core.domain.plan import Cursor
from core.domain.signal import SignalState
from core.errors import StoreError
from storage.place import Place
from storage.store import open_store
from tests import samples
from tests.contract.conftest import START, Rig, empty
from tests.values import ROWS

IN_FLIGHT = {"state": OrderState.SENDING}


def say(rig: Rig, kind: str = "made", **data: str | int) -> None:
    rig.uow.emit("system", kind, correlation="CORR-0001", cause="test", data=data)


async def test_staged_rows_are_seen_by_the_writer_only(rig: Rig) -> None:
    rig.uow.orders.put(samples.order())
    assert rig.uow.orders.get("ORDER-0001") == samples.order()
    assert list(rig.uow.orders.all()) == [samples.order()]
    assert await rig.views.orders() == []


async def test_a_commit_shows_rows_to_everybody(rig: Rig) -> None:
    rig.uow.orders.put(samples.order())
    assert rig.uow.dirty
    await rig.uow.commit()
    assert not rig.uow.dirty
    assert list(await rig.views.orders()) == [samples.order()]


async def test_rollback_forgets_rows_and_journal(rig: Rig) -> None:
    rig.uow.cursors.put(Cursor("bars", "2026-03-02"))
    say(rig)
    rig.uow.rollback()
    assert not rig.uow.dirty
    assert rig.uow.cursors.get("bars") is None
    await rig.uow.commit()
    assert await rig.views.journal_count() == 0


async def test_a_changed_row_keeps_its_place(rig: Rig) -> None:
    for name in ("c", "a", "b"):
        rig.uow.cursors.put(Cursor(name, "1"))
    await rig.uow.commit()
    rig.uow.cursors.put(Cursor("c", "2"))
    assert [one.name for one in rig.uow.cursors.all()] == ["c", "a", "b"]
    await rig.uow.commit()
    rig.reopen()
    assert [(one.name, one.value) for one in rig.uow.cursors.all()] == [
        ("c", "2"),
        ("a", "1"),
        ("b", "1"),
    ]


async def test_rows_may_be_staged_while_looping(rig: Rig) -> None:
    rig.uow.cursors.put(Cursor("a", "1"))
    for one in rig.uow.cursors.all():
        rig.uow.cursors.put(Cursor(f"{one.name}2", "1"))
    assert len(list(rig.uow.cursors.all())) == 2


async def test_journal_has_no_holes_over_rollbacks_failures_and_restarts(rig: Rig) -> None:
    say(rig, "one")
    say(rig, "two")
    await rig.uow.commit()
    say(rig, "forgotten")
    rig.uow.rollback()
    rig.uow.orders.put(samples.order("A", **IN_FLIGHT))
    rig.uow.orders.put(samples.order("B", **IN_FLIGHT))
    say(rig, "failed")
    with pytest.raises(StoreError):
        await rig.uow.commit()
    rig.reopen()
    say(rig, "three")
    await rig.uow.commit()
    assert [(e.seq, e.kind) for e in await rig.views.journal()] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
    ]


async def test_journal_entries_carry_time_and_sorted_data(rig: Rig) -> None:
    rig.clock.move_by(7)
    say(rig, "sized", shares=10, account="paper")
    await rig.uow.commit()
    (entry,) = await rig.views.journal()
    assert entry.at == START + timedelta(seconds=7)
    assert entry.data == (("account", "paper"), ("shares", 10))


BREACHES: dict[str, tuple[list[Any], list[Any]]] = {
    "second order in flight": (
        [("orders", samples.order("A", **IN_FLIGHT))],
        [("orders", samples.order("B", state=OrderState.UNKNOWN))],
    ),
    "two orders in flight at once": (
        [],
        [
            ("orders", samples.order("A", **IN_FLIGHT)),
            ("orders", samples.order("B", **IN_FLIGHT)),
        ],
    ),
    "approval used twice": (
        [("orders", samples.order("A", approval_id="X", state=OrderState.FILLED))],
        [("orders", samples.order("B", approval_id="X"))],
    ),
    "attempt made twice": (
        [("orders", samples.order("A", coid="C", attempt=2, state=OrderState.REJECTED))],
        [("orders", samples.order("B", coid="C", attempt=2))],
    ),
    "number linked again": (
        [("links", samples.link("A"))],
        [("links", samples.link("B"))],
    ),
    "number linked twice at once": (
        [],
        [("links", samples.link("A")), ("links", samples.link("B"))],
    ),
    "signal repeated": (
        [("signals", samples.signal("A", key="2026-03-02"))],
        [("signals", samples.signal("B", key="2026-03-02"))],
    ),
    "fill booked again": (
        [("fills", samples.fill())],
        [("fills", samples.fill(amount=700_001))],
    ),
    "fill booked twice at once": ([], [("fills", samples.fill()), ("fills", samples.fill())]),
}


@pytest.mark.parametrize("breach", BREACHES)
async def test_a_failed_commit_changes_nothing(rig: Rig, breach: str) -> None:
    before, after = BREACHES[breach]
    for table, row in before:
        getattr(rig.uow, table).put(row)
    await rig.uow.commit()
    for table, row in after:
        getattr(rig.uow, table).put(row)
    rig.uow.books.put(samples.book())
    rig.uow.outbox.put(samples.outgoing())
    say(rig)
    with pytest.raises(StoreError):
        await rig.uow.commit()
    await assert_only(rig, before)
    rig.reopen()
    await assert_only(rig, before)


async def assert_only(rig: Rig, rows: list[Any]) -> None:
    for table in {name for name, _ in rows} | {"orders", "signals", "fills", "links"}:
        assert list(getattr(rig.uow, table).all()) == [row for name, row in rows if name == table]
    assert list(rig.uow.books.all()) == []
    assert list(rig.uow.outbox.all()) == []
    assert await rig.views.journal_count() == 0
    assert list(await rig.views.orders()) == [row for name, row in rows if name == "orders"]


async def test_a_commit_after_a_broken_rule_works(rig: Rig) -> None:
    rig.uow.orders.put(samples.order("A", **IN_FLIGHT))
    rig.uow.orders.put(samples.order("B", **IN_FLIGHT))
    with pytest.raises(StoreError):
        await rig.uow.commit()
    rig.uow.orders.put(samples.order("A", **IN_FLIGHT))
    await rig.uow.commit()
    assert [one.id for one in rig.uow.orders.all()] == ["A"]


@pytest.mark.parametrize("landing_first", [True, False])
async def test_one_order_may_land_as_the_next_is_sent(rig: Rig, landing_first: bool) -> None:
    flying = samples.order("A", **IN_FLIGHT)
    rig.uow.orders.put(flying)
    await rig.uow.commit()
    moves = [flying.moved(OrderMove.ACCEPT, number="1"), samples.order("B", **IN_FLIGHT)]
    for row in moves if landing_first else moves[::-1]:
        rig.uow.orders.put(row)
    await rig.uow.commit()
    assert {one.id: one.state for one in rig.uow.orders.all()} == {
        "A": OrderState.ACCEPTED,
        "B": OrderState.SENDING,
    }


@pytest.mark.parametrize(
    "other", [{"symbol": "000660"}, {"account": "live"}], ids=["symbol", "account"]
)
async def test_orders_of_another_symbol_or_account_may_fly(rig: Rig, other: dict[str, str]) -> None:
    rig.uow.orders.put(samples.order("A", **IN_FLIGHT))
    rig.uow.orders.put(samples.order("B", intent=samples.intent(**other), **IN_FLIGHT))
    await rig.uow.commit()
    assert len(list(rig.uow.orders.all())) == 2


async def test_a_commit_without_changes_writes_nothing(rig: Rig) -> None:
    await rig.uow.commit()
    assert await rig.views.journal_count() == 0


async def test_hot_rows_are_there_after_a_restart(rig: Rig) -> None:
    old = START - timedelta(days=30)
    rig.uow.orders.put(samples.order("OPEN", made_at=old, **IN_FLIGHT))
    rig.uow.orders.put(samples.order("RECENT", state=OrderState.FILLED))
    rig.uow.approvals.put(samples.approval("ASKED", asked_at=old))
    rig.uow.doubts.put(samples.doubt("OPEN", opened_at=old))
    rig.uow.snapshots.put(samples.snapshot())
    rig.uow.links.put(samples.link())
    rig.uow.signals.put(samples.signal("WAITING", made_at=old))
    rig.uow.outbox.put(samples.outgoing("UNSENT", made_at=old))
    rig.uow.books.put(samples.book())
    await rig.uow.commit()
    rig.reopen()
    assert {one.id for one in rig.uow.orders.all()} == {"OPEN", "RECENT"}
    assert rig.uow.approvals.get("ASKED") == samples.approval("ASKED", asked_at=old)
    assert rig.uow.signals.get("WAITING") is not None
    assert rig.uow.doubts.get("OPEN") == samples.doubt("OPEN", opened_at=old)
    assert list(rig.uow.snapshots.all()) == [samples.snapshot()]
    assert rig.uow.links.get(samples.link().key) == samples.link()
    assert rig.uow.outbox.get("UNSENT") is not None
    assert list(rig.uow.books.all()) == [samples.book()]


async def test_cold_rows_stay_on_disk_and_leave_memory(disk: Place) -> None:
    clock = SimClock(START)
    store = open_store(disk, clock)
    store.uow.orders.put(samples.order("DONE", state=OrderState.FILLED))
    store.uow.approvals.put(samples.approval("SAID", state=ApprovalState.GRANTED))
    store.uow.signals.put(samples.signal("GONE", state=SignalState.EXPIRED))
    store.uow.decisions.put(samples.decision())
    store.uow.marks.put(samples.mark())
    store.uow.doubts.put(samples.doubt("DONE", closed_at=START))
    store.uow.snapshots.put(samples.snapshot())
    store.uow.links.put(samples.link())
    await store.uow.commit()
    clock.move_by(15 * 86_400)
    store.uow.cursors.put(Cursor("day", "later"))
    await store.uow.commit()
    live = [list(getattr(store.uow, name).all()) for name in ROWS if name != "cursors"]
    assert not any(live)
    assert [one.id for one in await store.views.orders()] == ["DONE"]
    store.close()
    store = open_store(disk, clock)
    assert not any(list(getattr(store.uow, name).all()) for name in ROWS if name != "cursors")
    store.close()


async def test_fills_stay_in_memory_while_what_they_opened_is_held(disk: Place) -> None:
    clock = SimClock(START)
    store = open_store(disk, clock)
    opened = samples.fill()
    store.uow.fills.put(samples.fill("EARLIER", day=opened.day - timedelta(days=1)))
    store.uow.fills.put(opened)
    store.uow.fills.put(samples.fill("OTHER", symbol="000660"))
    store.uow.books.put(samples.book(opened_day=opened.day))
    store.uow.books.put(samples.book(symbol="000660", shares=0, opened_day=None))
    await store.uow.commit()
    clock.move_by(100 * 86_400)
    store.uow.cursors.put(Cursor("day", "later"))
    await store.uow.commit()
    assert list(store.uow.fills.all()) == [opened]
    store.close()
    store = open_store(disk, clock)
    assert list(store.uow.fills.all()) == [opened]
    store.uow.books.put(samples.book(shares=0, opened_day=None))
    await store.uow.commit()
    store.close()
    store = open_store(disk, clock)
    assert list(store.uow.fills.all()) == []
    store.close()


async def test_the_database_guards_rows_that_are_cold(disk: Place) -> None:
    clock = SimClock(START)
    store = open_store(disk, clock)
    store.uow.orders.put(samples.order("A", approval_id="X", state=OrderState.FILLED))
    store.uow.fills.put(samples.fill())
    store.uow.links.put(samples.link("A"))
    await store.uow.commit()
    store.close()
    clock.move_by(30 * 86_400)
    store = open_store(disk, clock)
    assert list(store.uow.orders.all()) == []
    store.uow.orders.put(samples.order("B", approval_id="X"))
    with pytest.raises(StoreError, match="approval_id"):
        await store.uow.commit()
    store.uow.fills.put(samples.fill())
    with pytest.raises(StoreError, match="executions"):
        await store.uow.commit()
    store.uow.links.put(samples.link("B"))
    with pytest.raises(StoreError, match="links"):
        await store.uow.commit()
    assert not store.uow.dirty
    store.close()


async def test_a_number_too_large_for_its_column_is_refused_and_the_next_commit_works(
    disk: Place,
) -> None:
    store = open_store(disk, SimClock(START))
    store.uow.books.put(samples.book(cost=2**70))
    store.uow.cursors.put(Cursor("with it", "1"))
    with pytest.raises(StoreError, match="cannot be stored, nothing was"):
        await store.uow.commit()
    store.uow.cursors.put(Cursor("after it", "1"))
    await store.uow.commit()
    store.close()
    store = open_store(disk, SimClock(START))
    assert [one.name for one in store.uow.cursors.all()] == ["after it"]
    store.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.fixed_dictionaries(ROWS))
def test_every_value_comes_back_exactly(rows: dict[str, Any], disk: Place) -> None:
    empty(disk)
    # In 1985 every row that a strategy draws is recent, so that all of them are hot.
    clock = SimClock(datetime(1985, 1, 1, tzinfo=UTC))
    store = open_store(disk, clock)
    for table, row in rows.items():
        getattr(store.uow, table).put(row)
    asyncio.run(store.uow.commit())
    store.close()
    store = open_store(disk, clock)
    # Also those that nobody is given, such as people who left.
    found = {table: getattr(store.uow.hot, table).committed() for table in ROWS}
    store.close()
    given_rows = {table: [rows[table]] for table in ROWS}
    assert found == given_rows
    # Equal decimals may differ in their digits (1.50 and 1.5); their texts do not.
    assert repr(found) == repr(given_rows)


async def test_who_left_is_kept_and_given_to_nobody(rig: Rig) -> None:
    ann = User("phone", "1", "1", "Ann", Role.ADMIN, START, "ann")
    rig.uow.users.put(ann)
    await rig.uow.commit()
    rig.uow.users.put(replace(ann, left_at=START))
    assert (rig.uow.users.get(ann.key), list(rig.uow.users.all())) == (None, [])
    await rig.uow.commit()
    rig.reopen()
    assert (rig.uow.users.get(ann.key), list(rig.uow.users.all())) == (None, [])
    rig.uow.users.put(ann)
    await rig.uow.commit()
    rig.reopen()
    assert list(rig.uow.users.all()) == [ann]


async def test_the_witness_sees_entries_in_order_once_they_are_kept_and_nothing_else(
    rig: Rig,
) -> None:
    seen: list[str] = []
    rig.hot.witness = lambda entry: seen.append(f"{entry.seq}:{entry.kind}")
    say(rig, "dropped")
    rig.uow.rollback()
    say(rig, "one")
    say(rig, "two")
    assert seen == []
    await rig.uow.commit()
    await rig.uow.commit()
    assert seen == ["1:one", "2:two"]


async def test_an_alert_is_given_until_it_is_deleted_and_waits_while_it_lives(rig: Rig) -> None:
    armed = samples.alert("A", high=79_000, low=None, armed_on=samples.DAY)
    done = samples.alert("B", number=2).met(START, Decimal("80300.5"))
    rig.uow.alerts.put(armed)
    rig.uow.alerts.put(done)
    rig.uow.alerts.put(samples.alert("C", number=3))
    await rig.uow.commit()
    rig.uow.alerts.put(samples.alert("C", number=3, state=AlertState.DELETED))
    await rig.uow.commit()
    for _ in range(2):
        assert list(rig.uow.alerts.all()) == [armed, done]
        assert list(rig.uow.alerts.waiting()) == [armed]
        assert rig.uow.alerts.get("C") is None
        rig.reopen()
