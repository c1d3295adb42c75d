"""`pair`: said by somebody who is paired already; strangers' codes are judged by the router."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.reply import Reply, plain


class PairArgs(Args):
    """A code, not needed any more."""

    code: str = ""


@command("pair", ko=("연결",), args=PairArgs)
async def handle(context: Context, args: PairArgs) -> Reply:  # noqa: ARG001
    """Say that nothing needs to be done."""
    return plain(context.t("pair.already", name=context.actor.name), title=context.t("pair.title"))
