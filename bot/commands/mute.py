"""`mute`: kinds of common messages that a person does not want, for a time or for good."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.commands.quiet import OFF
from bot.context import Context
from bot.quiet_text import quiet_of, quiet_reply
from bot.reply import Reply
from core.domain.journal import Mute
from core.domain.wanted import SetQuiet
from core.flow.rest import FILLS, KINDS

MUTED: Final = tuple(dict.fromkeys((FILLS, *KINDS.values())))
_ON: Final = OFF | {"on", "켜기"}
_TIME: Final = re.compile(r"(\d{1,3})(분|시간|일|m|min|h|d)(?:간|동안)?")
_UNITS: Final = {"분": 1, "m": 1, "min": 1, "시간": 60, "h": 60, "일": 1440, "d": 1440}


class MuteArgs(Args):
    """A kind in the reader's words, for how long, or that it is wanted again."""

    kind: str = ""
    minutes: int = 0
    again: bool = False

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read a kind and a time in any order; which kinds there are is looked up later."""
        said = [word.lower() for word in words]
        times = [found for word in said if (found := _TIME.fullmatch(word))]
        rest = [w for w in said if w not in _ON and not _TIME.fullmatch(w)]
        minutes = int(times[0][1]) * _UNITS[times[0][2]] if times else 0
        return cls(kind=" ".join(rest), minutes=minutes, again=any(w in _ON for w in said))


@command("mute", ko=("음소거",), args=MuteArgs, changes=True)
async def handle(context: Context, args: MuteArgs) -> Reply:
    """Mute or unmute a kind, and show what is muted."""
    names = {context.t(f"mute.kind.{kind}"): kind for kind in MUTED} | {k: k for k in MUTED}
    if args.kind or args.minutes or args.again:
        kind = names.get(args.kind)
        if kind is None:
            known = ", ".join(context.t(f"mute.kind.{kind}") for kind in MUTED)
            raise UsageError("mute.bad", found=args.kind or "-", known=known)
        others = tuple(m for m in quiet_of(context).mutes if m.kind != kind)
        until = context.now + timedelta(minutes=args.minutes) if args.minutes else None
        mutes = others if args.again else (*others, Mute(kind, until))
        result = await context.door.ask(SetQuiet(context.actor, mutes=mutes))
        if not result.ok:
            raise UsageError(result.key)
    return quiet_reply(context)
