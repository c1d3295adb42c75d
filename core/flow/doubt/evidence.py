"""What a complete look shows of one order in doubt, gathered from rows, snapshot and books."""

from __future__ import annotations

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView
from core.domain.order import Order
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.match import API, Window, adds_up, is_exact, is_loose
from core.flow.doubt.opening import window
from core.flow.doubt.strangers import is_shared
from core.flow.doubt.verdict import Evidence
from core.flow.doubt.worth import level, moved


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


def evidence_of(
    desk: Desk, order: Order, view: BrokerView, *, looks: int, morning: bool = False
) -> Evidence:
    """Gather what a complete look shows of an order; in the morning the books are compared."""
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
