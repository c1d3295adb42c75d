"""What somebody keeps an eye on: their own list of stocks."""

from __future__ import annotations

from bot.context import Context


def watched(context: Context) -> tuple[str, ...]:
    """Give the stocks on the list of whoever speaks, nothing for somebody who is not paired."""
    user = context.uow.users.get(f"{context.actor.face}:{context.actor.user}")
    mine = context.uow.watches.get(user.who) if user else None
    return mine.symbols if mine else ()
