"""`start`: the first words to somebody who is already paired."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.reply import Button, Paragraph, Reply


class StartArgs(Args):
    """What a link may have carried; a code that is no longer needed is ignored."""

    code: str = ""


@command("start", ko=("시작",), args=StartArgs)
async def handle(context: Context, args: StartArgs) -> Reply:  # noqa: ARG001
    """Greet, and say what happens next."""
    row = (
        Button(context.t("button.status"), "r:status"),
        Button(context.t("button.help"), "r:help"),
    )
    texts = (context.t("start.what"), context.t("start.next"), context.t("start.stop"))
    blocks = tuple(Paragraph(text) for text in texts)
    return Reply(context.t("start.title"), blocks, buttons=(row,), mode=context.mode)
