"""What is held of a contract at its end: the exchange closes it at a price that nobody ordered.

The position leaves the balance and the deposit moves by its variation; no row of the list says so
(KRX settles stock futures in cash at the share's close). Booked when both are seen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from core.domain.booking import booked
from core.domain.commands import BrokerView
from core.domain.journal import Severity
from core.domain.money import Won
from core.domain.order import IN_FLIGHT
from core.domain.plan import Cursor
from core.domain.position import OUTSIDE, Book, Fill
from core.domain.signal import Side
from core.flow.desk import Desk
from core.flow.notify import notice

# The last session of a contract ends 25 minutes before the others.
ENDS_EARLY: Final = timedelta(minutes=25)
# How far from the last known price a settlement may lie before it is none: of the last day's own
# price, and of one of an earlier day, since when the share may have moved by its daily limit.
NEAR: Final = Decimal("0.10")
FAR: Final = Decimal("0.30")


def settle_finally(desk: Desk, view: BrokerView) -> frozenset[str]:
    """Book the contracts that ended and left the balance; give those still without their money.

    Those wait until the end of the next session; then they count as any other difference.
    """
    _remember(desk)
    gone = _gone(desk, view)
    if not gone or any(o.state in IN_FLIGHT for o in desk.uow.orders.all()):
        return frozenset()
    shares = _profits(desk, gone, view)
    if shares is None:
        return frozenset(b.symbol for b in gone if _may_come(desk, b.symbol, view))
    for book, profit in shares:
        _close(desk, book, profit)
    for symbol in sorted({b.symbol for b in gone}):
        _tell(desk, symbol, [(b, won) for b, won in shares if b.symbol == symbol])
    return frozenset()


def _remember(desk: Desk) -> None:
    # The broker's list drops a contract at its end: a later start must know the day all the same.
    for book in _held(desk):
        listed = desk.instruments.get(book.symbol)
        name = _name(book.symbol)
        if listed and listed.contract and desk.uow.cursors.get(name) is None:
            desk.uow.cursors.put(Cursor(name, listed.contract.expiry.isoformat()))


def _held(desk: Desk) -> list[Book]:
    return [b for b in desk.uow.books.all() if b.shares and b.multiplier]


def _name(symbol: str) -> str:
    return f"expiry:{symbol}"


def _expiry(desk: Desk, symbol: str) -> date | None:
    known = desk.uow.cursors.get(_name(symbol))
    return date.fromisoformat(known.value) if known else None


def _gone(desk: Desk, view: BrokerView) -> list[Book]:
    there = {h.symbol for h in view.holdings if h.shares}
    return [b for b in _held(desk) if b.symbol not in there and _is_over(desk, b.symbol, view)]


def _is_over(desk: Desk, symbol: str, view: BrokerView) -> bool:
    expiry = _expiry(desk, symbol)
    if expiry is None or view.day < expiry:
        return False
    session = desk.calendar.session(expiry)
    return session is None or view.at >= session.closes_at - ENDS_EARLY


def _profits(desk: Desk, gone: list[Book], view: BrokerView) -> list[tuple[Book, Won]] | None:
    """Share the money's move out over the books, None when it is not what they came to."""
    account = desk.account
    if account is None:
        return None
    # A program that was away at the end has no price: then what was paid is the one it knows.
    marks = [desk.mark(b.symbol) for b in gone]
    at_marks = [b.worth(mark) for b, mark in zip(gone, marks, strict=True)]
    sizes = [abs(b.exposure(m) if m else b.amount) for b, m in zip(gone, marks, strict=True)]
    moved, expected = view.cash - account.cash, sum(at_marks)
    rest = moved - expected
    allowed = sum(s * _tolerance(desk, b.symbol) for b, s in zip(gone, sizes, strict=True))
    # Nothing moved: the money is on its way, rather than a settlement at just our price.
    if abs(rest) > allowed or (moved == 0 and (expected or None in marks)):
        return None
    found, left = [], rest
    for book, profit, size in zip(gone, at_marks, sizes, strict=True):
        part = rest * size // sum(sizes)
        left -= part
        found.append((book, profit + part))
    return [(found[0][0], found[0][1] + left), *found[1:]]


def _tolerance(desk: Desk, symbol: str) -> Decimal:
    quote, expiry = desk.quotes.get(symbol), _expiry(desk, symbol)
    session = desk.calendar.session(expiry) if expiry else None
    fresh = quote and session and quote.at >= session.opens_at
    return NEAR if fresh else FAR


def _may_come(desk: Desk, symbol: str, view: BrokerView) -> bool:
    expiry = _expiry(desk, symbol)
    return expiry is not None and view.at <= desk.calendar.next_session(expiry).closes_at


def _close(desk: Desk, book: Book, profit: Won) -> None:
    way = 1 if book.shares > 0 else -1
    fill = Fill(
        order_id=f"expiry:{book.symbol}:{book.owner}",
        owner=book.owner,
        symbol=book.symbol,
        side=Side.SELL if way > 0 else Side.BUY,
        shares=abs(book.shares),
        amount=abs(book.amount) + way * profit,
        fee=0,
        tax=0,
        cumulative=abs(book.shares),
        at=desk.now,
        day=desk.today,
        multiplier=book.multiplier,
    )
    made, account = booked(book, fill), desk.account
    desk.uow.books.put(made.book)
    if account is not None:
        desk.uow.accounts.put(replace(account, cash=account.cash + made.cash))
    if book.owner != OUTSIDE:
        # What others held is none of our trades; only the deposit is theirs and ours.
        desk.uow.fills.put(replace(fill, realised=made.realised))
    desk.uow.emit(
        "system",
        "final_settlement",
        correlation=book.symbol,
        cause="reconcile",
        data={"symbol": book.symbol, "owner": book.owner, "shares": book.shares, "profit": profit},
    )


def _tell(desk: Desk, symbol: str, closed: list[tuple[Book, Won]]) -> None:
    profit = sum(won for _, won in closed)
    book, own = closed[0]
    price = (book.amount + own) / (book.shares * book.multiplier)
    notice(
        desk, "notice.final_settlement", Severity.WARNING, symbol=symbol, name=desk.name(symbol),
        shares=sum(b.shares for b, _ in closed), price=round(price), profit=profit,
    )  # fmt: skip
