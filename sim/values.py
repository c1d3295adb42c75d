"""The values that the exchange hands out, and what it asks of a feed.

Prices, amounts and fees are whole won; quantities are shares; instants are aware UTC; `day` is the
KST trading date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Listing:
    """Name one listed share: market is KOSPI or KOSDAQ, kind is stock or etf."""

    code: str
    name: str
    market: str
    kind: str
    lot: int
    sector: str


@dataclass(frozen=True, slots=True)
class VenueBar:
    """Hold one day's prices; volume 0 means a halt, and then all four prices are the last close."""

    day: date
    open: int
    high: int
    low: int
    close: int
    volume: int


class Print(NamedTuple):
    """Report one trade of the market; `auction` is true for a single-price uncrossing."""

    at: datetime
    code: str
    price: int
    quantity: int
    auction: bool


@dataclass(frozen=True, slots=True)
class VenueQuote:
    """Show one share now.

    `bid` and `ask` are 0 when nobody quotes: outside continuous trading, in a VI auction, during a
    halt, and on the empty side of a share locked at its limit. `open`, `high`, `low` are 0 and
    `price` is the base price until the first print of the day. `traded_value` is in won.
    """

    code: str
    at: datetime
    price: int
    bid: int
    ask: int
    bid_size: int
    ask_size: int
    base: int
    upper: int
    lower: int
    phase: str
    halted: bool
    vi: bool
    open: int
    high: int
    low: int
    volume: int
    traded_value: int


@dataclass(frozen=True, slots=True)
class VenueDepth:
    """Show the book of one share as (price, shares), best first; empty where nobody quotes."""

    bids: tuple[tuple[int, int], ...]
    asks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Acknowledge an order or a cancel; `number` is unique over the ledger's whole life."""

    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Say why nothing was done; `text` is Korean for people and names the legal alternative."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class VenueOrder:
    """Show one order of a day; `amount`, `fee` and `tax` are cumulative won over its fills."""

    number: str
    day: date
    code: str
    side: str
    kind: str
    quantity: int
    price: int
    filled: int
    amount: int
    fee: int
    tax: int
    remaining: int
    state: str
    placed_at: datetime
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class VenueFill:
    """Show one execution; `fee` and `tax` are what this slice added to the order's totals."""

    number: str
    account: str
    code: str
    side: str
    at: datetime
    quantity: int
    price: int
    fee: int
    tax: int


@dataclass(frozen=True, slots=True)
class VenueHolding:
    """Show one holding: `cost` is the won paid for the shares held, without commission.

    A sale takes away its share of the cost, rounded down; `sellable` leaves out open sell orders.
    """

    code: str
    quantity: int
    sellable: int
    cost: int
    last: int


@dataclass(frozen=True, slots=True)
class VenueBalance:
    """Show an account in won.

    `cash` is settled money, `receivable` and `payable` are sales and purchases on their way (after
    costs), `d2` = cash + receivable - payable, and `orderable` = d2 less what open buys reserve:
    sale money buys again at once, as Korean brokers allow.
    """

    cash: int
    orderable: int
    receivable: int
    payable: int
    d2: int
    holdings: tuple[VenueHolding, ...]


class Feed(Protocol):
    """Supply whole days; only the exchange may look at the running one."""

    @property
    def start(self) -> date:
        """Give the first day that can be traded."""
        ...

    def listings(self) -> Sequence[Listing]:
        """List every share, in the order of its code."""
        ...

    def bar(self, code: str, day: date) -> VenueBar | None:
        """Give the bar of `day`, or None when the share does not trade on that day."""
        ...

    def bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give the last `count` bars up to and with `until`, oldest first."""
        ...
