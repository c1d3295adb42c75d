"""What the account is worth at the prices of now, and the names of symbols; for answers only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import structlog

from bot.context import Context
from core.domain.bar import Quote
from core.domain.instrument import Instrument
from core.domain.money import Rate, Won, ratio_of
from core.domain.position import Account, Book
from core.errors import ReadFailed
from core.report.flows import flows_of, moved

DEADLINE_S: Final = 3.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Valuation:
    """The account at the latest prices, won; holdings without a price count at cost.

    `missing` names the symbols that had no price. `taken_out` is what the person took out of the
    account since the end of the last session; what was paid in is in its start already.
    """

    account: Account | None
    equity: Won
    books: tuple[Book, ...]
    quotes: Mapping[str, Quote]
    missing: tuple[str, ...]
    taken_out: Won = 0

    @property
    def day_profit(self) -> Won:
        """Give the profit since the end of the last session, money that was moved left out."""
        return self.equity + self.taken_out - self.account.day_start_equity if self.account else 0

    @property
    def day_return(self) -> Rate:
        """Give the change of the day as a ratio."""
        return ratio_of(self.day_profit, self.account.day_start_equity) if self.account else Rate(0)

    @property
    def open_profit(self) -> Won:
        """Give the profit of all holdings before the costs of selling."""
        return sum(self.profit(book) for book in self.books)

    def worth(self, book: Book) -> Won:
        """Give what a holding adds to cash now, at cost when there is no price."""
        return book.worth(_price(self.quotes, book))

    def profit(self, book: Book) -> Won:
        """Give a holding's profit over what was paid, commission included."""
        return book.profit(_price(self.quotes, book))


async def value(context: Context) -> Valuation:
    """Value the account; a source of prices that fails leaves the symbols missing."""
    books = tuple(b for b in context.uow.books.all() if b.shares)
    symbols = sorted({b.symbol for b in books})
    quotes = {q.symbol: q for q in await quotes_of(context, symbols)}
    account = next(iter(context.uow.accounts.all()), None)
    cash = account.cash if account else 0
    worth = sum(b.worth(_price(quotes, b)) for b in books)
    missing = tuple(s for s in symbols if s not in quotes)
    out = await _taken_out(context, account) if account else 0
    return Valuation(account, cash + worth, books, quotes, missing, out)


async def _taken_out(context: Context, account: Account) -> Won:
    flows = await flows_of(context.views, account.id)
    return moved(flow for flow in flows if flow.day > account.day).taken_out


async def names(context: Context, *, wait_s: float = DEADLINE_S) -> dict[str, str]:
    """Give the names of all symbols known; those of orders when the source is silent."""
    known = {o.intent.symbol: o.intent.name for o in context.uow.orders.all()}
    try:
        async with asyncio.timeout(wait_s):
            listed = await context.data.instruments()
    except (ReadFailed, TimeoutError) as error:
        # Without the stack: writing one can take longer than a stop may (INV-16).
        _log.warning("names.unread", error=type(error).__name__)
        return known
    return known | {i.symbol: i.name for i in listed}


async def listed(context: Context, symbol: str, *, wait_s: float = DEADLINE_S) -> Instrument | None:
    """Find an instrument by its code; None when it is not listed or the source is silent."""
    try:
        async with asyncio.timeout(wait_s):
            known = await context.data.instruments()
    except (ReadFailed, TimeoutError) as error:
        _log.warning("names.unread", error=type(error).__name__)
        return None
    return next((one for one in known if one.symbol == symbol), None)


async def symbol_of(context: Context, text: str, *, wait_s: float = DEADLINE_S) -> str | None:
    """Find the symbol that a code or a full name means, or None."""
    code = text.strip().upper()
    known = await names(context, wait_s=wait_s)
    if code in known:
        return code
    hits = [s for s, name in known.items() if name.casefold() == text.strip().casefold()]
    return hits[0] if len(hits) == 1 else None


def _price(quotes: Mapping[str, Quote], book: Book) -> Won | None:
    quote = quotes.get(book.symbol)
    return quote.price if quote else None


async def quotes_of(context: Context, symbols: list[str]) -> tuple[Quote, ...]:
    """Give the quotes of now; none when the source is silent."""
    if not symbols:
        return ()
    try:
        async with asyncio.timeout(DEADLINE_S):
            return tuple(await context.data.quotes(symbols))
    except (ReadFailed, TimeoutError):
        _log.warning("quotes.unread", symbols=symbols, exc_info=True)
        return ()
