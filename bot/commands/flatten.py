"""`flatten`: close what is held; each closing order is a card, or one question lists them all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Self

from bot.commands.base import Args, command
from bot.context import Context
from bot.reply import Fields, Lines, Paragraph, Reply, warning
from bot.scopes import how_to_resume, scope_of
from bot.stop_text import number_unknown
from core.domain.commands import Flatten
from core.domain.journal import Severity
from core.domain.switches import HaltLevel, Scope
from core.flow.killswitch import scope_named

AT_ONCE: Final = frozenset({"at_once", "at-once", "together", "한꺼번에", "한번에"})
OUTSIDE: Final = frozenset({"outside", "밖", "앱밖"})


class FlattenArgs(Args):
    """How it is asked about, what belongs to it, and the words of scope and reason."""

    at_once: bool = False
    outside: bool = False
    words: tuple[str, ...] = ()

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take both switches out wherever they stand; the others name scope and reason."""
        said = {word.lower() for word in words}
        rest = tuple(w for w in words if w.lower() not in AT_ONCE | OUTSIDE)
        return cls(at_once=bool(said & AT_ONCE), outside=bool(said & OUTSIDE), words=rest)


@command("flatten", ko=("청산",), args=FlattenArgs, changes=True)
async def handle(context: Context, args: FlattenArgs) -> Reply:
    """Engage a flattening; nothing is closed without a press on a card or on the question."""
    scope, rest = Scope(), args.words
    if args.words:
        scope, rest = await scope_of(context, args.words)
    # Unlike a stop this one sells: a name that is not found must not mean everything.
    if scope == Scope() and rest and rest == args.words:
        return warning(context.t("flatten.unknown", found=rest[0]))
    reason = " ".join(rest) or context.t("halt.no_reason")
    wish = Flatten(
        scope, context.actor, reason, at_once=args.at_once, outside=args.outside, answered=True
    )
    result = await context.door.ask(wish)
    told = context.words.said(result.key, {"scope": scope.name, **result.fields})
    if not result.ok:
        return _refused(context, told, str(result.fields.get("scope", scope.name)))
    engaged = _engaged(context, told, scope, args, reason=reason)
    return replace(engaged, stands_for=result.stands_for)


def _refused(context: Context, told: str, stopped: str) -> Reply:
    """Say what keeps the closing orders back, and the words that lift just that."""
    how = Paragraph(how_to_resume(context, scope_named(stopped)))
    return Reply(blocks=(Paragraph(told), how), severity=Severity.WARNING)


def _engaged(context: Context, told: str, scope: Scope, args: FlattenArgs, *, reason: str) -> Reply:
    rows = Fields(
        (
            (context.t("halt.scope"), context.words.scope(scope.name)),
            (context.t("halt.level"), context.t(f"level.{HaltLevel.FLATTEN.value}")),
            (context.t("halt.reason"), reason),
        )
    )
    how = Paragraph(context.t("flatten.at_once" if args.at_once else "flatten.by_cards"))
    unknown = number_unknown(context, scope, HaltLevel.FLATTEN)
    waiting = (Lines(unknown),) if unknown else ()
    resume = Paragraph(how_to_resume(context, scope))
    title = context.t("flatten.title", scope=context.words.scope(scope.name))
    blocks = (Paragraph(told), rows, how, *waiting, resume)
    return Reply(title, blocks, severity=Severity.CRITICAL, mode=context.mode)
