"""`cards`: what waits for a press, with check codes to compare with what another face shows."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.open_cards import open_lines
from bot.reply import Lines, Paragraph, Reply


@command("cards", ko=("카드", "카드목록", "확인번호"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """List the open cards and questions."""
    uow, title = context.uow, context.t("cards.title")
    lines = open_lines(uow.approvals.all(), uow.questions.all(), context.words, context.nonces)
    if not lines:
        return Reply(title, (Paragraph(context.t("cards.none")),), mode=context.mode)
    how = Paragraph(context.t("cards.compare"))
    return Reply(title, (Lines(tuple(lines)), how), mode=context.mode)
