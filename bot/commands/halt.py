"""`halt`: stop at once; whatever is not understood stops everything rather than nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Self

from bot.commands.base import Args, command
from bot.context import Context
from bot.pause_words import split_end
from bot.reply import Block, Fields, Lines, Paragraph, Reply
from bot.scopes import how_to_resume, likely, scope_of
from bot.stop_text import number_unknown, to_cancel
from core.domain.calendar import kst_text
from core.domain.journal import Severity
from core.domain.switches import HaltLevel, Scope

# A stop must hold within 50 ms (INV-16): a slow list of names means that everything is stopped.
NAMES_S: Final = 0.03
# "취소" alone is no level: people say "정지 취소" when they want to take the stop back.
LEVELS: Final = {
    HaltLevel.REDUCE_ONLY: ("reduce", "reduce-only", "축소", "매도만", "감축"),
    HaltLevel.CANCEL_OPEN: ("cancel", "cancel-open", "취소정지", "주문취소"),
    HaltLevel.HALT_NEW: ("halt", "stop"),
}  # fmt: skip
_WORDS: Final = {word: level for level, words in LEVELS.items() for word in words}


class HaltArgs(Args):
    """How hard, and the words that may name a scope and give a reason."""

    level: HaltLevel = HaltLevel.HALT_NEW
    words: tuple[str, ...] = ()

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take a level off the front; never raises: a stop must not fail for its words."""
        level = _WORDS.get(words[0].lower()) if words else None
        return cls(words=words) if level is None else cls(level=level, words=words[1:])


@command(
    "halt",
    ko=("정지", "중지", "멈춰", "긴급정지"),
    args=HaltArgs,
    changes=True,
    means={
        "매수정지": ("reduce",),
        "취소정지": ("cancel",),
        "일시정지": (),
        "pause": (),
    },
)
async def handle(context: Context, args: HaltArgs) -> Reply:
    """Engage the kill switch and say what is stopped and what still runs."""
    until, level, rest = _begin(args, context.now)
    scope = Scope()
    if rest:
        scope, rest = await scope_of(context, rest, wait_s=NAMES_S)
        late, rest = split_end(rest, context.now)
        until = until or late
    reason = " ".join(rest) or context.t("halt.no_reason")
    result = await context.halt(scope, level, context.actor, reason, until=until, answered=True)
    fields = {"scope": scope.name, "level": level.value, **result.fields}
    # A stricter stop that holds already stays: what it does is what is said.
    level = HaltLevel(str(fields["level"]))
    # Only now, when the stop holds, is there time to look for what may have been meant.
    like = await likely(context, rest) if rest and scope == Scope() else ()
    rows = (
        (context.t("halt.scope"), context.words.scope(scope.name)),
        (context.t("halt.level"), context.t(f"level.{level.value}")),
        *_until(context, fields),
        (context.t("halt.reason"), reason),
    )
    return Reply(
        context.words.said(result.key, fields),
        (
            Fields(rows),
            *_still(context, scope, level),
            *_pause(context, until, fields),
            *_end(context, rest, scope, like),
        ),
        severity=Severity.CRITICAL,
        mode=context.mode,
        stands_for=result.stands_for,
    )


def _begin(args: HaltArgs, now: datetime) -> tuple[datetime | None, HaltLevel, tuple[str, ...]]:
    """Take an end off the front, and a level behind it: `정지 30분 축소`."""
    until, rest = split_end(args.words, now)
    level = _WORDS.get(rest[0].lower()) if until and rest else None
    return (until, level, rest[1:]) if level is not None else (until, args.level, rest)


def _until(context: Context, fields: Mapping[str, str | int]) -> list[tuple[str, str]]:
    if "until" not in fields:
        return []
    at = kst_text(datetime.fromisoformat(str(fields["until"])))
    return [(context.t("halt.until"), at)]


def _pause(
    context: Context, until: datetime | None, fields: Mapping[str, str | int]
) -> list[Block]:
    """Say what happens at the end, or that there is none although one was said."""
    if "until" in fields:
        return [Paragraph(context.t("halt.ends"))]
    return [Paragraph(context.t("halt.stays"))] if until is not None else []


def _still(context: Context, scope: Scope, level: HaltLevel) -> list[Block]:
    count = len(to_cancel(context, scope, level))
    told = Paragraph(context.t(f"halt.still_{level.value}", count=count))
    lines = number_unknown(context, scope, level)
    return [told, Lines(lines)] if lines else [told]


def _end(
    context: Context, rest: tuple[str, ...], scope: Scope, like: tuple[str, ...]
) -> list[Block]:
    resume = Paragraph(how_to_resume(context, scope))
    if not like:
        return [resume]
    return [Paragraph(context.t("halt.like", found=rest[0], names=", ".join(like))), resume]
