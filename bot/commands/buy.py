"""`buy SYMBOL SIZE [PRICE]`: a card for a purchase that a person wants."""

from __future__ import annotations

from bot.commands.base import command
from bot.context import Context
from bot.reply import Reply
from bot.trade import TradeArgs, trade
from bot.trade_words import COUNTED
from core.domain.signal import Side


@command(
    "buy", ko=("매수", "사기"), args=TradeArgs, changes=True, proposes=True,
    means={"buy": (COUNTED,)},
)  # fmt: skip
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Put up the card of a purchase; nothing is bought without its press."""
    return await trade(context, Side.BUY, args.words)
