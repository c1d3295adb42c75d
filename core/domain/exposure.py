"""Which orders open and which are exits: the side says it of shares, the books of contracts."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.order import OrderIntent
from core.domain.position import Book
from core.domain.signal import Side


def opens(intent: OrderIntent, books: Iterable[Book], *, waiting: int = 0) -> bool:
    """Tell whether an order opens or adds; if not it is an exit and nothing may lock it in.

    A purchase of shares opens, a sale never does. Contracts of either side open unless the
    owner's own position of the other sign covers them all, beside `waiting` ones of this side.
    """
    if not intent.multiplier:
        return intent.side is Side.BUY
    return intent.shares + waiting > closable(intent, books)


def closable(intent: OrderIntent, books: Iterable[Book]) -> int:
    """Give how many of the owner's contracts orders of this side would close."""
    mine = (b for b in books if (b.owner, b.symbol) == (intent.owner, intent.symbol))
    return max(0, -sign(intent.side) * sum(b.shares for b in mine))


def sign(side: Side) -> int:
    """Give 1 for a purchase and -1 for a sale."""
    return 1 if side is Side.BUY else -1
