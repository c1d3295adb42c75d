"""The last line before the wire: the latch file itself, not what memory knows of it (6.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.domain.exposure import opens
from core.domain.order import Order, OrderIntent, OrderState
from core.domain.position import Book
from core.domain.saying import say
from core.domain.switches import stop_for
from core.ports import Latch, UnitOfWork

# An order that had to wait longer, for the one before it, for a token or for its turn at the
# broker's limit, was pressed at another market.
SEND_WITHIN = timedelta(seconds=15)


def last_word(latch: Latch, uow: UnitOfWork, intent: OrderIntent, now: datetime) -> str:
    """Say what stops an order now, or nothing; asked after all waiting, before its bytes leave."""
    waited = [
        waited_too_long(order, now)
        for order in uow.orders.all()
        if order.state is OrderState.SENDING and order.intent.id == intent.id
    ]
    return stopped_by_file(latch, intent, uow.books.all()) or "".join(waited)


def stopped_by_file(latch: Latch, intent: OrderIntent, books: Iterable[Book]) -> str:
    """Say what stops an order now, or nothing; a file that cannot be read stops everything."""
    switch = stop_for(latch.read(), intent, opening=opens(intent, books))
    return f"halted before sending: {switch.scope.name}" if switch else ""


def waited_too_long(order: Order, now: datetime) -> str:
    """Say how long an order waited since its last look, when that was too long."""
    waited = now - (order.sent_at or now)
    if waited <= SEND_WITHIN:
        return ""
    return say("reason.waited", waited_s=round(waited.total_seconds())).encoded()
