"""`why ID | SYMBOL`: how a decision came about, from stored records alone (goal M18)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.doubt_list import stop_line
from bot.reply import Paragraph, Reply
from bot.trace import gather
from bot.valuation import symbol_of
from bot.why_text import explain, explain_signal
from core.domain.calendar import trading_date
from core.domain.switches import HaltLevel

BACK: Final = timedelta(days=60)
_STOPPED: Final = re.compile(r"멈[추췄춘]|정지|중지|stop|halt|pause")


class WhyArgs(Args):
    """An id's ending, a code or a name."""

    what: str = ""


@command("why", ko=("왜", "이유", "근거"), args=WhyArgs)
async def handle(context: Context, args: WhyArgs) -> Reply:
    """Explain one decision, or the latest one about a symbol."""
    if not args.what:
        raise UsageError("why.what")
    symbol = await symbol_of(context, args.what)
    if symbol is not None:
        return await _of_symbol(context, symbol)
    if _STOPPED.match(args.what.lower()):
        return _stops(context)
    correlation = await context.views.find(args.what.strip().upper())
    if correlation is None:
        raise UsageError("why.none", found=args.what)
    return explain(context, await gather(context, correlation))


def _stops(context: Context) -> Reply:
    """Tell who stopped what, when and why."""
    stops = [s for s in context.uow.switches.all() if s.level is not HaltLevel.NONE]
    lines = [stop_line(context, stop) for stop in stops] or [context.t("why.no_stop")]
    title = context.t("why.title", name=context.t("status.latch"))
    return Reply(title, tuple(map(Paragraph, lines)), mode=context.mode)


async def _of_symbol(context: Context, symbol: str) -> Reply:
    """Tell of the latest decision, else of the signal that never came so far."""
    today = trading_date(context.now)
    decisions = await context.views.decisions(first=today - BACK, last=today, symbol=symbol)
    signals = await context.views.signals(first=today - BACK, last=today, symbol=symbol)
    if decisions and not (signals and signals[0].made_at > decisions[0].at):
        return explain(context, await gather(context, decisions[0].intent.correlation))
    if signals:
        return explain_signal(context, signals[0])
    text = context.t("why.no_signal", symbol=symbol, days=BACK.days)
    return Reply(context.t("why.title", name=symbol), (Paragraph(text),), mode=context.mode)
