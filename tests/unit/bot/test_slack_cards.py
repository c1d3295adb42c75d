"""Golden cards in Slack: every word and button of each, as a person looked at them."""

from __future__ import annotations

import pytest

from bot.locale.catalogue import Catalogue
from bot.reply import Reply
from bot.slack_blocks import pages
from core.domain.approval import ApprovalState
from core.domain.signal import Side
from tests.slack_shown import labels, squeezed, texts
from tests.unit.bot.test_bot_cards import (
    GOLDEN,
    MARKETS,
    MATRIX,
    SPECIALS,
    _approval,
    _draw,
    _special,
)


def shown(reply: Reply, words: Catalogue) -> str:
    """Give all words of one message, its buttons in brackets."""
    (blocks,) = pages(reply, words)
    drawn: list[str] = [text for block in blocks for text in texts(block)]
    buttons = [f"[{label}]" for block in blocks for label in labels(block)]
    return squeezed("".join([*drawn, *buttons]))


def golden(name: str) -> str:
    """Read a card as a person looked at it."""
    return squeezed((GOLDEN / f"{name}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "side", "market", "state"), MATRIX)
def test_a_card_says_in_slack_what_it_says_elsewhere(
    language: str, side: str, market: str, state: str
) -> None:
    words = Catalogue(language)
    card = _draw(_approval(MARKETS[market], Side(side), ApprovalState(state)), words)
    assert shown(card, words) == golden(f"{language}-{side}-{market}-{state}")


@pytest.mark.parametrize("name", SPECIALS)
def test_a_special_card_does_too(name: str) -> None:
    words = Catalogue("ko")
    assert shown(_draw(_special(name), words), words) == golden(f"ko-special-{name}")
