"""`language`: Korean or English, for everything that is said from now on."""

from __future__ import annotations

from typing import Final

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.locale.catalogue import LANGUAGES
from bot.reply import Reply, plain

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
        return plain(context.t("language.now", code=context.words.code, known=known))
    code = NAMES.get(args.code.lower())
    if code is None:
        raise UsageError("language.bad", found=args.code, known=known)
    context.words.use(code)
    return plain(context.t("language.done", code=code))
