"""After an order's fate is known: its later rows, other programs, the end of the watch (6.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.doubt import Doubt, Finding, LinkKind
from core.domain.order import IN_FLIGHT, Order, OrderState
from core.domain.saying import say
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.choices import HOLD, NEITHER, PICK, choices_of
from core.flow.doubt.match import API, is_exact, is_loose
from core.flow.doubt.opening import ask, settle, window
from core.flow.doubt.schedule import TWIN_WATCH
from core.flow.doubt.strangers import is_shared
from core.flow.doubt.surplus import pursue, surplus, twice
from core.flow.orders import accept

ABSENT = "absent"


def watch(desk: Desk, view: BrokerView, rows: Mapping[str, BrokerRow]) -> None:
    """Look for what belongs to orders beyond what was confirmed."""
    for doubt in [d for d in desk.uow.doubts.all() if not d.closed]:
        order = desk.uow.orders.get(doubt.order_id)
        if order is None or order.state in IN_FLIGHT or order.sent_at is None:
            continue
        if trading_date(order.sent_at) == view.day:
            _watch_one(desk, order, doubt, view, rows)


def new_rows(desk: Desk, order: Order, view: BrokerView) -> tuple[BrokerRow, ...]:
    """Give the exact rows of an order that nobody owns and no order in flight may claim."""
    seen = window(desk, order)
    return tuple(
        row for row in view.rows
        if not row.parent and row.number not in order.known_numbers
        and is_exact(order.intent, row, seen)
        and not links.is_taken(desk, view.day, row.number)
        and not _claimed(desk, row)
    )  # fmt: skip


def living(desk: Desk, order: Order) -> list[Order]:
    """Give the other attempts of an order's intent that the broker did not refuse."""
    others = [o for o in desk.uow.orders.all() if o.coid == order.coid and o.id != order.id]
    return [o for o in others if order.coid and o.state is not OrderState.REJECTED]


def _watch_one(
    desk: Desk, order: Order, doubt: Doubt, view: BrokerView, rows: Mapping[str, BrokerRow]
) -> None:
    found = new_rows(desk, order, view)
    if found and order.state is OrderState.REJECTED and order.note == ABSENT:
        _turned_up(desk, order, doubt, found)
    elif found and order.number is not None:
        _beside(desk, order, doubt, found, rows)
    pursue(desk, order, rows)
    _maybe_close(desk, order, view)


def _turned_up(desk: Desk, order: Order, doubt: Doubt, found: tuple[BrokerRow, ...]) -> None:
    again = living(desk, order)
    sure = len(found) == 1 and found[0].channel == API
    if not sure and (again or len(found) > 1):
        _ask_once(desk, order, doubt, found)
        return
    if not sure:
        desk.uow.doubts.put(replace(doubt, watch_twin_until=desk.now + TWIN_WATCH))
    back = accept(desk, order, found[0].number, how=LinkKind.ADOPTED)
    settle(desk, back, Finding.OURS if sure else Finding.OURS_UNREAD)
    if again:
        twice(desk, back, found[0], again)


def _beside(
    desk: Desk, order: Order, doubt: Doubt, found: tuple[BrokerRow, ...],
    rows: Mapping[str, BrokerRow],
) -> None:  # fmt: skip
    own = tuple(rows[n] for n in links.parts(order) if n in rows)
    sure = all(row.channel == API for row in (*own, *found)) and own
    if not sure or is_shared(desk):
        _ask_once(desk, order, doubt, (*own, *found))
        return
    for row in found:
        order = surplus(desk, order, row)


def _ask_once(desk: Desk, order: Order, doubt: Doubt, found: tuple[BrokerRow, ...]) -> None:
    told = ":".join([Finding.SEVERAL.value, *(row.number for row in found)])
    several = replace(doubt, finding=Finding.SEVERAL, candidates=found)
    desk.uow.doubts.put(several)
    if doubt.told == told:
        return
    killswitch.freeze(desk, order.intent.symbol, why=say("freeze.sibling", number=found[-1].number))
    choices = (
        choices_of(order, several)
        if len(found) > 1
        else (f"{PICK}{found[0].number}", NEITHER, HOLD)
    )
    asked = ask(desk, order, several, choices)
    desk.uow.doubts.put(replace(asked, told=told))


def _maybe_close(desk: Desk, order: Order, view: BrokerView) -> None:
    doubt = desk.uow.doubts.get(order.id)
    if doubt is None or trading_date(view.at) < doubt.watch_until:
        return
    desk.uow.doubts.put(replace(doubt, closed_at=desk.now))


def _claimed(desk: Desk, row: BrokerRow) -> bool:
    flying = [o for o in desk.uow.orders.all() if o.state in IN_FLIGHT]
    return any(_may_claim(desk, order, row) for order in flying)


def _may_claim(desk: Desk, order: Order, row: BrokerRow) -> bool:
    seen = window(desk, order)
    return is_exact(order.intent, row, seen) or is_loose(order.intent, row, seen)
