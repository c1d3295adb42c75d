"""A start of the paper market reads what is recent or open, however long it has been kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assemble_sim import BEFORE_MARKETS, paper_clock
from core.clock import SimClock
from core.errors import StoreError
from storage.store import open_store
from tests import samples

OLD = 20_000


async def filled(home: Path) -> None:
    """Store months of verdicts, a few of this week, and the moment where it all ended."""
    clock = SimClock(samples.AT)
    store = open_store(home / "gaemi.db", clock)
    verdict = samples.decision()
    for number in range(OLD):
        at = samples.AT - timedelta(days=15, minutes=number)
        store.uow.decisions.put(replace(verdict, id=f"OLD-{number:05d}", at=at))
    for number in range(3):
        store.uow.decisions.put(replace(verdict, id=f"NEW-{number}", at=samples.AT))
    store.uow.emit("system", "booted", correlation="x", cause="x", data={})
    await store.uow.commit()
    store.close()


async def test_old_verdicts_are_left_in_the_database(tmp_path: Path) -> None:
    await filled(tmp_path)
    clock = paper_clock(tmp_path)
    assert clock.now() == samples.AT
    store = open_store(tmp_path / "gaemi.db", clock)
    kept = [d.id for d in store.uow.decisions.all()]
    stored = await store.views.decisions(first=samples.AT.date(), last=samples.AT.date())
    store.close()
    assert kept == ["NEW-0", "NEW-1", "NEW-2"]
    assert len(stored) == 3


def test_a_first_start_begins_before_every_market(tmp_path: Path) -> None:
    assert paper_clock(tmp_path).now() == BEFORE_MARKETS
    assert not list(tmp_path.iterdir()), "asking for the time makes no file"


def test_a_start_that_was_cut_before_its_tables_goes_on(tmp_path: Path) -> None:
    (tmp_path / "gaemi.db").touch()
    assert paper_clock(tmp_path).now() == BEFORE_MARKETS


def test_rows_that_are_no_database_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gaemi.db").write_text("this is a letter, not a database")
    with pytest.raises(StoreError):
        paper_clock(tmp_path)
