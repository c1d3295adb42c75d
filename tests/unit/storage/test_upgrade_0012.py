"""A file of before alarms goes on: its messages are copies of none, and none is asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core.clock import SimClock
from core.domain.journal import Alarm, AlarmState, Mute, OutKind, Quiet
from storage.database import writer
from storage.schema import TRADE_SCHEMA, migrate
from storage.store import open_store
from tests import samples
from tests.samples import AT

BEFORE, HERE = "trade_0011", "trade_0012"
ROW = (
    "INSERT INTO outbox (id, face, chat, kind, subject, fields, severity, made_at, correlation,"
    " delivered_at, tries, error) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
)
WHEN = AT.replace(tzinfo=None).isoformat(" ")


def down(path: Path) -> None:
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA)
    migrate(engine, TRADE_SCHEMA, to=BEFORE)
    engine.dispose()


def test_a_message_of_before_waits_as_it_did(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    down(path)
    engine = writer(path)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            ROW,
            ("OUT-0001", "telegram", "1001", "card", "APPROVAL-0001", "[]", "info", WHEN,
             "CORR-0001", None, 0, ""),
        )  # fmt: skip
    engine.dispose()
    store = open_store(path, SimClock(AT))
    assert list(store.uow.outbox.all()) == list(store.uow.outbox.waiting()) == [samples.outgoing()]
    assert not list(store.uow.alarms.all())
    assert not list(store.uow.quiets.all())
    store.close()


def test_the_way_back_leaves_what_the_release_before_can_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = open_store(path, SimClock(AT))
    store.uow.outbox.put(samples.outgoing())
    store.uow.outbox.put(samples.outgoing("OUT-0002", kind=OutKind.UPDATE, subject="OUT-0001"))
    store.uow.outbox.put(samples.outgoing("OUT-0003", kind=OutKind.DIGEST, subject="OUT-0003"))
    store.uow.alarms.put(samples.alarm())
    store.uow.quiets.put(Quiet("operator", 1320, 420, (Mute("fills"),)))
    asyncio.run(store.uow.commit())
    store.close()
    down(path)
    engine = writer(path)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM outbox").fetchall()
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master").fetchall()
    engine.dispose()
    assert [row[0] for row in rows] == ["OUT-0001"]
    assert not {"alarms", "quiets"} & {row[0] for row in tables}


def test_alarms_and_quiet_hours_are_kept_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = open_store(path, SimClock(AT))
    seen: Alarm = samples.alarm(
        "OUT-0002", state=AlarmState.SEEN, step=2, next_at=AT, seen_by="Ann", seen_at=AT
    )
    quiet = Quiet("operator", 1320, 420, (Mute("fills", AT), Mute("costs")))
    store.uow.alarms.put(samples.alarm())
    store.uow.alarms.put(seen)
    store.uow.quiets.put(quiet)
    asyncio.run(store.uow.commit())
    store.close()
    again = open_store(path, SimClock(AT))
    assert list(again.uow.alarms.all()) == [samples.alarm(), seen]
    assert list(again.uow.alarms.waiting()) == [samples.alarm()]
    assert list(again.uow.quiets.all()) == [quiet]
    again.close()
