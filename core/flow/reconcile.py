"""Compares our rows with a complete look at the broker: orders, holdings, cash (INV-24)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView, Holding, Seen
from core.domain.money import Won
from core.domain.order import RESTING, Order
from core.domain.position import OUTSIDE, Account, Book
from core.domain.results import Result
from core.domain.saying import say
from core.flow.desk import Desk
from core.flow.doubt.blind import sees_again
from core.flow.doubt.resolve import resolve
from core.flow.final_settlement import settle_finally
from core.flow.holdings import compare_holdings
from core.flow.money_check import compare_cash
from core.flow.orders import book_row, freeze_order
from core.flow.outside import take_back, take_outside


def seen(desk: Desk, command: Seen) -> Result:
    """Book everything that a complete look shows; the only way fills reach the books."""
    view = command.view
    if view.account != desk.account_id:
        raise ValueError(f"a look at {view.account} came for {desk.account_id}: wrong account")
    if _is_late(desk, view):
        return Result(False, "done")
    sees_again(desk)
    first = _meet_account(desk, view)
    rows = {row.number: row for row in view.rows}
    resolve(desk, view, rows)
    for order in list(desk.uow.orders.all()):
        _apply(desk, order, view, rows)
    if view.day == desk.today:
        desk.view, desk.ready = view, True
        take_outside(desk, view, first=first)
        waiting = settle_finally(desk, view)
        compare_holdings(desk, view, first=first, leave=waiting)
        compare_cash(desk, view, first=first)
    return Result(True, "done")


def _is_late(desk: Desk, view: BrokerView) -> bool:
    # An older look that was overtaken says nothing new, and its smaller sums are no defect.
    # One from the future was made before the clock was set back: it overtakes nothing (F46).
    newest = desk.seen_at.get(view.day)
    if newest is not None and view.at < newest <= desk.now:
        return True
    desk.seen_at[view.day] = view.at
    return False


def _meet_account(desk: Desk, view: BrokerView) -> bool:
    account = desk.account
    if account is not None:
        kept = replace(account, orderable=view.orderable, seen_at=view.at)
        # Only what a decision reads is worth a commit: the time of the look is not.
        if kept.orderable != account.orderable:
            desk.uow.accounts.put(kept)
        return False
    worth = view.cash + sum(_worth(desk, h) for h in view.holdings)
    desk.uow.accounts.put(
        Account(desk.account_id, view.cash, worth, worth, view.day, view.orderable, view.at)
    )
    return True


def _worth(desk: Desk, holding: Holding) -> Won:
    return _held_outside(holding).worth(desk.mark(holding.symbol))


def _held_outside(holding: Holding) -> Book:
    return Book(
        OUTSIDE, holding.symbol, holding.shares, holding.cost, holding.cost,
        multiplier=holding.multiplier,
    )  # fmt: skip


def _apply(desk: Desk, order: Order, view: BrokerView, rows: dict[str, BrokerRow]) -> None:
    if order.number is None or order.sent_at is None or trading_date(order.sent_at) != view.day:
        return
    row = rows.get(order.number)
    if row is not None:
        take_back(desk, order)
        book_row(desk, order, row)
    elif order.state in RESTING and view.day < desk.today:
        # A list without a number that the broker gave is wrong: it ends nothing (INV-25).
        why = say("freeze.missing", number=order.number, day=view.day.isoformat())
        freeze_order(desk, order, why=why)
