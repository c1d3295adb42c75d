"""`trust FACE`: let a chat confirm again after its token was in doubt; said at another face."""

from __future__ import annotations

from typing import Final

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.reply import Reply, plain
from core.domain.commands import TrustFace
from core.domain.journal import Severity
from core.flow.doubted import doubted_faces

NAMES: Final = {"telegram": "telegram", "텔레그램": "telegram", "slack": "slack", "슬랙": "slack"}


class TrustArgs(Args):
    """The chat's name."""

    face: str = ""


@command("trust", ko=("신뢰", "믿기"), args=TrustArgs, changes=True)
async def handle(context: Context, args: TrustArgs) -> Reply:
    """Say that a chat is one's own again; the engine refuses it from that chat itself.

    Without a name it says what is blocked.
    """
    if not args.face:
        return plain(_blocked(context))
    face = NAMES.get(args.face.lower())
    if face is None:
        raise UsageError("trust.bad", found=args.face)
    result = await context.door.ask(TrustFace(face, context.actor))
    severity = Severity.INFO if result.ok else Severity.WARNING
    return plain(context.words.said(result.key, result.fields), severity=severity)


def _blocked(context: Context) -> str:
    found = doubted_faces(context.uow)
    if not found:
        return context.t("trust.none")
    names = ", ".join(context.t(f"messenger.{face}") for face in found)
    return context.t("trust.blocked", faces=names)
