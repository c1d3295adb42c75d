"""Sweeps in memory, for tests and for a run that keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.domain.sweep import Sweep, Tried


class MemorySweeps:
    """Implements `core.backtest.sweep.store.SweepStore`."""

    def __init__(self) -> None:
        self._sweeps: dict[str, Sweep] = {}
        self._tried: dict[tuple[str, str], Tried] = {}

    def keep(self, sweep: Sweep) -> None:
        """Keep a sweep; the same one again replaces itself."""
        self._sweeps[sweep.id] = sweep

    def note(self, tried: Iterable[Tried]) -> None:
        """Keep sets that were tried; the same one again replaces itself."""
        self._tried.update(((one.sweep, one.key), one) for one in tried)

    def sweep(self, sweep_id: str) -> Sweep | None:
        """Give one sweep."""
        return self._sweeps.get(sweep_id)

    def sweeps(self) -> Sequence[Sweep]:
        """Give all sweeps, the newest first."""
        return sorted(self._sweeps.values(), key=lambda one: (one.at, one.id), reverse=True)

    def tried(self, sweep_id: str) -> Sequence[Tried]:
        """Give the sets of a sweep in the order of asking."""
        found = (one for one in self._tried.values() if one.sweep == sweep_id)
        return sorted(found, key=lambda one: (one.number, one.key))
