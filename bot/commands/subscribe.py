"""`subscribe`: which reports a person gets, when, in which language, how long."""

from __future__ import annotations

from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.commands.language import NAMES
from bot.commands.report import DETAILS, KINDS
from bot.context import Context
from bot.reply import Fields, Paragraph, Reply
from core.domain.subscription import Detail, SetSubscription, Slot, Subscription
from core.report.spans import SPANS

SLOTS: Final = {
    "close": Slot.CLOSE, "마감": Slot.CLOSE, "장마감": Slot.CLOSE,
    "evening": Slot.EVENING, "저녁": Slot.EVENING,
    "morning": Slot.MORNING, "아침": Slot.MORNING,
}  # fmt: skip
_ALL: Final = frozenset({"on", "all", "켜기", "모두", "전부"})
_NONE: Final = frozenset({"off", "none", "끄기", "안받기"})


class SubscribeArgs(Args):
    """Words in any order; what is not said stays as it was."""

    kinds: tuple[str, ...] | None = None
    slot: Slot | None = None
    lang: str | None = None
    detail: Detail | None = None

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read the words; raises UsageError for one that means nothing."""
        said = [word.lower().rstrip(",") for word in words]
        for word in said:
            if not any(word in known for known in (KINDS, SLOTS, NAMES, DETAILS, _ALL, _NONE)):
                raise UsageError("subscribe.bad", found=word)
        return cls(
            kinds=_kinds(said),
            slot=next((SLOTS[word] for word in said if word in SLOTS), None),
            lang=next((NAMES[word] for word in said if word in NAMES), None),
            detail=next((DETAILS[word] for word in said if word in DETAILS), None),
        )


@command("subscribe", ko=("보고서설정", "구독"), args=SubscribeArgs, changes=True)
async def handle(context: Context, args: SubscribeArgs) -> Reply:
    """Change what was said, and show how it stands."""
    if args != SubscribeArgs():
        wished = SetSubscription(context.actor, args.kinds, args.slot, args.lang, args.detail)
        result = await context.door.ask(wished)
        if not result.ok:
            raise UsageError(result.key)
    mine = f"{context.actor.face}:{context.actor.user}"
    wish = context.uow.subscriptions.get(mine) or Subscription(mine)
    kinds = ", ".join(context.t(f"report.{_SHORT[kind]}") for kind in wish.kinds)
    rows = (
        (context.t("subscribe.kinds"), kinds or context.t("subscribe.none")),
        (context.t("subscribe.when"), context.t(f"subscribe.slot.{wish.slot.value}")),
        (context.t("subscribe.lang"), wish.lang or context.words.code),
        (context.t("subscribe.detail"), context.t(f"subscribe.{wish.detail.value}")),
    )
    how = Paragraph(context.t("usage.subscribe"))
    return Reply(context.t("subscribe.title"), (Fields(rows), how), mode=context.mode)


_SHORT: Final = {"daily": "day", "weekly": "week", "monthly": "month"}


def _kinds(said: list[str]) -> tuple[str, ...] | None:
    if any(word in _NONE for word in said):
        return ()
    if any(word in _ALL for word in said):
        return tuple(SPANS)
    chosen = {KINDS[word] for word in said if word in KINDS}
    return tuple(kind for kind in SPANS if kind in chosen) if chosen else None
