"""Every store that the contract suites run against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.backtest.sweep.store import SweepStore
from core.clock import SimClock
from core.memory import MemoryUnitOfWork
from core.memory_bars import MemoryBars
from core.memory_sweeps import MemorySweeps
from core.memory_trials import MemoryTrials
from core.memory_views import MemoryViews
from core.ports import UnitOfWork, Views
from core.ports_bars import BarStore
from core.ports_trials import TrialLog
from storage.place import Place, SqliteFile
from storage.postgres import PostgresSchema
from storage.store import Places, Store, open_bars, open_store, open_sweeps, open_trials, places_of
from storage.unit_of_work import StorageUnitOfWork
from tests import postgres

START = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


@dataclass
class Rig:
    """An open store and how to open it anew; memory has no restart, it just goes on."""

    clock: SimClock
    place: Place | None
    store: Store | None = None
    memory: MemoryUnitOfWork = field(init=False)

    def __post_init__(self) -> None:
        self.memory = MemoryUnitOfWork(self.clock)
        if self.place is not None:
            self.store = open_store(self.place, self.clock)

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
        if self.store is not None and self.place is not None:
            self.store.close()
            self.store = open_store(self.place, self.clock)

    def close(self) -> None:
        if self.store is not None:
            self.store.close()


def places(request: pytest.FixtureRequest, tmp_path: Path, database: str = "database") -> Places:
    """Give where the rows of a test lie, by the name of its kind of database."""
    url = request.getfixturevalue(database) if request.param == "postgresql" else None
    return places_of(tmp_path, url)


def empty(place: Place) -> None:
    """Take every row away, for one more history in the same test."""
    if isinstance(place, SqliteFile):
        place.path.unlink(missing_ok=True)
    elif isinstance(place, PostgresSchema):
        postgres.empty(place.url)


@pytest.fixture(params=["sqlite", "postgresql"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a store that outlives its process keeps the trading rows."""
    return places(request, tmp_path).trade


@pytest.fixture(params=["sqlite", "postgresql"])
def own_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The same, for a test that changes more than rows."""
    return places(request, tmp_path, "own_database").trade


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    place = None if request.param == "memory" else places(request, tmp_path).trade
    rig = Rig(SimClock(START), place)
    yield rig
    rig.close()


@pytest.fixture
def both(disk: Place) -> Iterator[tuple[Rig, Rig]]:
    """Memory and a database side by side, for histories that both must tell alike."""
    rigs = Rig(SimClock(START), None), Rig(SimClock(START), disk)
    yield rigs
    for rig in rigs:
        rig.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def bar_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BarStore]:
    if request.param == "memory":
        yield MemoryBars()
        return
    place = places(request, tmp_path).bars
    store = open_bars(place, SimClock(START), columns=tmp_path / "columns")
    yield store
    store.close()


@pytest.fixture(params=["memory", "sqlite"])
def trial_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TrialLog]:
    if request.param == "memory":
        yield MemoryTrials()
        return
    log = open_trials(tmp_path / "trials.db")
    yield log
    log.close()


@pytest.fixture(params=["memory", "sqlite"])
def sweep_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SweepStore]:
    if request.param == "memory":
        yield MemorySweeps()
        return
    store = open_sweeps(tmp_path / "sweeps.db")
    yield store
    store.close()
