"""`whoami`: as whom gaemi knows the one who asks, and where cards go."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.reply import Fields, Paragraph, Reply
from core.domain.calendar import kst_text


@command("whoami", ko=("내정보", "나는누구"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """Show face, number, room and role."""
    actor, title = context.actor, context.t("whoami.title")
    user = context.uow.users.get(f"{actor.face}:{actor.user}")
    if user is None:
        return Reply(title, (Paragraph(context.t("watch.nobody")),), mode=context.mode)
    rows = (
        (context.t("whoami.name"), context.words.person(user.name)),
        (context.t("whoami.face"), context.t(f"whoami.on_{user.face}")),
        (context.t("whoami.number"), user.user),
        (context.t("whoami.room"), context.words.person(actor.chat)),
        (context.t("whoami.home"), context.words.person(user.chat)),
        (context.t("whoami.role"), context.t(f"whoami.{user.role.value}")),
        (context.t("whoami.since"), kst_text(user.paired_at)),
    )
    return Reply(title, (Fields(rows),), mode=context.mode)
