"""Looks for orders in doubt (reliability.md 6.4): adopts one exact match, never sends again.

Here: D1, D4 (told, stays in doubt), D7, D8 (told) and D10. The questions with buttons follow
with the KIS adapter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.order import Order, OrderMove, OrderState
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.orders import accept, move, say_unknown

EARLY = timedelta(seconds=2)
LATE = timedelta(seconds=60)
ASK_AFTER = timedelta(seconds=180)
ASK_LOOKS = 5
TWINS = "more than one candidate"


def resolve(desk: Desk, view: BrokerView, rows: Mapping[str, BrokerRow]) -> None:
    """Try to end the doubt about every order whose fate is not known."""
    for order in [o for o in desk.uow.orders.all() if o.state is OrderState.UNKNOWN]:
        failpoint("resolve.before")
        _resolve_one(desk, order, view, rows)
        failpoint("resolve.after")


def candidates(desk: Desk, order: Order, view: BrokerView) -> list[BrokerRow]:
    """Give the rows of a complete look that may be an order's, oldest first."""
    linked = {o.number for o in desk.uow.orders.all() if o.number is not None}
    return [r for r in view.rows if r.number not in linked and _is_exact(order, r)]


def _resolve_one(desk: Desk, order: Order, view: BrokerView, rows: Mapping[str, BrokerRow]) -> None:
    if order.sent_at is None or not _is_witness(order, view, rows):
        return
    if trading_date(order.sent_at) != view.day:
        _next_day(desk, order, view)
        return
    found = candidates(desk, order, view)
    if len(found) == 1:
        accept(desk, order, found[0].number, how="adopted")
        return
    looks, note = order.looks + 1, TWINS if found else order.note
    desk.uow.orders.put(replace(order, looks=looks, note=note))
    if looks == ASK_LOOKS and desk.now - order.sent_at >= ASK_AFTER:
        say_unknown(desk, order)


def _is_witness(order: Order, view: BrokerView, rows: Mapping[str, BrokerRow]) -> bool:
    # A list that lacks numbers we knew before sending is wrong and does not count (A12).
    if order.sent_at is None or trading_date(order.sent_at) != view.day:
        return True
    return all(number in rows for number in order.known_numbers)


def _is_exact(order: Order, row: BrokerRow) -> bool:
    intent = order.intent
    same = (row.symbol, row.side, row.shares, row.price) == (
        intent.symbol, intent.side.value, intent.shares, intent.price,
    )  # fmt: skip
    if not same or row.number in order.known_numbers or row.channel != "api":
        return False
    return (
        order.sent_at is not None and order.sent_at - EARLY <= row.placed_at <= order.sent_at + LATE
    )


def _next_day(desk: Desk, order: Order, view: BrokerView) -> None:
    symbol = order.intent.symbol
    held = next((h.shares for h in view.holdings if h.symbol == symbol), 0)
    booked = sum(b.shares for b in desk.uow.books.all() if b.symbol == symbol)
    if view.day <= trading_date(order.sent_at or view.at) or held != booked:
        return
    # Absence needs a complete look at the order's own day that showed no candidate (INV-25).
    if order.looks == 0 or order.note == TWINS:
        return
    move(desk, order, OrderMove.REFUSE, "rejected", note="absent", closed_at=desk.now)
