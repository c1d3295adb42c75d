"""After an order's fate is known: its later rows, other programs, the end of the watch (6.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.doubt import Doubt, Finding, LinkKind
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT, Order, OrderState
from core.domain.plan import Cursor
from core.domain.saying import say
from core.flow import cancels, killswitch
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.choices import HOLD, NEITHER, PICK, choices_of
from core.flow.doubt.match import API, is_exact, is_loose
from core.flow.doubt.opening import ask, settle, window
from core.flow.doubt.schedule import TWIN_WATCH
from core.flow.notify import notice
from core.flow.orders import accept, relabel

ABSENT = "absent"
MOST_CANCELS = 3


def watch(desk: Desk, view: BrokerView, rows: Mapping[str, BrokerRow]) -> None:
    """Look for what belongs to orders beyond what was confirmed, and for what is not ours."""
    for doubt in [d for d in desk.uow.doubts.all() if not d.closed]:
        order = desk.uow.orders.get(doubt.order_id)
        if order is None or order.state in IN_FLIGHT or order.sent_at is None:
            continue
        if trading_date(order.sent_at) == view.day:
            _watch_one(desk, order, doubt, view, rows)
    _strangers(desk, view)


def shared_name(day: date) -> str:
    """Give the cursor that marks a day on which another program used our channel."""
    return f"shared:{day.isoformat()}"


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


def surplus(desk: Desk, order: Order, row: BrokerRow) -> None:
    """Handle a row of our own beyond what a person confirmed: tell, freeze, cancel the rest.

    Identical orders make the choice harmless: what is less filled goes.
    """
    links.tie(desk, order, row.number, LinkKind.ADOPTED)
    spare = row.number
    if order.state is OrderState.ACCEPTED and order.number and row.filled > order.filled:
        spare, order = order.number, relabel(desk, order, row.number)
    _note(desk, order, row, spare)
    _cancel_spare(desk, order, spare)


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
    _pursue(desk, order, rows)
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


def twice(desk: Desk, back: Order, row: BrokerRow, again: list[Order]) -> None:
    """Handle two attempts of one intent that both live: the less filled one is cancelled."""
    _note(desk, back, row, row.number)
    # The later attempt goes when neither is filled: it is the surplus.
    both = [back, *again]
    kept = max(both, key=lambda o: (max(o.filled, row.filled if o is back else 0), -o.attempt))
    for order in both:
        if order is not kept:
            cancels.want_cancel(desk, order)


def _beside(
    desk: Desk, order: Order, doubt: Doubt, found: tuple[BrokerRow, ...],
    rows: Mapping[str, BrokerRow],
) -> None:  # fmt: skip
    own = tuple(rows[n] for n in links.parts(order) if n in rows)
    sure = all(row.channel == API for row in (*own, *found)) and own
    shared = desk.uow.cursors.get(shared_name(desk.today)) is not None
    if not sure or shared:
        _ask_once(desk, order, doubt, (*own, *found))
        return
    for row in found:
        surplus(desk, order, row)


def _ask_once(desk: Desk, order: Order, doubt: Doubt, found: tuple[BrokerRow, ...]) -> None:
    told = ":".join([Finding.SEVERAL.value, *(row.number for row in found)])
    several = replace(doubt, finding=Finding.SEVERAL, candidates=found)
    desk.uow.doubts.put(several)
    if doubt.told == told:
        return
    killswitch.freeze(desk, order.intent.symbol, why=say("freeze.sibling", number=found[-1].number))
    choices = choices_of(several) if len(found) > 1 else (f"{PICK}{found[0].number}", NEITHER, HOLD)
    asked = ask(desk, order, several, choices)
    desk.uow.doubts.put(replace(asked, told=told))


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


def _pursue(desk: Desk, order: Order, rows: Mapping[str, BrokerRow]) -> None:
    doubt = desk.uow.doubts.get(order.id)
    for number in doubt.siblings if doubt else ():
        row = rows.get(number)
        known = desk.uow.cursors.get(f"surplus:{order.id}:{number}")
        if row is not None and known is not None and row.state == "open":
            _cancel_spare(desk, order, number)


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


def _strangers(desk: Desk, view: BrokerView) -> None:
    flying = [o.intent for o in desk.uow.orders.all() if o.state in IN_FLIGHT]
    # Whatever is of a symbol and side in flight may yet be ours, however odd it looks.
    held_back = {(i.symbol, i.side.value) for i in flying}
    watched = [
        o for o in desk.uow.orders.all()
        if (doubt := desk.uow.doubts.get(o.id)) is not None and not doubt.closed
    ]  # fmt: skip
    for row in view.rows:
        if row.parent or (row.symbol, row.side) in held_back:
            continue
        if links.is_taken(desk, view.day, row.number):
            continue
        if not any(is_exact(o.intent, row, window(desk, o)) for o in watched):
            _outside(desk, view.day, row)


def _outside(desk: Desk, day: date, row: BrokerRow) -> None:
    links.tie_outside(desk, day, row.number)
    name = shared_name(day)
    if row.channel != API or desk.uow.cursors.get(name) is not None:
        return
    desk.uow.cursors.put(Cursor(name, row.number))
    notice(
        desk, "notice.other_program", Severity.CRITICAL, number=row.number, symbol=row.symbol,
        name=desk.name(row.symbol), side=row.side, shares=row.shares, price=row.price,
    )  # fmt: skip
