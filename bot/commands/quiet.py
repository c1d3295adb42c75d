"""`quiet`: the hours in which common messages wait and come as one at the end."""

from __future__ import annotations

import re
from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.quiet_text import quiet_reply
from bot.reply import Reply
from core.domain.journal import DAY_MINUTES
from core.domain.wanted import SetQuiet

_SPAN: Final = re.compile(
    r"(\d{1,2})(?::(\d{2})|시)?\s*(?:-|~|–|부터)\s*(\d{1,2})(?::(\d{2})|시)?(?:까지)?"
)
OFF: Final = frozenset({"off", "none", "끄기", "해제", "없음"})


class QuietArgs(Args):
    """From when to when, in minutes after midnight; None only looks."""

    hours: tuple[int, int] | None = None

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read the hours; raises UsageError for what is no time of the day."""
        said = " ".join(words).strip().lower()
        if not said:
            return cls()
        if said in OFF:
            return cls(hours=(0, 0))
        found = _SPAN.fullmatch(said)
        if found is None:
            raise UsageError("quiet.bad", found=said)
        starts, ends = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        if starts is None or ends is None or starts == ends:
            raise UsageError("quiet.bad", found=said)
        return cls(hours=(starts, ends))


@command("quiet", ko=("조용히", "방해금지"), args=QuietArgs, changes=True)
async def handle(context: Context, args: QuietArgs) -> Reply:
    """Set the hours, and show how they stand."""
    if args.hours is not None:
        result = await context.door.ask(SetQuiet(context.actor, hours=args.hours))
        if not result.ok:
            raise UsageError(result.key)
    return quiet_reply(context)


def _minutes(hours: str, minutes: str | None) -> int | None:
    """Give minutes after midnight; None for a time that no clock shows. 24:00 is midnight."""
    into = int(hours) * 60 + int(minutes or 0)
    whole = int(minutes or 0) < 60 and into <= DAY_MINUTES
    return into % DAY_MINUTES if whole else None
