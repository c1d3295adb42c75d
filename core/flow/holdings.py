"""Compares what books and broker hold of each symbol (INV-24); explains, freezes, never fixes.

A difference is booked away only by the person: who lifts the stop that showed it accepts it.
"""

from __future__ import annotations

from dataclasses import replace

from core.domain.commands import BrokerView, Holding
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT
from core.domain.position import OUTSIDE, Book
from core.domain.saying import Saying, say
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.notify import notice
from core.flow.settling import differs, settled, waits


def compare_holdings(
    desk: Desk, view: BrokerView, *, first: bool, leave: frozenset[str] = frozenset()
) -> None:
    """Look at every symbol that books or broker hold, but those with an order in doubt.

    `leave` are contracts that ended and whose money is on its way.
    """
    held = {h.symbol: h for h in view.holdings}
    ours = {b.symbol for b in desk.uow.books.all() if b.shares}
    flying = {o.intent.symbol for o in desk.uow.orders.all() if o.state in IN_FLIGHT}
    for symbol in sorted((set(held) | ours) - flying - leave):
        _compare(desk, held.get(symbol, Holding(symbol, 0, 0)), first=first)


def _compare(desk: Desk, holding: Holding, *, first: bool) -> None:
    symbol = holding.symbol
    books = [b for b in desk.uow.books.all() if b.symbol == symbol]
    own = sum(b.shares for b in books if b.owner != OUTSIDE)
    outside = desk.book(OUTSIDE, symbol)
    surplus = holding.shares - own
    if surplus == outside.shares:
        settled(desk, symbol)
        differs(desk, symbol, "")
    elif first:
        _begin(desk, outside, surplus, holding, own=own)
    elif not waits(desk, symbol):
        settled(desk, symbol)
        _judge(desk, books, holding, own=own)


def _begin(desk: Desk, outside: Book, surplus: int, holding: Holding, *, own: int) -> None:
    if _is_theirs(own, surplus, holding):
        _adopt_outside(desk, outside, surplus, holding)


def _judge(desk: Desk, books: list[Book], holding: Holding, *, own: int) -> None:
    surplus = holding.shares - own
    if _is_split(books, holding):
        _split(desk, books, holding)
    elif _is_theirs(own, surplus, holding):
        differs(desk, holding.symbol, "")
        _adopt_outside(desk, desk.book(OUTSIDE, holding.symbol), surplus, holding)
        _tell_outside(desk, holding.symbol, surplus)
    else:
        _mismatch(desk, books, holding, own=own)


def _is_theirs(own: int, surplus: int, holding: Holding) -> bool:
    # What is there beyond our own, on its side: contracts sold short count down from ours.
    return own * surplus >= 0 and (surplus >= 0 or bool(holding.multiplier))


def _mismatch(desk: Desk, books: list[Book], holding: Holding, *, own: int) -> None:
    symbol, broker = holding.symbol, holding.shares
    why = say("freeze.books", own_shares=own, broker_shares=broker)
    if _accepted(desk, symbol, why):
        _take_away(desk, books, own - broker)
        return
    if differs(desk, symbol, why.encoded()):
        notice(
            desk, "notice.mismatch", Severity.CRITICAL,
            symbol=symbol, name=desk.name(symbol), ours=own, broker=broker,
        )  # fmt: skip
    killswitch.freeze(desk, symbol, why=why)


def _is_split(books: list[Book], holding: Holding) -> bool:
    # A split or a merger changes the number and not what was paid; a trade changes both.
    before = sum(b.shares for b in books)
    if holding.multiplier or min(before, holding.shares) <= 0:
        return False
    whole = max(before, holding.shares) % min(before, holding.shares) == 0
    paid = sum(b.cost for b in books)
    # Brokers keep averages of a few digits and leave fees out; a bought share costs far more.
    return whole and abs(holding.cost - paid) * 100 <= paid


def _split(desk: Desk, books: list[Book], holding: Holding) -> None:
    symbol, before = holding.symbol, sum(b.shares for b in books)
    why = say("freeze.split", own_shares=before, broker_shares=holding.shares)
    if _accepted(desk, symbol, why):
        _scale(desk, books, to=holding.shares, before=before)
        return
    if differs(desk, symbol, why.encoded()):
        notice(
            desk, "notice.split", Severity.CRITICAL,
            symbol=symbol, name=desk.name(symbol), ours=before, broker=holding.shares,
        )  # fmt: skip
    killswitch.freeze(desk, symbol, why=why)


def _accepted(desk: Desk, symbol: str, why: Saying) -> bool:
    # Told before, and the stop that told it was lifted by a person in two steps (INV-18).
    known = desk.uow.cursors.get(f"mismatch:{symbol}")
    switch = desk.uow.switches.get(Scope(ScopeKind.SYMBOL, symbol).name)
    lifted = switch is not None and switch.level is HaltLevel.NONE
    return lifted and known is not None and known.value == why.encoded()


def _scale(desk: Desk, books: list[Book], *, to: int, before: int) -> None:
    left = to
    for book in sorted(books, key=lambda b: (b.owner == OUTSIDE, b.owner)):
        shares = book.shares * to // before
        left -= shares
        desk.uow.books.put(replace(book, shares=shares))
    if left:
        # Fractions belong to nobody's plan.
        spare = desk.book(OUTSIDE, books[0].symbol)
        desk.uow.books.put(replace(spare, shares=spare.shares + left))
    _accept(desk, books[0].symbol, before=before, after=to, kind="split")


def _take_away(desk: Desk, books: list[Book], missing: int) -> None:
    # Contracts sold short go missing from below: `missing` is negative then.
    way, left = (1, missing) if missing > 0 else (-1, -missing)
    before = sum(b.shares for b in books)
    for book in sorted(books, key=lambda b: (b.owner != OUTSIDE, -abs(b.shares), b.owner)):
        gone = min(left, max(0, way * book.shares))
        left -= gone
        kept = book.shares - way * gone
        if gone:
            cost, amount = (part * kept // book.shares for part in (book.cost, book.amount))
            desk.uow.books.put(replace(book, shares=kept, cost=cost, amount=amount))
    _accept(
        desk, books[0].symbol, before=before, after=before - missing + way * left, kind="accepted"
    )


def _accept(desk: Desk, symbol: str, *, before: int, after: int, kind: str) -> None:
    differs(desk, symbol, "")
    desk.uow.emit(
        "system",
        kind,
        correlation=symbol,
        cause="person",
        data={"symbol": symbol, "before": before, "shares": after},
    )
    notice(
        desk, "notice.accepted", Severity.WARNING,
        symbol=symbol, name=desk.name(symbol), before=before, after=after,
    )  # fmt: skip


def _tell_outside(desk: Desk, symbol: str, shares: int) -> None:
    notice(
        desk, "notice.outside", Severity.WARNING,
        symbol=symbol, name=desk.name(symbol), shares=shares,
    )  # fmt: skip


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
