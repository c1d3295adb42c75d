"""Finds the open card that a person means: by its id, a name or code, or the only one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from bot.commands.base import UsageError
from bot.context import Context
from bot.name_search import Named, find_name
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
    cards = _sorted(a for a in context.uow.approvals.all() if fits(a))
    ending = [c for c in cards if words and _ends(c, words[0])]
    if ending:
        return ending[-1], words[1:]
    found = find_name(words, await names(context))
    named = [] if found.alike else _of(cards, found)
    if named:
        return named[-1], found.rest
    if found.symbols and _leads(words, found):
        _refuse_others(cards, words, found)
    if len(cards) > 1:
        raise UsageError("edit.which", cards=_listed(cards))
    return cards[0], words


def _sorted(found: Iterable[Approval]) -> list[Approval]:
    cards = sorted(found, key=lambda card: card.id)
    if not cards:
        raise UsageError("edit.no_card")
    return cards


def _of(cards: list[Approval], found: Named) -> list[Approval]:
    return [card for card in cards if card.intent.symbol in found.symbols]


def _refuse_others(cards: list[Approval], words: tuple[str, ...], found: Named) -> None:
    """Say that a stock has no card; a word that is only like names is none beside one card."""
    like = _of(cards, found)
    if not like and (len(cards) > 1 or not found.alike):
        raise UsageError("edit.no_card_of", found=words[0], cards=_listed(cards))
    if len(cards) > 1:
        raise UsageError("edit.which", cards=_listed(like))


def _leads(words: tuple[str, ...], found: Named) -> bool:
    """Tell whether the name stands first: a figure is none, and a reason may hold one."""
    behind = words[len(words) - len(found.rest) :]
    return (behind == found.rest and not words[0][0].isdigit()) or words[0] in found.symbols


def _listed(cards: list[Approval]) -> str:
    return ", ".join(f"{c.intent.name} {c.id[-6:]}" for c in cards[-5:])


def _ends(card: Approval, word: str) -> bool:
    return len(word) >= SHORTEST and card.id.endswith(word.upper())
