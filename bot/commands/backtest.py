"""`backtest`: a strategy over stored bars, answered with a card and a picture (goal M35)."""

from __future__ import annotations

from typing import Self

from bot.backtest_asked import understand
from bot.backtest_job import Reader
from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Reply
from bot.valuation import names


class BacktestArgs(Args):
    """Words in any order: the strategy, symbols, a period, and ``name=value`` pairs."""

    said: tuple[str, ...]

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Keep the words: what they mean goes by the strategies and names that there are."""
        return cls(said=words)


@command("backtest", ko=("백테스트", "백테"), args=BacktestArgs, slow=True)
async def handle(context: Context, args: BacktestArgs) -> Reply:
    """Run a backtest in a process of its own."""
    if context.backtest is None:
        raise UsageError("backtest.off")
    known = await names(context)
    asked = understand(args.said, strategies=context.strategies, names=known, words=context.words)
    person = f"{context.actor.face}:{context.actor.user}"
    return await context.backtest(asked, Reader(person, context.words.code, known))
