"""`whatif buy 005930 10`: what an order, a stop or a weight would mean; nothing happens (M19)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.commands.base import UsageError, command
from bot.context import Context
from bot.name_search import find_name
from bot.pick_stock import refusal
from bot.quote_now import quote_now
from bot.reply import Reply
from bot.supposed import Asked
from bot.trade import TradeArgs
from bot.trade_words import TradeWords, parse_trade
from bot.valuation import names
from bot.what_if_text import blocks_of
from core.domain.levels import NO_EXITS
from core.domain.results import Result
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder

_KINDS: Final = {
    "buy": "buy", "매수": "buy", "사면": "buy", "샀으면": "buy",
    "sell": "sell", "매도": "sell", "팔면": "sell",
    "stop": "stop", "손절": "stop",
    "weight": "weight", "비중": "weight",
    "unsold": "unsold", "안팔았으면": "unsold", "안팔면": "unsold",
}  # fmt: skip
_ONE: Final = Size(shares=1)


@command("whatif", ko=("만약", "가정"), args=TradeArgs)
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Reckon what was supposed and show money, weights and the rules' words."""
    kind, words = _kind_in(args.words)
    if kind is None or not words:
        raise UsageError("whatif.what")
    known = await names(context)
    found = find_name(words, known)
    if found.alike or len(found.symbols) != 1:
        raise UsageError("trade.unknown", found=words[0])
    said = parse_trade(found.rest, frozenset(context.strategies.names()))
    answer = await context.suppose(await _asked(context, kind, found.symbols[0], said))
    if isinstance(answer, Result):
        return refusal(context, answer, found.symbols[0])
    title = context.t("whatif.title", name=known.get(found.symbols[0], found.symbols[0]))
    return Reply(title, tuple(blocks_of(context, kind, answer, known)), mode=context.mode)


def _kind_in(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Find what is supposed at the beginning, or at the end where Korean has its verb."""
    if not words:
        return None, ()
    first = _KINDS.get(words[0].lower())
    if first is not None:
        return first, words[1:]
    return _KINDS.get(words[-1].lower()), words[:-1]


async def _asked(context: Context, kind: str, symbol: str, said: TradeWords) -> Asked:
    """Make the question; raises UsageError when its size or level was not said."""
    part = said.size.fraction if said.size is not None else None
    if kind == "weight" and part is None:
        raise UsageError("whatif.weight")
    wish = await _wish(context, kind, symbol, said)
    if kind == "stop":
        return Asked(wish, stop=_level(context, symbol, said, part))
    return Asked(wish, weight=part if kind == "weight" else None, unsold=kind == "unsold")


async def _wish(context: Context, kind: str, symbol: str, said: TradeWords) -> ProposeOrder:
    side = Side.BUY if kind == "buy" else Side.SELL
    size = said.size or (_ONE if kind in ("stop", "unsold") else None)
    if size is None:
        raise UsageError("whatif.size")
    exits = said.exits if side is Side.BUY else NO_EXITS
    return ProposeOrder(
        context.key, context.actor, symbol, side, size, said.limit, said.owner,
        await quote_now(context, symbol), exits,
    )  # fmt: skip


def _level(context: Context, symbol: str, said: TradeWords, part: Decimal | None) -> int:
    """Give the won of a stop: as said, or so far below the mean price of the holding."""
    budget = said.size.budget if said.size is not None else None
    if part is None:
        price = said.limit or budget or 0
        if not price:
            raise UsageError("whatif.level")
        return price
    books = [b for b in context.uow.books.all() if b.symbol == symbol and b.shares > 0]
    shares, amount = sum(b.shares for b in books), sum(b.amount for b in books)
    return max(1, int(Decimal(amount) / shares * (1 - part))) if shares else 1
