"""Where sweeps are kept: in memory, or in a file that outlives a kill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from core.domain.sweep import Sweep, Tried


class SweepStore(Protocol):
    """Searches over parameters, in a file of their own: nothing that was tried is tried again."""

    def keep(self, sweep: Sweep) -> None:
        """Keep a sweep; the same one again replaces itself. Raises StoreError."""
        ...

    def note(self, tried: Iterable[Tried]) -> None:
        """Keep sets of a kept sweep; the same one again replaces itself. Raises StoreError."""
        ...

    def sweep(self, sweep_id: str) -> Sweep | None:
        """Give one sweep."""
        ...

    def sweeps(self) -> Sequence[Sweep]:
        """Give all sweeps, the newest first."""
        ...

    def tried(self, sweep_id: str) -> Sequence[Tried]:
        """Give the sets of a sweep in the order of asking."""
        ...
