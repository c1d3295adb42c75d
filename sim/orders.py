"""One order inside the exchange, and the arithmetic of what it costs."""

from dataclasses import dataclass
from datetime import date, datetime

from sim import rules
from sim.values import VenueOrder


@dataclass(slots=True)
class Order:
    """Carry an order through its life.

    `bound` is the worst price it may trade at: the limit, or the day's limit price for the kinds
    without one. `ahead` is the background queue before it, `settles` its settlement day, `exempt`
    whether its sale is free of tax.
    """

    number: int
    account: str
    day: date
    code: str
    side: str
    kind: str
    quantity: int
    price: int
    bound: int
    exempt: bool
    settles: date
    placed_at: datetime
    channel: str
    ahead: int = 0
    filled: int = 0
    amount: int = 0
    fee: int = 0
    tax: int = 0
    state: str = "open"
    reason: str = ""

    @property
    def remaining(self) -> int:
        """Give the shares still working; 0 once the order is over."""
        return self.quantity - self.filled if self.state == "open" else 0

    def reserve(self) -> int:
        """Give the won that an open buy may still cost, commission included."""
        if self.side != "buy" or self.state != "open":
            return 0
        rest = self.remaining * self.bound
        return rest + rules.commission(self.amount + rest) - self.fee

    def book(self, quantity: int, price: int) -> tuple[int, int]:
        """Add a fill and give the commission and tax that it added.

        Both are cut on the order's cumulative amount, so a slice carries the difference.
        """
        self.filled += quantity
        self.amount += quantity * price
        fee = rules.commission(self.amount)
        tax = 0
        if self.side == "sell":
            kind = "etf" if self.exempt else "stock"
            tax = rules.sale_tax(self.amount, self.settles, kind=kind)
        added = fee - self.fee, tax - self.tax
        self.fee, self.tax = fee, tax
        if self.filled == self.quantity:
            self.state = "filled"
        return added

    def view(self) -> VenueOrder:
        """Show the order as the venue reports it; an over order keeps its unfilled rest."""
        return VenueOrder(
            number=f"{self.number:010d}",
            day=self.day,
            code=self.code,
            side=self.side,
            kind=self.kind,
            quantity=self.quantity,
            price=self.price,
            filled=self.filled,
            amount=self.amount,
            fee=self.fee,
            tax=self.tax,
            remaining=self.remaining,
            state=self.state,
            placed_at=self.placed_at,
            channel=self.channel,
            reason=self.reason,
        )
