"""`report`: the report of a day, a week or a month made now, or the last one stored."""

from __future__ import annotations

from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Reply
from bot.report_pictures import ReportPictures
from bot.report_text import as_text
from core.domain.journal import Report
from core.domain.subscription import Detail, Subscription
from core.report.spans import DAILY, MONTHLY, WEEKLY

KINDS: Final = {
    "day": DAILY, "daily": DAILY, "today": DAILY, "하루": DAILY, "일간": DAILY, "일": DAILY,
    "오늘": DAILY,
    "week": WEEKLY, "weekly": WEEKLY, "주": WEEKLY, "주간": WEEKLY, "이번주": WEEKLY,
    "month": MONTHLY, "monthly": MONTHLY, "달": MONTHLY, "월": MONTHLY, "월간": MONTHLY,
    "이번달": MONTHLY, "한달": MONTHLY,
}  # fmt: skip
DETAILS: Final = {
    "short": Detail.SHORT, "짧게": Detail.SHORT, "요약": Detail.SHORT,
    "long": Detail.LONG, "길게": Detail.LONG, "자세히": Detail.LONG,
}  # fmt: skip


class ReportArgs(Args):
    """A kind for a fresh one, and how long; nothing for the last one stored."""

    kind: str = ""
    detail: Detail | None = None

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read the words in any order; raises UsageError for one that is neither."""
        said = [word.lower() for word in words]
        unknown = [word for word in said if word not in KINDS and word not in DETAILS]
        kinds = [KINDS[word] for word in said if word in KINDS]
        if unknown or len(kinds) > 1:
            raise UsageError("report.bad", found=" ".join(unknown or said))
        details = [DETAILS[word] for word in said if word in DETAILS]
        return cls(kind="".join(kinds), detail=details[-1] if details else None)


@command("report", ko=("보고서", "리포트", "주간보고서"), args=ReportArgs, slow=True)
async def handle(context: Context, args: ReportArgs) -> Reply:
    """Show a report in the person's language and length."""
    mine = f"{context.actor.face}:{context.actor.user}"
    wish = context.uow.subscriptions.get(mine) or Subscription(mine)
    lang, detail = wish.lang or context.words.code, args.detail or wish.detail
    report = await _stored(context, lang) if not args.kind and args.detail is None else None
    if report is None:
        report = await context.report(
            args.kind or WEEKLY, context.now, lang=lang, detail=detail.value
        )
    draw = ReportPictures(context.charts.shop).reply if context.charts else as_text
    return await draw(report, context.words, context.mode)


async def _stored(context: Context, lang: str) -> Report | None:
    reports = await context.views.reports(limit=10)
    return next((one for one in reports if one.lang == lang), None)
