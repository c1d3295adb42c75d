"""One try of a strategy on past data: what is counted before a good result is believed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Trial:
    """A parameter set on one universe and period; trying the same again is no other trial.

    `sharpe` is that of one session, None when there was no trade; `sessions` its length.
    """

    strategy: str
    params_hash: str
    universe: str
    first: date
    last: date
    sessions: int
    sharpe: float | None
    at: datetime

    @property
    def key(self) -> tuple[str, str, str, date, date]:
        """Give what makes it another trial."""
        return (self.strategy, self.params_hash, self.universe, self.first, self.last)

    def overlaps(self, first: date, last: date) -> bool:
        """Tell whether it saw a day of a period, both ends included."""
        return self.first <= last and first <= self.last


def universe_of(symbols: Iterable[str]) -> str:
    """Name a set of symbols whatever its order: 16 hexadecimal digits."""
    return hashlib.sha256(",".join(sorted(set(symbols))).encode()).hexdigest()[:16]
