"""The rows of one order that a router split, shown as one row (D3)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.flow.desk import Desk
from core.flow.doubt.links import parts


def join_rows(desk: Desk, view: BrokerView, rows: dict[str, BrokerRow]) -> None:
    """Add to a look's rows one for each order with several numbers; none when a part is missing."""
    for order in desk.uow.orders.all():
        numbers = parts(order)
        if len(numbers) < 2 or order.number is None or order.sent_at is None:
            continue
        if trading_date(order.sent_at) == view.day and all(n in rows for n in numbers):
            rows[order.number] = joined(order.number, tuple(rows[n] for n in numbers))


def joined(number: str, rows: tuple[BrokerRow, ...]) -> BrokerRow:
    """Make one row of parts: sums, and the end of the part that goes on longest."""
    return replace(
        rows[0],
        number=number,
        shares=sum(r.shares for r in rows),
        filled=sum(r.filled for r in rows),
        amount=sum(r.amount for r in rows),
        fee=sum(r.fee for r in rows),
        tax=sum(r.tax for r in rows),
        state=_state([r.state for r in rows]),
    )


def _state(states: list[str]) -> str:
    if "open" in states:
        return "open"
    return next((state for state in states if state != "filled"), "filled")
