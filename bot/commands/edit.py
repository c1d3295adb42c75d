"""`edit [CARD] [SHARES] [PRICE]`: the same order with other figures, on a new card."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from bot.commands.base import UsageError, command
from bot.context import Context
from bot.find_card import card_meant
from bot.order_text import summary
from bot.quote_now import quote_now
from bot.reply import PROPOSE, Button, Paragraph, Reply, plain
from bot.trade import TradeArgs
from bot.trade_words import TradeWords, parse_trade
from core.domain.approval import Approval
from core.domain.bar import Quote
from core.domain.journal import Severity
from core.domain.signal import Side
from core.domain.wanted import EditCard

PART: Final = 10


@command(
    "edit", ko=("수정", "고치기", "정정"), args=TradeArgs, changes=True,
    proposes=True,
)  # fmt: skip
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Ask for a new card with other shares or another price, or offer some to press."""
    card, rest = await card_meant(context, args.words)
    said = parse_trade(rest, frozenset())
    if said.market or said.owner or said.bare:
        raise UsageError("edit.words", found=" ".join(rest))
    quote = await quote_now(context, card.intent.symbol)
    if said.size is None and not said.limit:
        return _choices(context, card, quote)
    shares = _shares(card, said)
    result = await context.door.ask(EditCard(card.id, context.actor, shares, said.limit, quote))
    told = plain(
        context.words.said(result.key, result.fields),
        severity=Severity.INFO if result.ok else Severity.WARNING,
    )
    if result.key != "edit.trimmed":
        return replace(told, mode=context.mode)
    fewer = int(result.fields["allowed"])
    return replace(told, buttons=((_of_shares(context, card, fewer),),), mode=context.mode)


def _shares(card: Approval, said: TradeWords) -> int:
    """Give the shares meant, 0 for the same; a part is of the card's, won at its price."""
    size, intent = said.size, card.intent
    if size is None:
        return 0
    if size.shares is not None:
        return size.shares
    if size.budget is not None:
        shares = size.budget // (said.limit or intent.price)
    else:
        part = (size.fraction or Decimal(0)) * intent.shares
        shares = int(part.to_integral_value(rounding=ROUND_FLOOR))
    if not shares:
        raise UsageError("edit.too_few")
    return shares


def _choices(context: Context, card: Approval, quote: Quote | None) -> Reply:
    """Offer a few shares more or less, half, and the prices of the book."""
    now = card.intent.shares
    step = max(1, now // PART)
    counts = dict.fromkeys(n for n in (now - step, now + step, now // 2) if 0 < n != now)
    sizes = tuple(_of_shares(context, card, n) for n in counts)
    rows = (sizes, _prices(context, card, quote))
    return Reply(
        context.t("edit.title", name=card.intent.name),
        (Paragraph(summary(card.intent, context.words)), Paragraph(context.t("edit.choose"))),
        buttons=tuple(row for row in rows if row),
        mode=context.mode,
    )


def _prices(context: Context, card: Approval, quote: Quote | None) -> tuple[Button, ...]:
    if quote is None:
        return ()
    sides = (("edit.bid", quote.bid), ("edit.ask", quote.ask))
    if card.intent.side is Side.SELL:
        sides = (sides[1], sides[0])
    return tuple(
        Button(context.t(key, price=context.words.won(won)), f"{PROPOSE}edit {card.id} @{won}")
        for key, won in sides
        if won > 0 and won != card.intent.price
    )


def _of_shares(context: Context, card: Approval, shares: int) -> Button:
    label = context.t("unit.shares", shares=shares)
    return Button(label, f"{PROPOSE}edit {card.id} {shares}shares")
