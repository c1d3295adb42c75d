"""An answer that names another order's number: nobody guesses, a person decides (A18, F17)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.calendar import trading_date
from core.domain.doubt import Finding, LinkKind
from core.domain.order import Order
from core.domain.saying import say
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.choices import HOLD, PICK
from core.flow.doubt.opening import ask, doubt_of


def foreign_number(desk: Desk, order: Order, number: str) -> bool:
    """Freeze the symbol when a number belongs to another order; tells whether it does."""
    if order.sent_at is None:
        return False
    day = trading_date(order.sent_at)
    link = links.owner_of(desk, day, number)
    others = {
        o.id for o in desk.uow.orders.all() if _has(o, number, link.order_id if link else None, day)
    }
    if not others - {order.id}:
        return False
    why = say("freeze.number", number=number)
    killswitch.freeze(desk, order.intent.symbol, why=why)
    return True


def contradicted(desk: Desk, order: Order, number: str) -> None:
    """Stop the symbol and ask: the answer's number is not the one that was adopted."""
    if foreign_number(desk, order, number) or order.sent_at is None:
        return
    links.tie(desk, order, number, LinkKind.ANSWER)
    killswitch.freeze(desk, order.intent.symbol, why=say("freeze.number", number=number))
    numbers = (*links.parts(order), number)
    rows = desk.view.rows if desk.view else ()
    seen = tuple(row for row in rows if row.number in numbers)
    doubt = replace(doubt_of(desk, order), finding=Finding.SEVERAL, candidates=seen)
    ask(desk, order, doubt, (*(f"{PICK}{one}" for one in numbers), HOLD))


def _has(order: Order, number: str, linked: str | None, day: object) -> bool:
    same_day = order.sent_at is not None and trading_date(order.sent_at) == day
    return order.id == linked or (same_day and number in links.parts(order))
