"""What a strategy says: buy or sell, how much, why; never how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.money import Won


class Side(StrEnum):
    """Buy or sell."""

    BUY = "buy"
    SELL = "sell"


class Timing(StrEnum):
    """The auction or moment that a signal wants its order in."""

    OPEN = "open"
    NOW = "now"
    CLOSE = "close"


class SignalState(StrEnum):
    """How far a signal came; every end but PROPOSED has its reason stored."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    REFUSED = "refused"
    EXPIRED = "expired"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Size:
    """Exactly one of: won to spend, whole shares, or a fraction of the own holding."""

    budget: Won | None = None
    shares: int | None = None
    fraction: Decimal | None = None

    def __post_init__(self) -> None:
        given = [x for x in (self.budget, self.shares, self.fraction) if x is not None]
        if len(given) != 1 or given[0] <= 0:
            raise ValueError("a size is exactly one positive budget, share count or fraction")
        if self.fraction is not None and self.fraction > 1:
            raise ValueError(f"fraction {self.fraction} is above the whole holding")


@dataclass(frozen=True, slots=True)
class Signal:
    """One wish of a strategy; `key` makes (strategy, symbol, key) unique.

    `indicators` are the values the decision was made from, as text, for `why`.
    It may be proposed from `valid_from` until `expires_at`, both aware UTC. `limit` is the price
    in won that its order rests at, 0 for one that follows the market. `asked_by` is the
    person who asked for it, empty where a strategy did.
    """

    id: str
    strategy: str
    params_hash: str
    symbol: str
    side: Side
    size: Size
    timing: Timing
    ref_price: Won
    score: Decimal
    reason: str
    indicators: tuple[tuple[str, str], ...]
    key: str
    made_at: datetime
    valid_from: datetime
    expires_at: datetime
    state: SignalState = SignalState.WAITING
    note: str = ""
    limit: Won = 0
    asked_by: str = ""
