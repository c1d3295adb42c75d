"""A file of before alerts goes on without any, there and back; alerts are kept to the letter."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from core.clock import SimClock
from core.domain.alert import AlertState, Condition, Measure, Toward
from storage.database import writer
from storage.schema import TRADE_SCHEMA, migrate
from storage.store import open_store
from tests import samples
from tests.samples import AT

BEFORE = "trade_0012"
CROSS = Condition(Measure.CROSS, "000660", Toward.BELOW, None, (5, 20))


def down(path: Path) -> set[str]:
    """Bring a file to the form of before and give its tables."""
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA)
    migrate(engine, TRADE_SCHEMA, to=BEFORE)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master").fetchall()
    engine.dispose()
    return {row[0] for row in found}


def test_a_file_of_before_has_none_and_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    assert "alerts" not in down(path)
    store = open_store(path, SimClock(AT))
    assert not list(store.uow.alerts.all())
    store.uow.alerts.put(samples.alert())
    asyncio.run(store.uow.commit())
    assert list(store.uow.alerts.waiting()) == [samples.alert()]
    store.close()
    assert not {name for name in down(path) if "alert" in name}


def test_alerts_are_kept_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    kept = [
        samples.alert(),
        samples.alert("B", condition=CROSS, again=True, ends_at=AT, armed_on=samples.DAY, high=0),
        samples.alert("C", state=AlertState.PAUSED, low=70_000, reference=80_000),
        samples.alert("D").met(AT, Decimal("0.0125")),
    ]
    store = open_store(path, SimClock(AT))
    for alert in kept:
        store.uow.alerts.put(alert)
    asyncio.run(store.uow.commit())
    store.close()
    # Ended or not, they are there a year later: only a deleted one is let go of.
    again = open_store(path, SimClock(AT + timedelta(days=365)))
    assert list(again.uow.alerts.all()) == kept
    assert [a.id for a in again.uow.alerts.waiting()] == ["ALERT-0001", "B", "C"]
    again.close()
