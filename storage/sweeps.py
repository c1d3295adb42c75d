"""Sweeps on disk: what was tried is there after a kill, and a resumed sweep tries only the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Engine, select

from core.domain.sweep import Sweep, Tried
from storage.mapping import Mapper
from storage.rows import Rows
from storage.tables_sweeps import SweepRow, TriedRow

_SWEEPS: Final = Mapper(SweepRow, Sweep)
_TRIED: Final = Mapper(TriedRow, Tried)


class StorageSweeps:
    """Implements `core.backtest.sweep.store.SweepStore`; from any thread, one call at a time."""

    def __init__(self, engine: Engine) -> None:
        self._rows = Rows(engine)

    def keep(self, sweep: Sweep) -> None:
        """Keep a sweep; the same one again replaces itself. Raises StoreError."""
        self._rows.write({_SWEEPS: [sweep]})

    def note(self, tried: Iterable[Tried]) -> None:
        """Keep sets that were tried, all or none; the same one again replaces itself.

        Raises StoreError, also for a set of a sweep that was not kept.
        """
        self._rows.write({_TRIED: tried})

    def sweep(self, sweep_id: str) -> Sweep | None:
        """Give one sweep."""
        table = _SWEEPS.table
        found = self._rows.read(_SWEEPS, select(table).where(table.c.id == sweep_id))
        return found[0] if found else None

    def sweeps(self) -> Sequence[Sweep]:
        """Give all sweeps, the newest first."""
        table = _SWEEPS.table
        query = select(table).order_by(table.c.at.desc(), table.c.id.desc())
        return self._rows.read(_SWEEPS, query)

    def tried(self, sweep_id: str) -> Sequence[Tried]:
        """Give the sets of a sweep in the order of asking."""
        table = _TRIED.table
        query = select(table).where(table.c.sweep == sweep_id)
        return self._rows.read(_TRIED, query.order_by(table.c.number, table.c.key))

    def close(self) -> None:
        """Close the file."""
        self._rows.close()
