"""What `buy` and `sell` share: words to one order, the engine asked, its answer with buttons.

Whatever is missing is asked for; a button only says the same command again with what it adds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Self

from bot.commands.base import Args, UsageError, how_to_write
from bot.context import Context
from bot.name_search import Named, find_name
from bot.pick_stock import refusal
from bot.quote_now import quote_now
from bot.reply import Button, Paragraph, Reply, plain, warning
from bot.trade_buttons import AskedFor, offers, order_button, size_buttons, written
from bot.trade_words import COUNTED, TradeWords, parse_trade
from bot.valuation import names
from core.domain.bar import Quote
from core.domain.journal import Severity
from core.domain.levels import NO_EXITS
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder

PER_ROW: Final = 2


class TradeArgs(Args):
    """The words behind the command: symbol, size, price, whose shares."""

    words: tuple[str, ...] = ()

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take the words as they are: what they mean depends on the names that exist."""
        return cls(words=words)


async def trade(context: Context, side: Side, words: tuple[str, ...]) -> Reply:
    """Put up the card of what was said, or ask for what is missing."""
    known = await names(context)
    counted = tuple(w for w in words if w == COUNTED)
    words = tuple(w for w in words if w != COUNTED)
    found = find_name(words, known)
    if not found.symbols:
        return _no_symbol(context, side, words, known)
    said = parse_trade((*counted, *found.rest), frozenset(context.strategies.names()))
    if len(found.symbols) > 1 or found.alike:
        return _which(context, side, found, known)
    wish = AskedFor(side, found.symbols[0], said.size, said.limit, said.owner, said.exits)
    name = known.get(wish.symbol, wish.symbol)
    if said.market and not context.settings.market_orders:
        return _no_market(context, wish, name)
    if said.size is None:
        return _no_size(context, wish, said, name)
    return await _ask(context, wish, said.size, name)


async def _ask(context: Context, wish: AskedFor, size: Size, name: str) -> Reply:
    if wish.side is Side.SELL and wish.exits != NO_EXITS:
        raise UsageError("trade.exit_of_sale")
    quote = await quote_now(context, wish.symbol)
    if quote is not None and wish.limit:
        refused = await _off_tick(context, wish, quote, name)
        if refused is not None:
            return refused
    command = ProposeOrder(
        context.key,
        context.actor,
        wish.symbol,
        wish.side,
        size,
        wish.limit,
        wish.owner,
        quote,
        wish.exits,
    )
    result = await context.door.ask(command)
    if not result.ok:
        told = refusal(context, result, wish.symbol)
    else:
        told = plain(context.words.said(result.key, result.fields))
    more = offers(context, wish, result)
    return replace(told, buttons=(*told.buttons, *more), mode=context.mode)


async def _off_tick(context: Context, wish: AskedFor, quote: Quote, name: str) -> Reply | None:
    """Offer the legal prices beside one that is not on the exchange's grid."""
    listed = {i.symbol: i for i in await context.data.instruments()}
    instrument = listed.get(wish.symbol)
    if instrument is None:
        return None
    ladder = instrument.ladder(quote.at.date())
    if ladder.is_legal(wish.limit):
        return None
    low = wish.limit - wish.limit % ladder.tick_above(wish.limit)
    legal = [p for p in (low, ladder.ceil(wish.limit)) if p and quote.limits.holds(p)]
    buttons = [order_button(context.words.won(p), replace(wish, limit=p)) for p in legal]
    text = context.t("trade.off_tick", name=name, price=context.words.won(wish.limit))
    return _asking(text, buttons)


def _no_symbol(
    context: Context, side: Side, words: tuple[str, ...], known: dict[str, str]
) -> Reply:
    usage = how_to_write(context, side.value)
    key, found = ("trade.unknown", words[0]) if words else ("trade.which", "")
    text = f"{context.t(key, found=found)}\n{usage}"
    held = sorted({b.symbol for b in context.uow.books.all() if b.shares > 0})
    buttons = [Button(known.get(s, s), f"p:sell {s}") for s in held[:6] if side is Side.SELL]
    return _asking(text, buttons)


def _which(context: Context, side: Side, found: Named, known: dict[str, str]) -> Reply:
    """Ask which of several names was meant; what else was said stays said."""
    rest = written(found.rest)
    buttons = [Button(f"{known.get(s, s)} {s}", f"p:{side.value} {s}{rest}") for s in found.symbols]
    return _asking(context.t("trade.several"), buttons)


def _no_market(context: Context, wish: AskedFor, name: str) -> Reply:
    text = context.t("trade.no_market", name=name)
    if wish.size is None:
        return warning(text)
    return _asking(text, [order_button(context.t("trade.at_limit"), wish)])


def _no_size(context: Context, wish: AskedFor, said: TradeWords, name: str) -> Reply:
    side = context.t(f"side.{wish.side.value}")
    if said.bare:
        text = context.t("trade.bare", number=said.bare)
    else:
        text = context.t("trade.how_much", name=name, side=side)
    return _asking(text, size_buttons(context, wish, bare=said.bare))


def _asking(text: str, buttons: list[Button]) -> Reply:
    rows = tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))
    return Reply("", (Paragraph(text),), buttons=rows, severity=Severity.WARNING)
