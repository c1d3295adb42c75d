"""`ask`: a question in free words about stored rows, answered by a model that can only read."""

from __future__ import annotations

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Code, Paragraph, Reply


class AskArgs(Args):
    """The question."""

    question: str = ""


@command("ask", ko=("질문", "물어보기"), args=AskArgs, slow=True)
async def handle(context: Context, args: AskArgs) -> Reply:
    """Answer a question, or say how the assistant is turned on."""
    if context.ask is None:
        how = Code(context.t("ask.how_on"))
        return Reply(context.t("ask.title"), (Paragraph(context.t("ask.off")), how))
    if not args.question:
        raise UsageError("ask.what")
    return await context.ask(context, args.question)
