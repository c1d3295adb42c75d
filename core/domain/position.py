"""Fills, books by owner and the account. Books keep the cost; the average is derived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from core.domain.money import Won
from core.domain.signal import Side

OUTSIDE = "outside"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Fill:
    """A slice of an order, identified by (order, cumulative shares) (section 6.9).

    `amount` is won traded, `fee` and `tax` won; `realised` is the sale's profit
    after fee, tax and the cost of the shares sold, 0 for purchases. For futures `shares` are
    contracts, `amount` is notional, `multiplier` the shares behind one contract (0 for shares),
    and `realised` what the deposit moved by: the profit of what was closed less this fill's fee.
    """

    order_id: str
    owner: str
    symbol: str
    side: Side
    shares: int
    amount: Won
    fee: Won
    tax: Won
    cumulative: int
    at: datetime
    day: date
    realised: Won = 0
    multiplier: int = 0

    @property
    def price(self) -> Decimal:
        """Give the mean price of the slice in won."""
        return Decimal(self.amount) / (self.shares * (self.multiplier or 1))


@dataclass(frozen=True, slots=True)
class Book:
    """What an owner holds of a symbol. `cost` is won paid including commission.

    `opened_day` is the day of the first purchase since flat, `closed_day` of the last sale.
    A futures book (`multiplier` above 0) counts contracts, below zero when sold short; `cost` and
    `amount` are both its notional at entry with the same sign, fees are spent at once. Its changes
    are made in `core.domain.booking`, for `bought` and `sold` never go short.
    """

    owner: str
    symbol: str
    shares: int = 0
    cost: Won = 0
    amount: Won = 0
    opened_day: date | None = None
    closed_day: date | None = None
    multiplier: int = 0

    @property
    def average(self) -> Decimal:
        """Give the mean entry price before costs; zero when flat."""
        if not self.shares:
            return Decimal(0)
        return Decimal(self.amount) / (self.shares * (self.multiplier or 1))

    def exposure(self, price: Won) -> Won:
        """Give what is held at a price in won: negative when sold short."""
        return self.shares * price * (self.multiplier or 1)

    def worth(self, price: Won | None) -> Won:
        """Give what the book adds to the account's cash, without a price at cost.

        Shares are worth their price, contracts what they gained or lost since their entry.
        """
        if self.multiplier:
            return 0 if price is None else self.exposure(price) - self.amount
        return self.cost if price is None else self.exposure(price)

    def profit(self, price: Won | None) -> Won:
        """Give the open profit over what was paid; 0 without a price."""
        return 0 if price is None else self.exposure(price) - self.cost

    def bought(self, fill: Fill) -> Book:
        """Make the book after a purchase."""
        opened = self.opened_day if self.shares else fill.day
        return replace(
            self,
            shares=self.shares + fill.shares,
            cost=self.cost + fill.amount + fill.fee,
            amount=self.amount + fill.amount,
            opened_day=opened,
        )

    def sold(self, fill: Fill) -> tuple[Book, Won]:
        """Make the book after a sale and give its realised profit in won.

        Every share carries whole won of the cost, the dearer ones go first: so any slicing of
        one sale leaves the same cost (INV-23). The average stays, but for less than a won.
        Raises ValueError when nothing is sold, or more than is held.
        """
        if not 0 < fill.shares <= self.shares:
            raise ValueError(f"{self.owner} holds {self.shares} {self.symbol}, sold {fill.shares}")
        whole = fill.shares == self.shares
        cost = part_of(self.cost, fill.shares, held=self.shares)
        amount = self.amount * fill.shares // self.shares
        book = replace(
            self,
            shares=self.shares - fill.shares,
            cost=self.cost - cost,
            amount=self.amount - amount,
            closed_day=fill.day if whole else self.closed_day,
            opened_day=None if whole else self.opened_day,
        )
        return book, fill.amount - fill.fee - fill.tax - cost


def part_of(total: Won, sold: int, *, held: int) -> Won:
    """Give the won that some of the held shares carry, the dearer ones first; none below zero."""
    # floor(total * sold / held) would leave another rest for 1 + 1 shares than for 2.
    each, dearer = divmod(total, held)
    return each * sold + min(sold, dearer)


@dataclass(frozen=True, slots=True)
class Account:
    """The money of one account in won.

    `cash` is ours, moved by booked fills as if settled at once (the broker's D+2
    cash); `day_start_equity` is the equity at the last session's end and what was paid in since.
    """

    id: str
    cash: Won
    opened_with: Won
    day_start_equity: Won
    day: date
    orderable: Won
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class DayMark:
    """The account at the end of a session, for returns and reports; won."""

    account: str
    day: date
    equity: Won
    cash: Won
    realised: Won
    fees: Won
    taxes: Won
