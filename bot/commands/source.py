"""`source ROW`: a row that an answer of the assistant named, as it was when it answered."""

from __future__ import annotations

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Reply


class SourceArgs(Args):
    """The row's number, such as r3."""

    row: str = ""


@command("source", ko=("출처", "자료"), args=SourceArgs)
async def handle(context: Context, args: SourceArgs) -> Reply:
    """Show one row of the person's own answers."""
    if not args.row:
        raise UsageError("source.what")
    reply = context.cited(context, args.row)
    if reply is None:
        raise UsageError("source.none", found=args.row)
    return reply
