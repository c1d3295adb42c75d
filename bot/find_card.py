"""Finds the open card that a person means: by its id, a name or code, or the only one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.commands.base import UsageError
from bot.context import Context
from bot.name_search import find_name
from bot.valuation import names
from core.domain.approval import Approval, ApprovalState

SHORTEST: Final = 4


def is_open(approval: Approval) -> bool:
    """Tell whether a card waits for its press; a line of a question is no card."""
    return approval.state is ApprovalState.OPEN and not approval.note


async def card_meant(
    context: Context, words: tuple[str, ...], *, fits: Callable[[Approval], bool] = is_open
) -> tuple[Approval, tuple[str, ...]]:
    """Give the card that the first words name, and the words left.

    Raises UsageError when none is open, or several are and none is named.
    """
    cards = sorted((a for a in context.uow.approvals.all() if fits(a)), key=lambda a: a.id)
    if not cards:
        raise UsageError("edit.no_card")
    ending = [c for c in cards if words and _ends(c, words[0])]
    if ending:
        return ending[-1], words[1:]
    found = find_name(words, await names(context))
    named = [c for c in cards if c.intent.symbol in found.symbols and not found.alike]
    if named:
        return named[-1], found.rest
    if len(cards) > 1:
        told = ", ".join(f"{c.intent.name} {c.id[-6:]}" for c in cards[-5:])
        raise UsageError("edit.which", cards=told)
    return cards[0], words


def _ends(card: Approval, word: str) -> bool:
    return len(word) >= SHORTEST and card.id.endswith(word.upper())
