"""What the fills of a period add up to: the one place for answers, trades and performance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.money import Won
from core.domain.position import Fill


@dataclass(frozen=True, slots=True)
class Sums:
    """What some fills add up to, won; `trades` are orders, `turnover` is bought and sold."""

    realised: Won
    fees: Won
    taxes: Won
    trades: int
    turnover: Won = 0


def add_up(fills: Sequence[Fill]) -> Sums:
    """Add the fills of a period; `trades` counts orders that traded."""
    shares: Counter[str] = Counter()
    for fill in fills:
        # What was taken back as another order's is no trade.
        shares[fill.order_id] += fill.shares
    return Sums(
        realised=sum(f.realised for f in fills),
        fees=sum(f.fee for f in fills),
        taxes=sum(f.tax for f in fills),
        trades=sum(count != 0 for count in shares.values()),
        turnover=sum(f.amount for f in fills),
    )
