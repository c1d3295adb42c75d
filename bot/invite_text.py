"""A code for a new person, shown to whoever asked for it and to nobody else."""

from __future__ import annotations

from typing import Final

from bot.access import Invitation, alone
from bot.context import Context
from bot.reply import Code, Paragraph, Reply, warning
from core.domain.people import Role
from core.domain.results import Result

INVITED: Final = "users.invited"


def invited(context: Context, result: Result) -> Reply:
    """Make the code that the engine allowed and say what to do with it."""
    if context.invite is None or not alone(context.actor):
        return warning(context.t("users.in_private"))
    role, actor = Role(str(result.fields["role"])), context.actor
    by = f"{actor.face}:{actor.user}"
    code = context.invite(Invitation(role, result.subject, by, joins=bool(result.fields["joins"])))
    told = context.words.said(INVITED, result.fields)
    how = Paragraph(context.t("users.invited_how"))
    return Reply(context.t("users.title"), (Paragraph(told), Code(f"/pair {code}"), how))
