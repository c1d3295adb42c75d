"""Orders that a person may still take back: READY, stored, and no byte of them left (M7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.domain.exposure import opens
from core.domain.order import Order, OrderIntent, OrderMove, OrderState
from core.domain.switches import stop_for
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.orders import move
from core.flow.purpose import Purpose, purpose_of

UNDONE: Final = "undone"


def held(desk: Desk) -> list[Order]:
    """Give the orders whose window is open."""
    return [o for o in desk.uow.orders.all() if o.state is OrderState.READY]


def ends_at(desk: Desk, order: Order) -> datetime:
    """Give when the window of a held order ends."""
    return order.made_at + timedelta(seconds=undo_window_s(desk, order.intent))


def undo_window_s(desk: Desk, intent: OrderIntent) -> int:
    """Give the seconds that an order waits to be taken back; nothing that protects waits."""
    return 0 if purpose_of(desk, intent) is Purpose.PROTECT else desk.undo_s


def button_subject(order_id: str) -> str:
    """Give what the nonce of an order's undo button is made from."""
    return f"undo:{order_id}"


def take_back(desk: Desk, order: Order, *, note: str = UNDONE) -> Order:
    """End a held order: it never left, and never will."""
    failpoint("undo.before_withdraw")
    return move(desk, order, OrderMove.WITHDRAW, "cancelled", note=note, closed_at=desk.now)


def heed_stops(desk: Desk) -> None:
    """Take back what waits and is stopped meanwhile."""
    switches, books = tuple(desk.uow.switches.all()), tuple(desk.uow.books.all())
    for order in held(desk):
        switch = stop_for(switches, order.intent, opening=opens(order.intent, books))
        if switch is not None:
            take_back(desk, order, note="halted")
