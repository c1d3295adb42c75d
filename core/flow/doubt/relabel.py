"""Another broker number for an order that was tied to a wrong one: label, fills and money follow.

The broker's total does not change, so ours must not: what the wrong row traded goes from the
order to the outside, what the right row traded comes from the outside to the order. Slices are
written once, so what was booked is taken back by slices of its own (INV-22, INV-23, INV-24).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.domain.booking import taken_back
from core.domain.commands import BrokerRow
from core.domain.journal import OutKind, Severity
from core.domain.order import Order, OrderState
from core.domain.plan import Cursor
from core.domain.position import Fill
from core.domain.signal import Side
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.notify import notice, tell
from core.flow.orders import base_name, book_row, journal_order, order_day
from core.flow.outside import give_up, take
from core.flow.slices import journal_fill, to_cash


def can_relabel(desk: Desk, order: Order) -> bool:
    """Tell whether what was booked can be taken back: bought shares must still be there."""
    intent = order.intent
    if intent.side is Side.SELL or intent.multiplier:
        return True
    return desk.book(intent.owner, intent.symbol).shares >= order.filled


def relabel(desk: Desk, order: Order, number: str, *, rows: Iterable[BrokerRow] = ()) -> Order:
    """Let another number stand for an order, and book what that number traded instead.

    `rows` are the broker's as the caller saw them; a look of the same day is newer. Without a
    row the next look does the rest. Call it only when `can_relabel`.
    """
    known = _newest(desk, order, rows)
    _take_back(desk, order)
    found = replace(
        order, number=number, state=OrderState.ACCEPTED, filled=0, amount=0, fee=0, tax=0,
        note="", closed_at=None, cancel_tries=0, cancel_at=None,
    )  # fmt: skip
    desk.uow.orders.put(found)
    journal_order(desk, found, "relabelled")
    _tell(desk, order, found)
    row = known.get(number)
    if row is not None:
        # First: what the outside gets back by it may be what the wrong row sold.
        give_up(desk, row)
    for part in links.parts(order):
        if part in known and part != number:
            take(desk, known[part])
    return found if row is None else book_row(desk, found, row)


def claim(desk: Desk, order: Order, rows: Iterable[BrokerRow]) -> Order:
    """Take over what the outside holds of a number that was just found to be an order's."""
    row = _newest(desk, order, rows).get(order.number or "")
    if row is None or not give_up(desk, row):
        return order
    return book_row(desk, order, row)


def _newest(desk: Desk, order: Order, rows: Iterable[BrokerRow]) -> dict[str, BrokerRow]:
    found: dict[str, BrokerRow] = {row.number: row for row in rows}
    view = desk.view
    if view is not None and view.day.isoformat() == order_day(order):
        found |= {row.number: row for row in view.rows}
    return found


def _take_back(desk: Desk, order: Order) -> None:
    """Write the slice that undoes all slices of an order since it got its number."""
    if not order.filled:
        return
    mine = [f for f in desk.uow.fills.all() if f.order_id == order.id]
    gross = sum(abs(f.shares) for f in mine)
    # Slices are keyed by what was booked under the order in all: that only ever grows.
    after = gross + order.filled
    fill = Fill(
        order_id=order.id,
        owner=order.intent.owner,
        symbol=order.intent.symbol,
        side=order.intent.side,
        shares=-order.filled,
        amount=-order.amount,
        fee=-order.fee,
        tax=-order.tax,
        cumulative=after,
        at=desk.now,
        day=mine[-1].day,
        realised=-sum(f.realised for f in mine),
        multiplier=order.intent.multiplier,
    )
    made = taken_back(desk.book(fill.owner, fill.symbol), fill)
    desk.uow.books.put(made.book)
    desk.uow.fills.put(fill)
    to_cash(desk, made.cash)
    desk.uow.cursors.put(Cursor(base_name(order), str(after)))
    journal_fill(desk, order, fill, kind="taken_back")


def _tell(desk: Desk, before: Order, found: Order) -> None:
    intent = found.intent
    tell(desk, OutKind.CARD_END, found.approval_id, correlation=intent.correlation)
    notice(
        desk, "notice.relabelled", Severity.WARNING, order=found.id, name=intent.name,
        symbol=intent.symbol, side=intent.side.value, before=before.number or "",
        number=found.number or "", shares=before.filled, amount=before.amount,
    )  # fmt: skip
