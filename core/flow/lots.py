"""What a strategy on quotes bought, lot by lot: sold, offered, and where the loop stands.

Nothing of it is stored: it is read off fills, orders, cards and signals, so that a restart and
a repeated message see the same (strategies.md 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from core.domain.approval import ApprovalState
from core.domain.cycle import since_flat
from core.domain.order import OPEN, Order, OrderIntent
from core.domain.position import Book, Fill
from core.domain.signal import Side, Signal, SignalState
from core.ports import UnitOfWork

_MARK = ":lot:"
# Shares whose purchase is not known, such as after a split: offered at the book's average.
REST = "rest"


class Stage(StrEnum):
    """Where the loop of one symbol stands, by the names that the seed stores."""

    IDLE = "idle"
    BUY_ORDERED = "buy_ordered"
    BUY_COMPLETED = "buy_completed"
    SELL_ORDERED = "sell_ordered"
    SELL_COMPLETED = "sell_completed"


@dataclass(frozen=True, slots=True)
class Lot:
    """A slice that was bought: `key` names its fill, `left` are the shares not sold yet.

    `price` is its mean price in won, `offered` the shares of it in open sales, cards and signals.
    """

    key: str
    left: int
    price: Decimal
    offered: int = 0


def lot_key(day: str, lot: str, again: str) -> str:
    """Write the key of a signal that offers a lot: once a lot, and `again` later in the day."""
    return f"{day}{_MARK}{lot}:{again}"


def lots_of(uow: UnitOfWork, book: Book) -> list[Lot]:
    """Give the lots that are still held, oldest first."""
    if book.shares <= 0:
        return []
    sold, offered = Counter[str](), Counter[str]()
    for order in _sales(uow, book):
        sold[_lot_of(uow, order.intent)] += order.filled
        offered[_lot_of(uow, order.intent)] += order.remaining if order.state in OPEN else 0
    for key, shares in _asked(uow, book):
        offered[key] += shares
    bought = [f for f in since_flat(book, _fills(uow, book)) if f.side is Side.BUY]
    lots = [_lot(fill, sold) for fill in bought]
    return [replace(lot, offered=offered[lot.key]) for lot in _fitted(lots, book)]


def stage_of(uow: UnitOfWork, book: Book) -> Stage:
    """Tell where the loop stands; an order that works says more than what is held."""
    working = {o.intent.side for o in _orders(uow, book) if o.state in OPEN}
    if Side.BUY in working:
        return Stage.BUY_ORDERED
    if Side.SELL in working:
        return Stage.SELL_ORDERED
    if book.shares:
        return Stage.BUY_COMPLETED
    sold = any(f.side is Side.SELL for f in _fills(uow, book)[-1:])
    return Stage.SELL_COMPLETED if sold else Stage.IDLE


def _lot(fill: Fill, sold: Counter[str]) -> Lot:
    key = f"{fill.order_id}:{fill.cumulative}"
    return Lot(key, max(0, fill.shares - sold[key]), fill.price)


def _fitted(lots: list[Lot], book: Book) -> list[Lot]:
    """Make the lots add up to what is held: others may have sold, a split may have added."""
    spare, found = sum(lot.left for lot in lots) - book.shares, []
    for lot in lots:
        gone = min(lot.left, max(0, spare))
        spare -= gone
        found.append(replace(lot, left=lot.left - gone))
    if spare < 0:
        found.append(Lot(REST, -spare, book.average))
    return [lot for lot in found if lot.left]


def _fills(uow: UnitOfWork, book: Book) -> list[Fill]:
    key = (book.owner, book.symbol)
    return [f for f in uow.fills.all() if (f.owner, f.symbol) == key]


def _orders(uow: UnitOfWork, book: Book) -> list[Order]:
    key = (book.owner, book.symbol)
    return [o for o in uow.orders.all() if (o.intent.owner, o.intent.symbol) == key]


def _sales(uow: UnitOfWork, book: Book) -> Iterable[Order]:
    return (o for o in _orders(uow, book) if o.intent.side is Side.SELL)


def _asked(uow: UnitOfWork, book: Book) -> list[tuple[str, int]]:
    """Give the lots and shares of sales that a person is asked about, or will be."""
    key = (book.owner, book.symbol, Side.SELL)
    asked = (a.intent for a in uow.approvals.all() if a.state is ApprovalState.OPEN)
    cards = [(_lot_of(uow, i), i.shares) for i in asked if (i.owner, i.symbol, i.side) == key]
    signals = [
        (_lot_in(s.key), s.size.shares or 0)
        for s in waiting_signals(uow, book)
        if s.side is Side.SELL
    ]
    return cards + signals


def waiting_signals(uow: UnitOfWork, book: Book) -> list[Signal]:
    """Give the signals of a book's owner and symbol that nobody was asked about yet."""
    key = (book.owner, book.symbol)
    waits = (s for s in uow.signals.all() if s.state is SignalState.WAITING)
    return [s for s in waits if (s.strategy, s.symbol) == key]


def _lot_of(uow: UnitOfWork, intent: OrderIntent) -> str:
    signal = uow.signals.get(intent.signal_id)
    return _lot_in(signal.key) if signal is not None else ""


def _lot_in(key: str) -> str:
    _, mark, rest = key.partition(_MARK)
    return rest.rpartition(":")[0] if mark else ""
