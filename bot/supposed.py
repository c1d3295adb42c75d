"""What a person wants to know the consequences of."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.money import Rate, Won
from core.domain.wanted import ProposeOrder


@dataclass(frozen=True, slots=True)
class Asked:
    """What is supposed: an order, or with `weight`, `stop` (won) or `unsold` another thing."""

    wish: ProposeOrder
    weight: Rate | None = None
    stop: Won = 0
    unsold: bool = False
