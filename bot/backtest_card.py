"""A backtest as a message: its figures, what is doubtful of it, and what was assumed."""

from __future__ import annotations

from typing import Final

from bot.backtest_story import Story
from bot.backtest_words import (
    assumed_words,
    doubts,
    figures,
    headline,
    money_words,
    period_words,
    strategy_words,
    symbols_words,
    verdict_words,
)
from bot.locale.catalogue import Catalogue
from bot.reply import Block, Fields, Lines, Paragraph, Picture, Reply

# Beside the return stand the yearly one, that of buy and hold, and how deep it fell on the way.
_SHOWN: Final = (
    "change", "growth", "hold", "fall", "below", "sharpe", "trades", "win_rate", "profit_factor",
    "closed", "open", "fee", "tax",
)  # fmt: skip


def backtest_card(story: Story, words: Catalogue, png: bytes | None = None) -> Reply:
    """Draw the message; with a picture its figures are the picture's words as well."""
    known = figures(story, words)
    rows = [
        (words.t("story.what"), symbols_words(story, words)),
        (words.t("story.period"), period_words(story)),
        (words.t("story.begun"), money_words(story, words)),
        *((known[key].label, known[key].value) for key in _SHOWN),
    ]
    title = words.t("story.title", strategy=strategy_words(story, words))
    return Reply(
        title, (Fields(tuple(rows)), *_notes(story, words)), picture=_of(story, words, png)
    )


def _notes(story: Story, words: Catalogue) -> list[Block]:
    """Say what the checks doubt, which symbols were left out, and what was assumed."""
    notes: list[Block] = [Paragraph(verdict_words(story, words))]
    grave = doubts(story, words)
    if grave:
        notes.append(Lines(tuple(f"· {line}" for line in grave)))
    if story.stored > len(story.symbols):
        count, stored = len(story.symbols), story.stored
        notes.append(Paragraph(words.t("story.some", count=count, stored=stored)))
    assumed = (assumed_words(story.plan, story.symbols, words), words.t("backtest.past"))
    return [*notes, Paragraph(" ".join(assumed))]


def _of(story: Story, words: Catalogue, png: bytes | None) -> Picture | None:
    if png is None:
        return None
    known = figures(story, words)
    told = ", ".join(f"{known[key].label} {known[key].value}" for key in ("change", "hold", "fall"))
    name = f"backtest-{story.study.strategy.name}"
    return Picture(name, png, f"{headline(story, words)}: {told}")
