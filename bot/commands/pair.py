"""`pair`: said by somebody who is paired already; strangers' codes are judged by the router."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.pairing import pair
from bot.reply import Reply, plain


class PairArgs(Args):
    """A code, not needed any more."""

    code: str = ""


@command("pair", ko=("연결",), args=PairArgs, changes=True)
async def handle(context: Context, args: PairArgs) -> Reply:  # noqa: ARG001
    """Call cards and notices here from another topic or chat, or say that they come here."""
    actor = context.actor
    user = context.uow.users.get(f"{actor.face}:{actor.user}")
    if user is not None and user.chat != actor.chat:
        return await pair(context)
    return plain(context.t("pair.already"), title=context.t("pair.title"))
