"""A position as its fills made it, and what a strategy may know of it."""

from __future__ import annotations

from dataclasses import dataclass

from core.strategies.base import Holding


@dataclass(slots=True)
class Position:
    """One symbol's position; a cycle lasts from the first fill out of flat until flat again.

    `shares` is negative for a short. `cost` and `bought` sum the cycle's entries and are left
    alone by exits, so that `cost / bought` is the average. Prices in 1/`scale` won. `basis` is
    what futures were last settled at, price x contracts with their sign.
    """

    scale: int
    shares: int = 0
    cost: int = 0
    bought: int = 0
    buys: int = 0
    sells: int = 0
    last_buy: int = 0
    high: int = 0
    basis: int = 0
    entered: int = -1
    exited: int = -1
    filled_at: float = -1.0

    def enter(self, at: int, clock: float, qty: int, price: int) -> None:
        """Take in the fill of an entry, at a bar and an instant; `qty` is negative for a short."""
        if not self.shares:
            self._begin(at)
        self.shares += qty
        self.cost += price * abs(qty)
        self.bought += abs(qty)
        self.basis += price * qty
        self.buys += 1
        self.last_buy = price
        self.high = max(self.high, price)
        self.filled_at = clock

    def leave(self, at: int, clock: float, qty: int, price: int, *, first: bool) -> None:
        """Take in a fill of an exit of `qty` shares; `first` is its order's first slice."""
        signed = qty if self.shares > 0 else -qty
        self.shares -= signed
        self.basis -= price * signed
        self.sells += first
        self.filled_at = clock
        if not self.shares:
            self.exited = at

    def holding(self, at: int, clock: float) -> Holding:
        """Give what a strategy sees at the close of a bar."""
        since_exit = at - self.exited if self.exited >= 0 else -1
        if not self.shares:
            return Holding(0, 0.0, since_exit)
        return Holding(
            self.shares,
            self.cost / (self.bought * self.scale),
            since_exit,
            at - self.entered,
            self.buys,
            self.sells,
            self.last_buy / self.scale,
            int(clock - self.filled_at),
            self.high / self.scale,
        )

    def _begin(self, at: int) -> None:
        self.cost = self.bought = self.buys = self.sells = self.high = 0
        self.entered = at
