"""More at the broker than a person confirmed: told, frozen, and what is unfilled is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.domain.commands import BrokerRow
from core.domain.doubt import LinkKind
from core.domain.journal import Severity
from core.domain.order import Order, OrderState
from core.domain.plan import Cursor
from core.domain.saying import say
from core.flow import cancels, killswitch
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.relabel import relabel
from core.flow.notify import notice

MOST_CANCELS = 3


def surplus(desk: Desk, order: Order, row: BrokerRow) -> Order:
    """Handle a row of our own beyond what a person confirmed: tell, freeze, cancel the rest.

    Gives the order as it is then: it may stand for the other row.
    Identical orders make the choice harmless: what is less filled goes.
    """
    links.tie(desk, order, row.number, LinkKind.ADOPTED)
    spare = row.number
    if order.state is OrderState.ACCEPTED and order.number and row.filled > order.filled:
        spare, order = order.number, relabel(desk, order, row.number, rows=(row,))
    _note(desk, order, row, spare)
    _cancel_spare(desk, order, spare)
    return order


def twice(desk: Desk, back: Order, row: BrokerRow, again: list[Order]) -> None:
    """Handle two attempts of one intent that both live: the less filled one is cancelled."""
    _note(desk, back, row, row.number)
    # The later attempt goes when neither is filled: it is the surplus.
    both = [back, *again]
    kept = max(both, key=lambda o: (max(o.filled, row.filled if o is back else 0), -o.attempt))
    for order in both:
        if order is not kept:
            cancels.want_cancel(desk, order)


def _note(desk: Desk, order: Order, row: BrokerRow, spare: str) -> None:
    doubt = desk.uow.doubts.get(order.id)
    if doubt is not None and spare not in doubt.siblings:
        desk.uow.doubts.put(replace(doubt, siblings=(*doubt.siblings, spare)))
    notice(
        desk, "notice.sibling", Severity.CRITICAL, order=order.id, number=row.number,
        name=order.intent.name, symbol=order.intent.symbol, side=row.side,
        shares=row.shares, filled=row.filled, value=row.amount,
    )  # fmt: skip
    killswitch.freeze(desk, order.intent.symbol, why=say("freeze.sibling", number=row.number))


def _cancel_spare(desk: Desk, order: Order, number: str) -> None:
    """Ask the broker to cancel a number that is no order of ours; looks say what became of it."""
    name = f"surplus:{order.id}:{number}"
    known = desk.uow.cursors.get(name)
    tries = int(known.value) if known else 0
    if tries >= MOST_CANCELS:
        return
    desk.uow.cursors.put(Cursor(name, str(tries + 1)))
    spare = replace(order, id=f"{order.id}/{number}", number=number)
    desk.effects.append(lambda: desk.cancel(spare))


def pursue(desk: Desk, order: Order, rows: Mapping[str, BrokerRow]) -> None:
    """Ask again for a surplus that looks still show open, a few times."""
    doubt = desk.uow.doubts.get(order.id)
    for number in doubt.siblings if doubt else ():
        row = rows.get(number)
        known = desk.uow.cursors.get(f"surplus:{order.id}:{number}")
        if row is not None and known is not None and row.state == "open":
            _cancel_spare(desk, order, number)
