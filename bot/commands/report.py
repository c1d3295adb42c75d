"""`report`: the report of the week, made now from stored rows, or the last one stored."""

from __future__ import annotations

from typing import Final

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Reply
from bot.report_text import report_reply

WEEK: Final = frozenset({"week", "weekly", "주", "주간", "이번주"})


class ReportArgs(Args):
    """`week` for a fresh one; nothing for the last one stored."""

    period: str = ""


@command("report", ko=("보고서", "리포트", "주간보고서"), args=ReportArgs)
async def handle(context: Context, args: ReportArgs) -> Reply:
    """Show a weekly report."""
    if args.period and args.period.lower() not in WEEK:
        raise UsageError("report.bad", found=args.period)
    if not args.period:
        stored = await context.views.reports(kind="weekly", limit=1)
        if stored:
            return report_reply(stored[0], context.words, mode=context.mode)
    report = await context.report("weekly", context.now)
    return report_reply(report, context.words, mode=context.mode)
