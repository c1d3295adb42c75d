"""Opening the files of gaemi: checked, migrated, loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from core.clock import Clock
from core.errors import StoreError
from storage.bar_files import BarFiles
from storage.bars import StorageBars
from storage.database import REFUSED, refusal
from storage.place import Place, SqliteFile
from storage.postgres import PostgresSchema
from storage.schema import BARS_SCHEMA, SWEEPS_SCHEMA, TRADE_SCHEMA, TRIALS_SCHEMA, Schema
from storage.sweeps import StorageSweeps
from storage.trials import StorageTrials
from storage.unit_of_work import StorageUnitOfWork
from storage.views import StorageViews


@dataclass(frozen=True, slots=True)
class Store:
    """An open trading file: the engine's state and everybody else's view of it."""

    uow: StorageUnitOfWork
    views: StorageViews

    def close(self) -> None:
        """Close both connections, after what is running."""
        self.views.close()
        self.uow.close()


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of a home folder lie."""

    trade: Place
    bars: Place


def places_of(home: Path, url: str | None = None) -> Places:
    """Give the files of a home folder, or the schemas of the PostgreSQL database at `url`."""
    if url is None:
        return Places(SqliteFile(home / "gaemi.db"), SqliteFile(home / "bars.db"))
    return Places(PostgresSchema(url, "gaemi_trade", alone=True), PostgresSchema(url, "gaemi_bars"))


def open_store(place: Path | Place, clock: Clock) -> Store:
    """Open the trading rows, made when absent, and load what is hot.

    Raises StoreError when they are damaged, of a newer release, not gaemi's, in use by another
    process, or hold a row that cannot be understood: nothing may be traded on such (INV-34).
    """
    place = _place(place)
    engine = _checked(place, TRADE_SCHEMA)
    try:
        uow = StorageUnitOfWork(engine, place, clock)
    except StoreError:
        engine.dispose()
        raise
    return Store(uow, StorageViews(place.reader()))


def open_bars(
    place: Path | Place, clock: Clock, *, columns: Path = Path("bars.db.columns")
) -> StorageBars:
    """Open the market bars, made when absent; raises StoreError as `open_store` does.

    What backtests load at once lies in the folder `columns`, beside a file of bars, which may
    be removed at any time.
    """
    place = _place(place)
    beside = place.path.parent if isinstance(place, SqliteFile) else Path()
    return StorageBars(_checked(place, BARS_SCHEMA), clock, BarFiles(beside / columns))


def open_trials(path: Path) -> StorageTrials:
    """Open the file of trials, made when absent; raises StoreError as `open_store` does."""
    return StorageTrials(_checked(SqliteFile(path), TRIALS_SCHEMA))


def open_sweeps(path: Path) -> StorageSweeps:
    """Open the file of sweeps, made when absent; raises StoreError as `open_store` does."""
    return StorageSweeps(_checked(SqliteFile(path), SWEEPS_SCHEMA))


def _place(place: Path | Place) -> Place:
    return SqliteFile(place) if isinstance(place, Path) else place


def _checked(place: Place, schema: Schema) -> Engine:
    engine = place.writer()
    try:
        place.ready(engine, schema)
    except REFUSED as e:
        engine.dispose()
        raise refusal(e, path=place) from e
    except StoreError:
        engine.dispose()
        raise
    return engine
