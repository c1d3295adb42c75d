"""Whose a broker's number is: written once, in the transaction in which it becomes known."""

from __future__ import annotations

from datetime import date

from core.domain.calendar import trading_date
from core.domain.doubt import Link, LinkKind
from core.domain.order import Order
from core.domain.switches import broker_of
from core.flow.desk import Desk

# Joins the numbers of an order that the venue's router split (D3).
JOIN = "+"


def link_key(desk: Desk, day: date, number: str) -> str:
    """Give the five-part key of a number as the broker writes it: BRANCH-NUMBER or NUMBER."""
    return _link(desk, day, number, None, LinkKind.OUTSIDE).key


def owner_of(desk: Desk, day: date, number: str) -> Link | None:
    """Give whose a number is, when that is known."""
    return desk.uow.links.get(link_key(desk, day, number))


def is_taken(desk: Desk, day: date, number: str) -> bool:
    """Tell whether a number belongs to anything; one of before links were kept counts too."""
    return owner_of(desk, day, number) is not None or is_placed(desk, day, number)


def is_placed(desk: Desk, day: date, number: str) -> bool:
    """Tell whether an order of ours has a number, whatever its link says."""
    return any(
        number in parts(o) and o.sent_at is not None and trading_date(o.sent_at) == day
        for o in desk.uow.orders.all()
    )


def tie(desk: Desk, order: Order, number: str, how: LinkKind) -> None:
    """Write down that a number is an order's; a second time changes nothing."""
    if order.sent_at is not None:
        _put(desk, _link(desk, trading_date(order.sent_at), number, order, how))


def tie_outside(desk: Desk, day: date, number: str) -> None:
    """Write down that a number is nobody's here."""
    _put(desk, _link(desk, day, number, None, LinkKind.OUTSIDE))


def is_outside(desk: Desk, day: date, number: str) -> bool:
    """Tell whether a number was noted as nobody's here."""
    link = owner_of(desk, day, number)
    return link is not None and link.how is LinkKind.OUTSIDE


def parts(order: Order) -> tuple[str, ...]:
    """Give the broker's numbers of an order: one, or each part that a router made of it."""
    return tuple(order.number.split(JOIN)) if order.number else ()


def _put(desk: Desk, link: Link) -> None:
    if desk.uow.links.get(link.key) is None:
        desk.uow.links.put(link)


def _link(desk: Desk, day: date, number: str, order: Order | None, how: LinkKind) -> Link:
    branch, _, bare = number.rpartition("-")
    whose = (order.id, order.coid, order.attempt) if order else ("", "", 0)
    return Link(broker_of(desk.account_id), desk.account_id, day, branch, bare, *whose, how)
