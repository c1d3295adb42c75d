"""`halt`: stop at once; whatever is not understood stops everything rather than nothing."""

from __future__ import annotations

from typing import Final, Self

from bot.commands.base import Args, command
from bot.context import Context
from bot.reply import Fields, Paragraph, Reply
from bot.scopes import scope_of
from core.domain.journal import Severity
from core.domain.switches import HaltLevel, Scope

REDUCE: Final = frozenset({"reduce", "reduce-only", "축소", "매도만", "감축"})


class HaltArgs(Args):
    """How hard, and the words that may name a scope and give a reason."""

    level: HaltLevel = HaltLevel.HALT_NEW
    words: tuple[str, ...] = ()

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take `reduce` off the front; never raises: a stop must not fail for its words."""
        if words and words[0].lower() in REDUCE:
            return cls(level=HaltLevel.REDUCE_ONLY, words=words[1:])
        return cls(words=words)


@command("halt", ko=("정지", "중지", "멈춰", "긴급정지"), args=HaltArgs, changes=True)
async def handle(context: Context, args: HaltArgs) -> Reply:
    """Engage the kill switch and say what is stopped and what still runs."""
    scope, rest = (Scope(), args.words)
    if args.words:
        scope, rest = await scope_of(context, args.words)
    reason = " ".join(rest) or context.t("halt.no_reason")
    result = await context.halt(scope, args.level, context.actor, reason)
    fields = {"scope": scope.name, "level": args.level.value, **result.fields}
    rows = (
        (context.t("halt.scope"), context.words.scope(scope.name)),
        (context.t("halt.level"), context.t(f"level.{args.level.value}")),
        (context.t("halt.reason"), reason),
    )
    still = Paragraph(context.t(f"halt.still_{args.level.value}"))
    return Reply(
        context.words.said(result.key, fields),
        (Fields(rows), still, Paragraph(context.t("halt.how_to_resume"))),
        severity=Severity.CRITICAL,
        mode=context.mode,
    )
