"""A broker's number that a person typed: taken only when the look of just now shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, MatchNumber
from core.domain.order import Order, OrderState
from core.domain.results import Result
from core.flow.authority import may_answer
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.choices import is_more
from core.flow.doubt.match import canon_symbol
from core.flow.doubt.opening import KIND, note_answer
from core.flow.doubt.picking import adopt_by_hand, other_owner

VIEW_AGE: Final = timedelta(seconds=30)


def match_number(desk: Desk, command: MatchNumber) -> Result:
    """Take a typed number when the complete look of just now shows it as this order's kind."""
    if not may_answer(desk, command.actor, KIND):
        return Result(False, "press.not_yours")
    order = desk.uow.orders.get(command.order_id)
    if order is None or order.state is not OrderState.UNKNOWN or order.sent_at is None:
        return Result(False, "doubt.closed", command.order_id)
    row = _row_of(_rows(desk, order), command.number)
    if row is None:
        return Result(False, "doubt.not_seen", order.id)
    if not _fits(desk, order, row):
        return Result(False, "doubt.other_order", order.id)
    if is_more(order, row):
        return Result(False, "doubt.too_many", order.id)
    adopt_by_hand(desk, order, row.number, rows=(row,))
    note_answer(desk, order, f"number:{row.number}", command.actor)
    return Result(True, "doubt.adopted", order.id)


def _rows(desk: Desk, order: Order) -> tuple[BrokerRow, ...]:
    """Give the rows of the order's day when they were seen just now."""
    view = desk.view
    if view is None or order.sent_at is None or not timedelta(0) <= desk.now - view.at <= VIEW_AGE:
        return ()
    return view.rows if view.day == trading_date(order.sent_at) else ()


def _fits(desk: Desk, order: Order, row: BrokerRow) -> bool:
    same = canon_symbol(row.symbol) == order.intent.symbol and row.side == order.intent.side.value
    return same and row.number not in order.known_numbers and not _is_others(desk, order, row)


def _is_others(desk: Desk, order: Order, row: BrokerRow) -> bool:
    day = trading_date(order.sent_at or order.made_at)
    if links.is_outside(desk, day, row.number):
        # Who said "neither" by mistake must be able to say which one it is after all.
        return links.is_placed(desk, day, row.number)
    return other_owner(desk, order, row.number)


def _row_of(rows: tuple[BrokerRow, ...], typed: str) -> BrokerRow | None:
    """Find the row of a typed number; the branch and leading zeros may be left out."""
    text, parents = typed.strip(), [r for r in rows if not r.parent]
    whole = [r for r in parents if r.number == text]
    bare = [r for r in parents if _bare(r.number) == _bare(text)]
    hits = whole or (bare if "-" not in text else [])
    return hits[0] if len(hits) == 1 else None


def _bare(number: str) -> str:
    return number.rpartition("-")[2].lstrip("0")
