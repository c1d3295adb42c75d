"""The count of trials in memory, for tests and for a run that keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from core.domain.trial import Trial


class MemoryTrials:
    """Implements `core.ports_trials.TrialLog`."""

    def __init__(self) -> None:
        self._trials: dict[tuple[object, ...], Trial] = {}

    def note(self, trials: Iterable[Trial]) -> None:
        """Keep trials; the same one again replaces itself."""
        self._trials.update((trial.key, trial) for trial in trials)

    def of(self, strategy: str, *, first: date, last: date) -> Sequence[Trial]:
        """Give a strategy's trials on data that a period touches, in the order of their keys."""
        found = (trial for trial in self._trials.values() if trial.strategy == strategy)
        return sorted((t for t in found if t.overlaps(first, last)), key=lambda t: t.key)
