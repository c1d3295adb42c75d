"""What every store of sweeps promises, in memory and on SQLite alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.backtest.sweep.store import SweepStore
from core.domain.sweep import Sweep, Tried
from core.errors import StoreError
from core.memory_sweeps import MemorySweeps
from storage.store import open_sweeps
from tests.values import of

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
SWEEP = Sweep(
    "a1b2c3", "golden_cross", "1", "[]", "grid", 7, "sharpe", "005930", date(2015, 1, 2),
    date(2019, 12, 30), date(2021, 12, 30), "f" * 64, "{}", AT,
)  # fmt: skip
TRIED = Tried(SWEEP.id, "k1", 0, '{"fast":5}', 1230, 0.25, 0.05, 0.8, 1.1, 0.2, 12, 0.5, 1.4)


def test_sets_come_back_in_the_order_of_asking(sweep_store: SweepStore) -> None:
    sweep_store.keep(SWEEP)
    later = replace(TRIED, key="k0", number=1, error="ValueError: no", change=None)
    sweep_store.note([later])
    sweep_store.note([])
    sweep_store.note([TRIED])
    assert sweep_store.tried(SWEEP.id) == [TRIED, later]
    assert sweep_store.tried("another") == []


def test_the_same_set_again_is_no_second_one(sweep_store: SweepStore) -> None:
    sweep_store.keep(SWEEP)
    again = replace(TRIED, sharpe=0.9)
    sweep_store.note([TRIED])
    sweep_store.note([TRIED, again])
    assert sweep_store.tried(SWEEP.id) == [again]


def test_sweeps_are_told_newest_first_and_hold_their_last_state(sweep_store: SweepStore) -> None:
    newer = replace(SWEEP, id="b0", at=AT + timedelta(hours=1))
    sweep_store.keep(SWEEP)
    sweep_store.keep(newer)
    sweep_store.note([TRIED])
    ended = replace(SWEEP, skipped=3, verdict="{}")
    sweep_store.keep(ended)
    assert sweep_store.sweeps() == [newer, ended]
    assert sweep_store.sweep(SWEEP.id) == ended
    assert sweep_store.sweep("another") is None
    assert sweep_store.tried(SWEEP.id) == [TRIED]


def test_sweeps_outlive_a_restart_and_need_their_head(tmp_path: Path) -> None:
    path = tmp_path / "sweeps.db"
    store = open_sweeps(path)
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.note([TRIED])
    store.keep(SWEEP)
    store.note([TRIED])
    store.close()
    store = open_sweeps(path)
    assert (store.sweeps(), store.tried(SWEEP.id)) == ([SWEEP], [TRIED])
    store.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sweeps=st.lists(of(Sweep), min_size=1, max_size=3))
def test_disk_and_memory_tell_the_same(
    tmp_path: Path, data: st.DataObject, sweeps: list[Sweep]
) -> None:
    (tmp_path / "sweeps.db").unlink(missing_ok=True)
    ids = st.sampled_from([sweep.id for sweep in sweeps])
    tried = data.draw(st.lists(of(Tried, sweep=ids), max_size=6))
    disk, memory = open_sweeps(tmp_path / "sweeps.db"), MemorySweeps()
    for store in (disk, memory):
        for sweep in sweeps:
            store.keep(sweep)
        store.note(tried)
    assert disk.sweeps() == memory.sweeps()
    for sweep in sweeps:
        assert disk.sweep(sweep.id) == memory.sweep(sweep.id)
        assert disk.tried(sweep.id) == memory.tried(sweep.id)
    disk.close()
