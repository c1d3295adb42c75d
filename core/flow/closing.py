"""What a flattening has to close: which holdings, and the one order that closes each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.domain.approval import ApprovalState
from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.order import OrderIntent, OrderKind
from core.domain.position import OUTSIDE, Book
from core.domain.saying import say
from core.domain.signal import Side
from core.domain.switches import Scope, ScopeKind, broker_of
from core.flow.desk import Desk
from core.flow.intents import margin_of
from core.flow.sizing import limit_price

_KINDS: Final = {
    Phase.PRE_OPEN: OrderKind.OPEN,
    Phase.CONTINUOUS: OrderKind.LIMIT,
    Phase.CLOSING_AUCTION: OrderKind.CLOSE,
}
# What a person let lapse is asked again, but not at once.
ASK_AGAIN: Final = timedelta(minutes=5)


def to_close(desk: Desk, scope: Scope, *, outside: bool) -> list[Book]:
    """Give the holdings in a scope, long or short; what others bought only when it was named."""
    named = outside or scope.key == OUTSIDE
    books = [b for b in desk.uow.books.all() if b.shares and (named or b.owner != OUTSIDE)]
    return sorted((b for b in books if _in(desk, scope, b)), key=lambda b: (b.symbol, b.owner))


def closing_intent(desk: Desk, book: Book) -> OrderIntent | None:
    """Make the order that closes a book: a marketable limit, on a tick and within the day's limits.

    A long position is sold, a short one bought back. None while no order could be placed: no
    fresh quote, a halt, or no session.
    """
    instrument, quote = desk.instruments.get(book.symbol), desk.quotes.get(book.symbol)
    if instrument is None or quote is None or not _tradable(desk, quote):
        return None
    side = Side.SELL if book.shares > 0 else Side.BUY
    price = limit_price(
        side, quote.price, ladder=instrument.ladder(desk.today), limits=quote.limits
    )
    key = desk.ids.new()
    return OrderIntent(
        id=key, account=desk.account_id, mode=desk.mode, owner=book.owner, symbol=book.symbol,
        name=instrument.name, side=side, shares=abs(book.shares), kind=_KINDS[quote.phase],
        price=price, ref_price=quote.price, signal_id="", correlation=key, made_at=desk.now,
        reason=say("reason.flatten").encoded(), multiplier=instrument.multiplier,
        margin=margin_of(instrument, price), flatten=True,
    )  # fmt: skip


def answered(desk: Desk, book: Book) -> bool:
    """Tell whether a person said no to closing a book, or let its card lapse just now."""
    mine = (
        a
        for a in desk.uow.approvals.all()
        if a.intent.flatten and (a.intent.owner, a.intent.symbol) == (book.owner, book.symbol)
    )
    last = max(mine, key=lambda a: a.asked_at, default=None)
    if last is None:
        return False
    if last.state is ApprovalState.REJECTED:
        return last.asked_at >= _engaged_at(desk, book)
    lapsed = last.state is ApprovalState.LAPSED
    return lapsed and (desk.now - (last.decided_at or last.asked_at)) < ASK_AGAIN


def _engaged_at(desk: Desk, book: Book) -> datetime:
    # A new command to flatten asks anew what was refused before it.
    switches = [s.at for s in desk.uow.switches.all() if _in(desk, s.scope, book)]
    return max(switches, default=desk.now)


def _in(desk: Desk, scope: Scope, book: Book) -> bool:
    own = {
        ScopeKind.ALL: "",
        ScopeKind.BROKER: broker_of(desk.account_id),
        ScopeKind.STRATEGY: book.owner,
        ScopeKind.SYMBOL: book.symbol,
    }
    return scope.key == own[scope.kind]


def _tradable(desk: Desk, quote: Quote) -> bool:
    session = desk.calendar.session(desk.today)
    if session is None or quote.price <= 0 or quote.halted:
        return False
    if not 0 <= quote.age_s(desk.now) <= desk.limits.quote_age_s:
        return False
    return quote.phase in _KINDS and session.phase(desk.now) is quote.phase
