"""Words and buttons of a card that several people must confirm (M6)."""

from __future__ import annotations

from bot.locale.catalogue import Catalogue
from bot.reply import Button
from core.domain.approval import Actor, Approval


def vote_rows(approval: Approval, words: Catalogue) -> list[tuple[str, str]]:
    """Say how many of the people needed said yes, and who; nothing where one is enough."""
    if approval.needed == 1:
        return []
    names = ", ".join(person(actor, words) for actor in approval.pressed)
    key = "card.votes_text" if names else "card.votes_none"
    told = words.t(key, done=len(approval.pressed), needed=approval.needed, names=names)
    return [(words.t("card.votes"), told)]


def vote_buttons(approval: Approval, words: Catalogue, *, nonce: str) -> list[tuple[Button, ...]]:
    """Offer to take a yes back once there is one; whose it was is asked at the press."""
    if not approval.pressed:
        return []
    return [(Button(words.t("button.take_back"), f"w:{nonce}"),)]


def person(actor: Actor, words: Catalogue) -> str:
    """Name whoever pressed; the keyboard of the machine has no name of its own."""
    return words.either(f"face.{actor.face}", actor.name or actor.user)
