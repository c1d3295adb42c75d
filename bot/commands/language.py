"""`language`: Korean or English, for everything that is said from now on."""

from __future__ import annotations

from typing import Final

from bot.access import CONSOLE
from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.locale.catalogue import LANGUAGES
from bot.reply import Reply, plain
from core.domain.policy import may_change_for_all

NAMES: Final = {
    "ko": "ko", "korean": "ko", "한국어": "ko", "한글": "ko",
    "en": "en", "english": "en", "영어": "en",
}  # fmt: skip


class LanguageArgs(Args):
    """The language's code or name."""

    code: str = ""


@command("language", ko=("언어",), args=LanguageArgs, changes=True)
async def handle(context: Context, args: LanguageArgs) -> Reply:
    """Change the language until the next start, or say which one is in use."""
    known = ", ".join(LANGUAGES)
    if not args.code:
        return plain(context.t("language.now", name=_named(context), known=known))
    code = NAMES.get(args.code.lower())
    if code is None:
        raise UsageError("language.bad", found=args.code, known=known)
    if not _may_change(context):
        raise UsageError("language.for_all")
    context.words.use(code)
    return plain(context.t("language.done", name=_named(context), code=code))


def _may_change(context: Context) -> bool:
    """Tell whether the speaker may choose for everybody; the keyboard of the machine may."""
    actor = context.actor
    user = context.uow.users.get(f"{actor.face}:{actor.user}")
    here = (actor.face, actor.user) == (CONSOLE.face, CONSOLE.user)
    return here or (user is not None and may_change_for_all(user.role))


def _named(context: Context) -> str:
    """Name the language in use in itself."""
    return f"{context.t('language.self')} ({context.words.code})"
