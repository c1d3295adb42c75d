"""Compares our rows with a complete look at the broker: orders, holdings, cash (INV-24)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.calendar import trading_date
from core.domain.commands import BrokerRow, BrokerView, Holding, Seen
from core.domain.journal import Severity
from core.domain.money import Won
from core.domain.order import IN_FLIGHT, RESTING, Order
from core.domain.plan import Cursor
from core.domain.position import OUTSIDE, Account, Book
from core.domain.results import Result
from core.domain.saying import say
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.doubt.blind import sees_again
from core.flow.doubt.resolve import resolve
from core.flow.notify import notice
from core.flow.orders import book_row, freeze_order


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
        _holdings(desk, view, first=first)
        _cash(desk, view)
    return Result(True, "done")


def _is_late(desk: Desk, view: BrokerView) -> bool:
    # An older look that was overtaken says nothing new, and its smaller sums are no defect.
    newest = desk.seen_at.get(view.day)
    if newest is not None and view.at < newest:
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
        book_row(desk, order, row)
    elif order.state in RESTING and view.day < desk.today:
        # A list without a number that the broker gave is wrong: it ends nothing (INV-25).
        why = say("freeze.missing", number=order.number, day=view.day.isoformat())
        freeze_order(desk, order, why=why)


def _holdings(desk: Desk, view: BrokerView, *, first: bool) -> None:
    held = {h.symbol: h for h in view.holdings}
    ours = {b.symbol for b in desk.uow.books.all() if b.shares}
    flying = {o.intent.symbol for o in desk.uow.orders.all() if o.state in IN_FLIGHT}
    for symbol in sorted((set(held) | ours) - flying):
        _compare(desk, held.get(symbol, Holding(symbol, 0, 0)), first=first)


def _compare(desk: Desk, holding: Holding, *, first: bool) -> None:
    symbol, broker = holding.symbol, holding.shares
    books = [b for b in desk.uow.books.all() if b.symbol == symbol]
    own = sum(b.shares for b in books if b.owner != OUTSIDE)
    outside = desk.book(OUTSIDE, symbol)
    surplus = broker - own
    # What is there beyond our own, on its side: contracts sold short count down from ours.
    explained = own * surplus >= 0 and (surplus >= 0 or bool(holding.multiplier))
    if explained:
        _differs(desk, symbol, "")
    if surplus == outside.shares:
        return
    if explained:
        _adopt_outside(desk, outside, surplus, holding)
        if not first:
            notice(
                desk,
                "notice.outside",
                Severity.WARNING,
                symbol=symbol,
                name=desk.name(symbol),
                shares=surplus,
            )
        return
    why = say("freeze.books", own_shares=own, broker_shares=broker)
    if _differs(desk, symbol, why.encoded()):
        notice(
            desk, "notice.mismatch", Severity.CRITICAL,
            symbol=symbol, name=desk.name(symbol), ours=own, broker=broker,
        )  # fmt: skip
    killswitch.freeze(desk, symbol, why=why)


def _differs(desk: Desk, symbol: str, why: str) -> bool:
    # Said once a difference, however many looks show it.
    name = f"mismatch:{symbol}"
    known = desk.uow.cursors.get(name)
    if (known.value if known else "") == why:
        return False
    desk.uow.cursors.put(Cursor(name, why))
    return True


def _adopt_outside(desk: Desk, book: Book, shares: int, holding: Holding) -> None:
    cost = holding.cost if shares == holding.shares else holding.cost * shares // holding.shares
    adopted = replace(book, shares=shares, cost=cost, amount=cost, opened_day=desk.today)
    desk.uow.books.put(replace(adopted, multiplier=holding.multiplier))
    desk.uow.emit(
        "system",
        "outside",
        correlation=book.symbol,
        cause="reconcile",
        data={"symbol": book.symbol, "shares": shares, "before": book.shares},
    )


def _cash(desk: Desk, view: BrokerView) -> None:
    account = desk.account
    flying = any(o.state in IN_FLIGHT for o in desk.uow.orders.all())
    if account is None or flying or account.cash == view.cash:
        return
    notice(desk, "notice.cash", Severity.CRITICAL, ours=account.cash, broker=view.cash)
    desk.uow.emit(
        "system",
        "cash",
        correlation=account.id,
        cause="reconcile",
        data={"ours": account.cash, "broker": view.cash},
    )
    desk.uow.accounts.put(replace(account, cash=view.cash))
