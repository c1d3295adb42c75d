"""`sell SYMBOL SIZE [PRICE] [WHOSE]`: a card for a sale that a person wants."""

from __future__ import annotations

from bot.commands.base import command
from bot.context import Context
from bot.reply import Reply
from bot.trade import TradeArgs, trade
from bot.trade_words import COUNTED
from core.domain.signal import Side


@command(
    "sell", ko=("매도", "팔기"), args=TradeArgs, changes=True, proposes=True,
    means={"sell": (COUNTED,)},
)  # fmt: skip
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Put up the card of a sale; nothing is sold without its press."""
    return await trade(context, Side.SELL, args.words)
