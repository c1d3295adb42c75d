"""What a message says beside its own words: how often, why here, who saw it; and the digest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.locale.catalogue import Catalogue
from bot.reply import Block, Button, Paragraph, Reply
from core.domain.calendar import kst_text
from core.domain.journal import Alarm, AlarmState, Outgoing
from core.flow.alarms import AGAIN
from core.flow.elsewhere import UNREACHED

# Begins what the button carries that says a critical message was seen.
SEEN: Final = "a:"
MOST: Final = 20


def marked(reply: Reply, row: Outgoing, alarm: Alarm | None, words: Catalogue) -> Reply:
    """Give a message with its count, the reason it came here, and its button or who saw it."""
    title = f"{reply.title} ×{row.times}" if row.times > 1 else reply.title
    blocks: tuple[Block, ...] = reply.blocks
    why = _why(row, words)
    if why:
        blocks = (Paragraph(why), *blocks)
    if alarm is None:
        return replace(reply, title=title, blocks=blocks)
    if alarm.state is AlarmState.SEEN:
        return replace(reply, title=title, blocks=(*blocks, *_seen(alarm, words)))
    button = Button(words.t("button.seen"), f"{SEEN}{alarm.id}")
    return replace(reply, title=title, blocks=blocks, buttons=(*reply.buttons, (button,)))


def digest(
    rows: Sequence[Outgoing], draw: Callable[[Outgoing], Reply | None], words: Catalogue
) -> Reply:
    """Give what waited for the morning as one message, oldest first."""
    blocks: list[Block] = []
    for row in rows[:MOST]:
        reply = draw(row)
        if reply is None:
            continue
        at = kst_text(row.made_at, "%H:%M")
        blocks += [Paragraph(f"{at} {reply.title}".strip()), *reply.blocks]
    if len(rows) > MOST:
        blocks.append(Paragraph(words.t("digest.more", count=len(rows) - MOST)))
    return Reply(words.t("digest.title", count=len(rows)), tuple(blocks))


def _why(row: Outgoing, words: Catalogue) -> str:
    if row.because == AGAIN:
        return words.t("alarm.again")
    if row.because.startswith(UNREACHED):
        face = row.because.removeprefix(UNREACHED)
        return words.t("alarm.unreached", face=words.either(f"messenger.{face}", face))
    return ""


def _seen(alarm: Alarm, words: Catalogue) -> tuple[Block, ...]:
    if alarm.seen_at is None or not alarm.seen_by:
        return ()
    at = kst_text(alarm.seen_at, "%H:%M")
    return (Paragraph(words.t("alarm.seen_by", name=words.person(alarm.seen_by), at=at)),)
