"""How the rest that a person asked for is shown, for `quiet` and `mute` alike."""

from __future__ import annotations

from bot.context import Context
from bot.reply import Fields, Paragraph, Reply
from core.domain.calendar import kst_text
from core.domain.journal import Mute, Quiet


def quiet_of(context: Context) -> Quiet:
    """Give the rest that the person who speaks asked for."""
    user = context.uow.users.get(f"{context.actor.face}:{context.actor.user}")
    person = user.who if user else ""
    return context.uow.quiets.get(person) or Quiet(person)


def quiet_reply(context: Context) -> Reply:
    """Show the quiet hours and what is muted."""
    quiet = quiet_of(context)
    none = context.t("quiet.none")
    hours = f"{_clock(quiet.starts)}-{_clock(quiet.ends)}" if quiet.starts != quiet.ends else none
    lasting = [m for m in quiet.mutes if m.until is None or m.until > context.now]
    muted = ", ".join(_muted(context, mute) for mute in lasting)
    rows = ((context.t("quiet.hours"), hours), (context.t("quiet.muted"), muted or none))
    how = (
        Paragraph(context.t("quiet.how")),
        Paragraph(f"{context.t('usage.quiet')}\n{context.t('usage.mute')}"),
    )
    return Reply(context.t("quiet.title"), (Fields(rows), *how), mode=context.mode)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _muted(context: Context, mute: Mute) -> str:
    kind = context.t(f"mute.kind.{mute.kind}")
    if mute.until is None:
        return kind
    return context.t("mute.until", kind=kind, at=kst_text(mute.until, "%m-%d %H:%M"))
