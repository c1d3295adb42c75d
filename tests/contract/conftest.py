"""Every store that the contract suites run against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.clock import SimClock
from core.memory import MemoryUnitOfWork
from core.memory_bars import MemoryBars
from core.memory_views import MemoryViews
from core.ports import BarStore, UnitOfWork, Views
from storage.store import Store, open_bars, open_store
from storage.unit_of_work import StorageUnitOfWork

START = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


@dataclass
class Rig:
    """An open store and how to open it anew; memory has no restart, it just goes on."""

    clock: SimClock
    path: Path | None
    store: Store | None = None
    memory: MemoryUnitOfWork = field(init=False)

    def __post_init__(self) -> None:
        self.memory = MemoryUnitOfWork(self.clock)
        if self.path is not None:
            self.store = open_store(self.path, self.clock)

    @property
    def uow(self) -> UnitOfWork:
        return self.hot

    @property
    def hot(self) -> MemoryUnitOfWork | StorageUnitOfWork:
        return self.memory if self.store is None else self.store.uow

    @property
    def views(self) -> Views:
        return MemoryViews(self.memory) if self.store is None else self.store.views

    def reopen(self) -> None:
        if self.store is not None and self.path is not None:
            self.store.close()
            self.store = open_store(self.path, self.clock)

    def close(self) -> None:
        if self.store is not None:
            self.store.close()


@pytest.fixture(params=["memory", "sqlite"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    path = tmp_path / "gaemi.db" if request.param == "sqlite" else None
    rig = Rig(SimClock(START), path)
    yield rig
    rig.close()


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Rig, Rig]]:
    """Memory and SQLite side by side, for histories that both must tell alike."""
    rigs = Rig(SimClock(START), None), Rig(SimClock(START), tmp_path / "gaemi.db")
    yield rigs
    for rig in rigs:
        rig.close()


@pytest.fixture(params=["memory", "sqlite"])
def bar_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BarStore]:
    if request.param == "memory":
        yield MemoryBars()
        return
    store = open_bars(tmp_path / "bars.db", SimClock(START))
    yield store
    store.close()
