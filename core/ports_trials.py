"""The seam for the count of trials; apart from `core.ports`, which trading needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from core.domain.trial import Trial


class TrialLog(Protocol):
    """What was tried on which data, in a file of its own: the more trials, the less luck proves."""

    def note(self, trials: Iterable[Trial]) -> None:
        """Keep trials; the same one again replaces itself. Raises StoreError."""
        ...

    def of(self, strategy: str, *, first: date, last: date) -> Sequence[Trial]:
        """Give a strategy's trials on data that a period touches, in the order of their keys."""
        ...
