"""A position that meets decisions at their own price: what a cycle looks like from outside."""

from __future__ import annotations

from core.strategies.base import Action, Decision, Holding


class Cycle:
    """Fills each decision at once and keeps what a strategy sees of it."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.holding = Holding(0, 0.0, -1)
        self.paid: list[int] = []

    def meet(self, decision: Decision, price: int) -> int:
        """Give the shares that the decision traded, below zero for a sale."""
        if decision.action == Action.BUY:
            return self._buy(int(self.budget * (decision.fraction or 1.0)) // price, price)
        if decision.action == Action.SELL:
            return self._sell(decision.fraction)
        return 0

    def _buy(self, shares: int, price: int) -> int:
        held, amount = self.holding, shares * price
        self.paid = [*self.paid, amount] if held.shares else [amount]
        total = held.shares + shares
        self.holding = held._replace(
            shares=total, average=sum(self.paid) / total, buys=held.buys + 1, last_buy=float(price)
        )
        return shares

    def _sell(self, fraction: float) -> int:
        held = self.holding
        shares = held.shares if fraction == 1.0 else max(1, int(held.shares * fraction))
        left = held.shares - shares
        after = held._replace(shares=left, sells=held.sells + 1)
        self.holding = after if left else Holding(0, 0.0, 0)
        return -shares
