"""What the market showed: bars, quotes and known gaps. Prices are won, volumes shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.calendar import Phase
from core.domain.instrument import PriceLimits
from core.domain.money import Won


class Interval(StrEnum):
    """The length of a bar."""

    MINUTE = "1m"
    FIVE_MINUTES = "5m"
    DAY = "1d"


class GapReason(StrEnum):
    """Why data is known to be missing or broken."""

    HALT = "halt"
    DEMERGER = "demerger"
    JUMP = "jump"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Bar:
    """One closed bar; `opened_at` is aware UTC and a halted bar has volume 0."""

    symbol: str
    interval: Interval
    opened_at: datetime
    day: date
    open: Won
    high: Won
    low: Won
    close: Won
    volume: int
    source: str

    def __post_init__(self) -> None:
        prices = (self.open, self.high, self.low, self.close)
        if min(prices) <= 0 or self.volume < 0:
            raise ValueError(
                f"{self.symbol} {self.day}: prices must be positive, volume not below 0"
            )
        if self.low != min(prices) or self.high != max(prices):
            raise ValueError(
                f"{self.symbol} {self.day}: low {self.low} and high {self.high} "
                f"must enclose open {self.open} and close {self.close}"
            )

    @property
    def halted(self) -> bool:
        """Tell whether nothing traded."""
        return self.volume == 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of a symbol that must not be read as returns; both days belong to the gap."""

    symbol: str
    first: date
    last: date
    reason: GapReason
    detail: str


REBASED = frozenset({GapReason.DEMERGER, GapReason.JUMP})


@dataclass(frozen=True, slots=True)
class Quote:
    """The latest look at a symbol; `base` is the previous close that limits are made from.

    `high` and `low` are the day's so far, 0 before the first trade and where nobody tells.
    """

    symbol: str
    at: datetime
    price: Won
    bid: Won
    ask: Won
    base: Won
    limits: PriceLimits
    phase: Phase
    halted: bool = False
    vi: bool = False
    volume: int = 0
    traded_value: Won = 0
    high: Won = 0
    low: Won = 0

    def age_s(self, now: datetime) -> float:
        """Give the age of the look in seconds."""
        return (now - self.at).total_seconds()
