"""Looks for orders in doubt (reliability.md 6.4): adopts, asks or waits, never sends again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.doubt import Doubt, Finding, LinkKind
from core.domain.order import IN_FLIGHT, Order, OrderMove, OrderState
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.doubt import siblings
from core.flow.doubt.evidence import evidence_of
from core.flow.doubt.joined import join_rows
from core.flow.doubt.opening import doubt_of, settle
from core.flow.doubt.raising import ask_about, tell_about, told
from core.flow.doubt.schedule import TWIN_WATCH
from core.flow.doubt.strangers import strangers
from core.flow.doubt.verdict import decide
from core.flow.orders import accept, move


def resolve(desk: Desk, view: BrokerView, rows: dict[str, BrokerRow]) -> None:
    """Try to end the doubt about every order whose fate is not known, then watch the others.

    `rows` are the look's by number; an order that was split gets a row of its own in it.
    """
    for order in [o for o in desk.uow.orders.all() if o.state in IN_FLIGHT]:
        failpoint("resolve.before")
        _resolve_one(desk, order, view, rows)
        failpoint("resolve.after")
    siblings.watch(desk, view, rows)
    strangers(desk, view)
    join_rows(desk, view, rows)


def _resolve_one(desk: Desk, order: Order, view: BrokerView, rows: Mapping[str, BrokerRow]) -> None:
    if order.sent_at is None:
        return
    day = trading_date(order.sent_at)
    if order.state is OrderState.SENDING:
        if view.day == day:
            _early(desk, order, view)
        return
    if view.day == day and _is_witness(order, rows):
        _look(desk, order, view)
    elif view.day > day:
        _morning(desk, order, view)


def _early(desk: Desk, order: Order, view: BrokerView) -> None:
    # While the answer is awaited only certainty counts: whoever finds the number first wins.
    seen = evidence_of(desk, order, view, looks=0)
    if decide(seen) is Finding.OURS:
        accept(desk, order, seen.exact[0].number, how=LinkKind.ADOPTED)


def _is_witness(order: Order, rows: Mapping[str, BrokerRow]) -> bool:
    # A list that lacks numbers we knew before sending is wrong and does not count (A12).
    return all(number in rows for number in order.known_numbers)


def _look(desk: Desk, order: Order, view: BrokerView) -> None:
    known = doubt_of(desk, order)
    doubt = _counted(known, view.at)
    seen = evidence_of(desk, order, view, looks=doubt.looks)
    finding = decide(seen)
    found = seen.exact or seen.loose
    doubt = replace(doubt, finding=finding, candidates=found)
    desk.uow.doubts.put(doubt)
    if finding in (Finding.OURS, Finding.OURS_UNREAD):
        adopt(desk, order, seen.exact[0].number, finding)
    else:
        tell_about(desk, order, doubt, last=known.last_look_at)


def adopt(desk: Desk, order: Order, number: str, finding: Finding) -> Order:
    """Take a row as the order's; what may still be a mistake is watched closely (D2)."""
    if finding is Finding.OURS_UNREAD:
        doubt = doubt_of(desk, order)
        desk.uow.doubts.put(replace(doubt, watch_twin_until=desk.now + TWIN_WATCH))
    adopted = accept(desk, order, number, how=LinkKind.ADOPTED)
    settle(desk, adopted, finding)
    return adopted


def _counted(doubt: Doubt, at: datetime) -> Doubt:
    return replace(
        doubt,
        looks=doubt.looks + 1,
        first_look_at=doubt.first_look_at or at,
        last_look_at=at,
        blind_since=None,
    )


def _morning(desk: Desk, order: Order, view: BrokerView) -> None:
    doubt = doubt_of(desk, order)
    looked = doubt.last_look_at is not None and trading_date(doubt.last_look_at) >= view.day
    # Absence needs this morning's complete look at the order's own day, too (INV-25).
    if view.day < doubt.watch_until or not looked or doubt.candidates:
        return
    if desk.calendar.session(view.day) is None:
        return
    finding = decide(evidence_of(desk, order, view, looks=doubt.looks, morning=True))
    doubt = replace(doubt, finding=finding)
    desk.uow.doubts.put(doubt)
    if finding is Finding.ABSENT:
        gone = move(desk, order, OrderMove.REFUSE, "rejected", note="absent", closed_at=desk.now)
        settle(desk, gone, finding)
    elif finding is Finding.MOVED and doubt.told != told(finding, ()):
        ask_about(desk, order, doubt)
