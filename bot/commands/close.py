"""`close winners|losers|STRATEGY`: one question lists the sales, its press sends them."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from bot.commands.base import UsageError, command
from bot.context import Context
from bot.reply import Reply, plain
from bot.strategy_names import StrategyNames
from bot.trade import TradeArgs
from bot.trade_words import OWNERS
from bot.valuation import DEADLINE_S
from core.domain.bar import Quote
from core.domain.journal import Severity
from core.domain.wanted import CloseGroup
from core.errors import ReadFailed

GROUPS: Final = {
    "winners": "winners", "이익": "winners", "수익": "winners",
    "losers": "losers", "손실": "losers", "손해": "losers",
}  # fmt: skip
_log = structlog.get_logger(__name__)


@command("close", ko=("정리",), args=TradeArgs, changes=True, proposes=True)
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Put up the question; nothing is sold without its press."""
    group = _group(context, " ".join(args.words).lower())
    command_ = CloseGroup(context.actor, group, await _quotes(context))
    result = await context.door.ask(command_)
    fields = dict(result.fields)
    if "group" in fields:
        fields["group"] = context.words.either(f"close.{group}", context.owner(group))
    severity = Severity.INFO if result.ok else Severity.WARNING
    return plain(context.words.said(result.key, fields), severity=severity)


def _group(context: Context, said: str) -> str:
    """Give the group meant; raises UsageError, for nothing said must not mean everything."""
    names = StrategyNames(context.strategies, context.words)
    group = GROUPS.get(said) or OWNERS.get(said) or names.find(said)
    if not group:
        raise UsageError("close.what", found=said)
    return group


async def _quotes(context: Context) -> tuple[Quote, ...]:
    """Look at the prices of all that is held; the engine leaves out what has none."""
    symbols = sorted({b.symbol for b in context.uow.books.all() if b.shares > 0})
    if not symbols:
        return ()
    try:
        async with asyncio.timeout(DEADLINE_S):
            return tuple(await context.data.quotes(symbols))
    except (ReadFailed, TimeoutError):
        _log.warning("close.no_quotes", symbols=symbols, exc_info=True)
        return ()
