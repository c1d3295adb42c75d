"""Opening the files of gaemi: checked, migrated, loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from core.clock import Clock
from core.errors import StoreError
from storage.bars import StorageBars
from storage.database import REFUSED, check_integrity, reader, refusal, writer
from storage.schema import BARS_SCHEMA, TRADE_SCHEMA, Schema, ensure
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


def open_store(path: Path, clock: Clock) -> Store:
    """Open the trading file, made when absent, and load what is hot.

    Raises StoreError when it is damaged, of a newer release, not gaemi's, or holds a
    row that cannot be understood: nothing may be traded on such a file (INV-34).
    """
    engine = _checked(path, TRADE_SCHEMA)
    try:
        uow = StorageUnitOfWork(engine, clock)
    except StoreError:
        engine.dispose()
        raise
    return Store(uow, StorageViews(reader(path)))


def open_bars(path: Path, clock: Clock) -> StorageBars:
    """Open the file of market bars, made when absent; raises StoreError as `open_store` does."""
    return StorageBars(_checked(path, BARS_SCHEMA), clock)


def _checked(path: Path, schema: Schema) -> Engine:
    engine = writer(path)
    try:
        check_integrity(engine)
        ensure(engine, schema, path=path)
    except REFUSED as e:
        engine.dispose()
        raise refusal(e, path=path) from e
    except StoreError:
        engine.dispose()
        raise
    return engine
