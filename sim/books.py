"""The money and shares of one account, folded from its fills."""

from dataclasses import dataclass, field
from datetime import date

from sim.orders import Order


@dataclass(slots=True)
class Lot:
    """Hold the shares of one code and the won paid for them, without commission."""

    quantity: int = 0
    cost: int = 0


@dataclass(slots=True)
class Books:
    """Keep one account; `pending` maps a settlement day to [receivable, payable] in won."""

    cash: int
    lots: dict[str, Lot] = field(default_factory=dict)
    pending: dict[date, list[int]] = field(default_factory=dict)

    def post(self, order: Order, *, quantity: int, price: int, costs: int) -> None:
        """Book one fill of an order; `costs` is the commission and tax that it added.

        A sale takes its share of the cost along, rounded down, and all of it with the last share.
        """
        lot = self.lots.setdefault(order.code, Lot())
        due = self.pending.setdefault(order.settles, [0, 0])
        if order.side == "buy":
            due[1] += quantity * price + costs
            lot.quantity += quantity
            lot.cost += quantity * price
            return
        due[0] += quantity * price - costs
        lot.cost -= lot.cost * quantity // lot.quantity
        lot.quantity -= quantity
        if not lot.quantity:
            del self.lots[order.code]

    def settle(self, today: date) -> None:
        """Move to cash what settles on or before a Korean day."""
        for day in [day for day in self.pending if day <= today]:
            receivable, payable = self.pending.pop(day)
            self.cash += receivable - payable

    def due(self) -> tuple[int, int]:
        """Sum what is still on its way: (receivable, payable)."""
        sums = list(self.pending.values())
        return sum(pair[0] for pair in sums), sum(pair[1] for pair in sums)
