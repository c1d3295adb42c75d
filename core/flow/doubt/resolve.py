"""Looks for orders in doubt (reliability.md 6.4): adopts, asks or waits, never sends again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.doubt import ASKED, Doubt, Finding, LinkKind
from core.domain.order import IN_FLIGHT, Order, OrderMove, OrderState
from core.domain.saying import say
from core.failpoint import failpoint
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.doubt import links, siblings
from core.flow.doubt.choices import choices_of
from core.flow.doubt.joined import join_rows
from core.flow.doubt.match import API, Window, adds_up, is_exact, is_loose
from core.flow.doubt.opening import ask, doubt_of, settle, window
from core.flow.doubt.schedule import TWIN_WATCH
from core.flow.doubt.verdict import Evidence, decide
from core.flow.doubt.worth import level, moved
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
    join_rows(desk, view, rows)


def candidates(
    desk: Desk, order: Order, view: BrokerView, seen: Window | None = None
) -> tuple[tuple[BrokerRow, ...], tuple[BrokerRow, ...]]:
    """Give the rows of a complete look that may be an order's: exact and loose, oldest first."""
    window_ = seen or window(desk, order)
    new = [
        row for row in view.rows
        if not row.parent and row.number not in order.known_numbers
        and not links.is_taken(desk, view.day, row.number)
    ]  # fmt: skip
    exact = tuple(row for row in new if is_exact(order.intent, row, window_))
    loose = tuple(row for row in new if row not in exact and is_loose(order.intent, row, window_))
    return exact, loose


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
    exact, loose = candidates(desk, order, view)
    seen = Evidence(exact, loose, regular=window(desk, order).regular, shared=is_shared(desk))
    if decide(seen) is Finding.OURS:
        accept(desk, order, exact[0].number, how=LinkKind.ADOPTED)


def _is_witness(order: Order, rows: Mapping[str, BrokerRow]) -> bool:
    # A list that lacks numbers we knew before sending is wrong and does not count (A12).
    return all(number in rows for number in order.known_numbers)


def _look(desk: Desk, order: Order, view: BrokerView) -> None:
    doubt = _counted(doubt_of(desk, order), view.at)
    seen = _evidence(desk, order, view, looks=doubt.looks)
    finding = decide(seen)
    found = seen.exact or seen.loose
    doubt = replace(doubt, finding=finding, candidates=found)
    desk.uow.doubts.put(doubt)
    if finding in (Finding.OURS, Finding.OURS_UNREAD):
        adopt(desk, order, seen.exact[0].number, finding)
    elif finding in ASKED and doubt.told != _told(finding, found):
        _ask(desk, order, doubt)


def adopt(desk: Desk, order: Order, number: str, finding: Finding) -> Order:
    """Take a row as the order's; what may still be a mistake is watched closely (D2)."""
    if finding is Finding.OURS_UNREAD:
        doubt = doubt_of(desk, order)
        desk.uow.doubts.put(replace(doubt, watch_twin_until=desk.now + TWIN_WATCH))
    adopted = accept(desk, order, number, how=LinkKind.ADOPTED)
    settle(desk, adopted, finding)
    return adopted


def is_shared(desk: Desk) -> bool:
    """Tell whether another program orders through our channel today (A23)."""
    return desk.uow.cursors.get(siblings.shared_name(desk.today)) is not None


def _ask(desk: Desk, order: Order, doubt: Doubt) -> None:
    if doubt.finding is Finding.MOVED:
        why = say("freeze.moved", shares=order.intent.shares, price_won=order.intent.price)
        killswitch.freeze(desk, order.intent.symbol, why=why)
    asked = ask(desk, order, doubt, choices_of(doubt))
    desk.uow.doubts.put(replace(asked, told=_told(doubt.finding, doubt.candidates)))


def _told(finding: Finding, rows: tuple[BrokerRow, ...]) -> str:
    # A new candidate is news, the same ones again are not.
    return ":".join([finding.value, *(row.number for row in rows)])


def _counted(doubt: Doubt, at: datetime) -> Doubt:
    return replace(
        doubt,
        looks=doubt.looks + 1,
        first_look_at=doubt.first_look_at or at,
        last_look_at=at,
        blind_since=None,
    )


def _evidence(
    desk: Desk, order: Order, view: BrokerView, *, looks: int, morning: bool = False
) -> Evidence:
    seen = window(desk, order)
    exact, loose = ((), ()) if morning else candidates(desk, order, view, seen)
    unmoved, went = _worth(desk, order, view)
    return Evidence(
        exact=exact,
        loose=loose,
        splits=adds_up(order.intent, tuple(r for r in loose if r.channel == API)),
        moved=went,
        level=unmoved,
        elapsed=desk.now - (order.sent_at or desk.now),
        looks=looks,
        regular=seen.regular,
        shared=is_shared(desk),
        morning=morning,
        skew_ms=desk.skew_ms,
    )


def _worth(desk: Desk, order: Order, view: BrokerView) -> tuple[bool, bool]:
    """Tell whether shares and money are as before, and whether they went the order's way."""
    before = desk.uow.snapshots.get(order.snapshot_id)
    if before is not None and trading_date(view.at) == before.day:
        return level(before, view, order.intent), moved(before, view, order.intent)
    # On another day the books are what is compared: they know what was booked since.
    symbol = order.intent.symbol
    held = sum(h.shares for h in view.holdings if h.symbol == symbol)
    booked = sum(b.shares for b in desk.uow.books.all() if b.symbol == symbol)
    way = 1 if order.intent.side.value == "buy" else -1
    account = desk.account
    paid = way * (account.cash - view.cash) if account else 0
    went = way * (held - booked) > 0 or paid >= max(1, order.intent.price // 2)
    return held == booked and not went, went


def _morning(desk: Desk, order: Order, view: BrokerView) -> None:
    doubt = doubt_of(desk, order)
    looked = doubt.last_look_at is not None and trading_date(doubt.last_look_at) >= view.day
    # Absence needs this morning's complete look at the order's own day, too (INV-25).
    if view.day < doubt.watch_until or not looked or doubt.candidates:
        return
    if desk.calendar.session(view.day) is None:
        return
    finding = decide(_evidence(desk, order, view, looks=doubt.looks, morning=True))
    doubt = replace(doubt, finding=finding)
    desk.uow.doubts.put(doubt)
    if finding is Finding.ABSENT:
        gone = move(desk, order, OrderMove.REFUSE, "rejected", note="absent", closed_at=desk.now)
        settle(desk, gone, finding)
    elif finding is Finding.MOVED and doubt.told != _told(finding, ()):
        _ask(desk, order, doubt)
