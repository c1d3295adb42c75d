"""`pin`: the second factor of what must not happen by one press; the digits are never repeated."""

from __future__ import annotations

from typing import Self

from bot.commands.base import Args, command
from bot.context import Context
from bot.invite_text import INVITED, invited
from bot.pin import DIGITS, PinAnswer, PinState
from bot.reply import Reply, plain
from core.domain.commands import SecondFactor
from core.domain.journal import Severity


class PinArgs(Args):
    """The digits; whatever else was said makes them wrong, and none of it is repeated."""

    pin: str = ""

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take the words as they are; never raises: an error would repeat them."""
        return cls(pin="".join(words))


@command("pin", ko=("핀",), args=PinArgs, changes=True, secret=True)
async def handle(context: Context, args: PinArgs) -> Reply:
    """Judge the PIN, then let the engine go on with what waits for it."""
    if DIGITS.fullmatch(args.pin) is None:
        return _told(context, "pin.bad")
    answer = PinAnswer(PinState.NOT_SET)
    if context.pins is not None:
        answer = await context.pins.check(args.pin)
    if answer.state is not PinState.RIGHT:
        return _told(context, f"pin.{answer.state.value}", answer)
    red = tuple(check.name for check in await context.checks() if not check.ok)
    result = await context.door.ask(SecondFactor(context.actor, red))
    if result.key == INVITED:
        return invited(context, result)
    return plain(
        context.words.said(result.key, result.fields),
        title=context.t("pin.title"),
        severity=Severity.INFO if result.ok else Severity.WARNING,
    )


def _told(context: Context, key: str, answer: PinAnswer | None = None) -> Reply:
    left, wait_s = (answer.left, answer.wait_s) if answer else (0, 0)
    text = context.t(key, left=left, minutes=-(-wait_s // 60))
    return plain(text, title=context.t("pin.title"), severity=Severity.WARNING)
