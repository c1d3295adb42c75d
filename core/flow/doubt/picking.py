"""What becomes of the rows that a person chose, or did not choose, for an order in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow
from core.domain.doubt import Doubt, Finding, LinkKind
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT, Order, OrderState
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.doubt import links, siblings
from core.flow.doubt.choices import is_more, may_be_ours
from core.flow.doubt.opening import settle
from core.flow.doubt.relabel import can_relabel, claim, relabel
from core.flow.doubt.surplus import surplus, twice
from core.flow.notify import notice
from core.flow.orders import accept


def pick(desk: Desk, order: Order, doubt: Doubt, number: str) -> Result:
    """Take one row as the order and note the others as nobody's here (A20)."""
    row = next((r for r in doubt.candidates if r.number == number), None)
    if row is None:
        return Result(False, "doubt.not_seen", order.id)
    if other_owner(desk, order, number):
        return Result(False, "doubt.other_order", order.id)
    if is_more(order, row):
        return Result(False, "doubt.too_many", order.id)
    if number != order.number and not can_relabel(desk, order):
        return Result(False, "doubt.sold_since", order.id)
    again = siblings.living(desk, order)
    back = adopt_by_hand(desk, order, number, rows=doubt.candidates)
    _outside(desk, order, [r for r in doubt.candidates if r.number != number])
    if again and order.state is OrderState.REJECTED:
        twice(desk, back, row, again)
    return Result(True, "doubt.adopted", order.id)


def neither(desk: Desk, order: Order, doubt: Doubt, _: str) -> Result:
    """Note all rows as nobody's here and go on looking."""
    _outside(desk, order, [r for r in doubt.candidates if r.number not in links.parts(order)])
    desk.uow.doubts.put(replace(doubt, candidates=(), finding=Finding.LOOKING, told=""))
    return Result(True, "doubt.neither", order.id)


def both(desk: Desk, order: Order, doubt: Doubt, _: str) -> Result:
    """Take all rows as this order: parts of a split, or a surplus to be cancelled."""
    ours = sorted(may_be_ours(order, doubt), key=lambda r: (-r.filled, r.placed_at, r.number))
    if any(other_owner(desk, order, r.number) for r in ours):
        return Result(False, "doubt.other_order", order.id)
    _outside(desk, order, [r for r in doubt.candidates if r not in ours])
    if doubt.finding is Finding.SPLIT:
        adopt_by_hand(desk, order, links.JOIN.join(sorted(r.number for r in ours)))
        return Result(True, "doubt.both", order.id)
    if ours[0].number != order.number and not can_relabel(desk, order):
        return Result(False, "doubt.sold_since", order.id)
    kept = adopt_by_hand(desk, order, ours[0].number, rows=ours)
    for row in ours[1:]:
        kept = surplus(desk, kept, row)
    return Result(True, "doubt.both", order.id)


def adopt_by_hand(
    desk: Desk, order: Order, number: str, *, rows: Sequence[BrokerRow] = ()
) -> Order:
    """Take a number as the order's on a person's word; `rows` are what the person saw."""
    if order.state in IN_FLIGHT or order.number is None:
        order = claim(desk, accept(desk, order, number, how=LinkKind.HUMAN), rows)
    elif order.number != number:
        links.tie(desk, order, number, LinkKind.HUMAN)
        order = relabel(desk, order, number, rows=rows)
    settle(desk, order, Finding.OURS)
    return order


def _outside(desk: Desk, order: Order, rows: list[BrokerRow]) -> None:
    """Note rows as nobody's here and show them: a wrong pick must not hide an order (A20)."""
    for row in rows:
        if order.sent_at is not None:
            links.tie_outside(desk, trading_date(order.sent_at), row.number)
        notice(
            desk, "notice.external", Severity.WARNING, order=order.id, number=row.number,
            name=desk.name(row.symbol), symbol=row.symbol, side=row.side, shares=row.shares,
            price=row.price, filled=row.filled,
        )  # fmt: skip


def other_owner(desk: Desk, order: Order, number: str) -> bool:
    """Tell whether a number belongs to somebody else."""
    if order.sent_at is None or number in links.parts(order):
        return False
    link = links.owner_of(desk, trading_date(order.sent_at), number)
    if link is not None:
        return link.order_id != order.id
    return links.is_taken(desk, trading_date(order.sent_at), number)
