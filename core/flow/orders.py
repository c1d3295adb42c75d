"""Orders after they left: the broker's answer, and the booking of what a complete look shows."""

from __future__ import annotations

from dataclasses import replace

from core.domain.booking import booked
from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow
from core.domain.doubt import LinkKind
from core.domain.journal import OutKind, Severity
from core.domain.order import RESTING, TERMINAL, TRANSITIONS, Order, OrderMove, OrderState
from core.domain.position import Fill
from core.domain.saying import Saying, say
from core.failpoint import failpoint
from core.flow import levels
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.killswitch import freeze
from core.flow.notify import notice, tell
from core.flow.slices import journal_fill, to_cash

_SEVERITIES = {
    "rejected": Severity.WARNING,
    "expired": Severity.WARNING,
}
# The card itself shows these, and a notice of its own tells of doubt; no need to repeat it.
_QUIET = {"accepted", "unknown"}
_ENDS = {
    "cancelled": (OrderMove.CANCEL, "cancelled"),
    "expired": (OrderMove.EXPIRE, "expired"),
    "rejected": (OrderMove.REFUSE, "rejected"),
}


def accept(desk: Desk, order: Order, number: str, *, how: LinkKind) -> Order:
    """Tie an order to the broker's number; one that was called absent is back."""
    event = "accepted" if how is LinkKind.ANSWER else "adopted"
    back = order.state is OrderState.REJECTED
    step = OrderMove.TURN_UP if back else OrderMove.ACCEPT
    found = move(desk, order, step, event, number=number, note="", closed_at=None)
    for part in links.parts(found):
        links.tie(desk, found, part, how)
    return found


def move(desk: Desk, order: Order, step: OrderMove, event: str, **changes: object) -> Order:
    """Make a move, store it, journal it and tell the person."""
    moved = order.moved(step, **changes)
    desk.uow.orders.put(moved)
    journal_order(desk, moved, event)
    tell(desk, OutKind.CARD_END, order.approval_id, correlation=order.intent.correlation)
    if event not in _QUIET:
        tell(
            desk, OutKind.ORDER, order.id, correlation=order.intent.correlation,
            severity=_SEVERITIES.get(event, Severity.INFO), words={"event": event},
        )  # fmt: skip
    return moved


def journal_order(desk: Desk, order: Order, event: str) -> None:
    """Witness an order's state."""
    desk.uow.emit(
        "order.state",
        event,
        correlation=order.intent.correlation,
        cause=order.approval_id,
        data={
            "order": order.id,
            "state": order.state.value,
            "number": order.number or "",
            "filled": order.filled,
            "note": order.note,
        },
    )


def say_unknown(desk: Desk, order: Order) -> None:
    """Tell the person that an order's fate is not known."""
    intent = order.intent
    notice(
        desk, "notice.unknown", Severity.CRITICAL, symbol=intent.symbol, name=intent.name,
        side=intent.side.value, shares=intent.shares, price=intent.price, order=order.id,
    )  # fmt: skip


def book_row(desk: Desk, order: Order, row: BrokerRow) -> Order:
    """Book what a row shows beyond what is booked; key (order, cumulative), section 6.9."""
    if row.filled < order.filled or row.filled > order.intent.shares:
        why = say(
            "freeze.filled",
            broker_shares=row.filled,
            booked_shares=order.filled,
            shares=order.intent.shares,
        )
        freeze_order(desk, order, why=why)
        return order
    if row.filled > order.filled:
        order = _book_slice(desk, order, row)
    over = row.state in _ENDS or (row.state == "filled" and order.remaining > 0)
    if order.state in RESTING and over:
        order = _end(desk, order, row)
    return order


def _end(desk: Desk, order: Order, row: BrokerRow) -> Order:
    # A row that was smaller than the order ends it with what it filled.
    step, event = _ENDS.get(row.state, (OrderMove.CANCEL, "cancelled"))
    if (order.state, step) not in TRANSITIONS:
        # The rest of a partly filled order can be cancelled, not refused.
        step, event = OrderMove.CANCEL, "cancelled"
    return move(desk, order, step, event, note=row.reason, closed_at=desk.now)


def _book_slice(desk: Desk, order: Order, row: BrokerRow) -> Order:
    fill = Fill(
        order_id=order.id,
        owner=order.intent.owner,
        symbol=order.intent.symbol,
        side=order.intent.side,
        shares=row.filled - order.filled,
        amount=row.amount - order.amount,
        fee=row.fee - order.fee,
        tax=row.tax - order.tax,
        cumulative=_base(desk, order) + row.filled,
        at=desk.now,
        day=row.day,
        multiplier=order.intent.multiplier,
    )
    made = booked(desk.book(fill.owner, fill.symbol), fill)
    fill = replace(fill, realised=made.realised)
    desk.uow.books.put(made.book)
    levels.forget(desk, made.book)
    levels.adopt(desk, order.intent, made.book)
    failpoint("fill.after_book")
    desk.uow.fills.put(fill)
    to_cash(desk, made.cash)
    failpoint("fill.after_cash")
    journal_fill(desk, order, fill)
    return _after_fill(desk, order, row, fill)


def _after_fill(desk: Desk, order: Order, row: BrokerRow, fill: Fill) -> Order:
    late = order.state in TERMINAL
    order = replace(order, filled=row.filled, amount=row.amount, fee=row.fee, tax=row.tax)
    # A fill after the end is booked and told, the state stays (INV-21).
    if not late:
        whole = row.filled == order.intent.shares
        order = order.moved(OrderMove.FILL_ALL if whole else OrderMove.FILL_PART)
        order = replace(order, closed_at=desk.now) if whole else order
    desk.uow.orders.put(order)
    event = "late_fill" if late else order.state.value
    journal_order(desk, order, event)
    tell(desk, OutKind.CARD_END, order.approval_id, correlation=order.intent.correlation)
    tell(
        desk, OutKind.ORDER, order.id, correlation=order.intent.correlation,
        severity=Severity.CRITICAL if late else Severity.INFO,
        words={
            "event": event, "shares": fill.shares, "amount": fill.amount,
            "cumulative": order.filled,
        },
    )  # fmt: skip
    return order


def base_name(order: Order) -> str:
    """Give the cursor of what slices of other numbers an order was booked by before, shares."""
    return f"fills_before:{order.id}"


def _base(desk: Desk, order: Order) -> int:
    known = desk.uow.cursors.get(base_name(order))
    return int(known.value) if known else 0


def freeze_order(desk: Desk, order: Order, *, why: Saying) -> None:
    """Stop the symbol of an order that the broker contradicts (INV-22); told once."""
    note = why.encoded()
    if order.note == note:
        return
    frozen = replace(order, note=note)
    desk.uow.orders.put(frozen)
    journal_order(desk, frozen, "frozen")
    freeze(desk, order.intent.symbol, why=why)


def order_day(order: Order) -> str:
    """Give the trading date an order was sent on, ISO; empty when it never left."""
    return trading_date(order.sent_at).isoformat() if order.sent_at else ""
