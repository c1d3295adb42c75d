"""Puts an answer together: the sentences that held, their rows with buttons, what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.assistant.check import Checked, Kept
from bot.assistant.fact import Fact, told
from bot.locale.catalogue import Catalogue
from bot.reply import DRAFT, Block, Button, Code, Lines, Paragraph, Reply
from bot.report_text import inert
from bot.text import clean
from bot.trade_buttons import AskedFor
from core.domain.order import Mode

# With these and six sentences an answer fits one message of every face.
MOST_ROWS: Final = 10
LONGEST_LINE: Final = 150
PER_ROW: Final = 4


def partial(kept: Sequence[Kept], words: Catalogue, *, mode: Mode) -> Reply:
    """Draw what there is so far: only sentences that held."""
    text = " ".join(_sentence(k) for k in kept)
    shown = f"{text} …" if text else words.t("ask.looking")
    return Reply(words.t("ask.title"), (Paragraph(shown),), mode=mode)


def whole(checked: Checked, facts: Mapping[str, Fact], words: Catalogue, *, mode: Mode) -> Reply:
    """Draw a finished answer; without a sentence that held, its rows alone."""
    cited = list(dict.fromkeys(row for kept in checked.kept for row in kept.rows))
    rows = cited or list(facts)
    blocks: list[Block] = [Paragraph(_sentence(k)) for k in checked.kept]
    if not checked.kept:
        blocks.append(Paragraph(words.t("ask.facts_only" if rows else "ask.no_facts")))
    if checked.dropped:
        blocks.append(Paragraph(words.t("ask.dropped", count=len(checked.dropped))))
    return _with_rows(blocks, rows, facts, words, mode=mode)


def fallback(facts: Mapping[str, Fact], words: Catalogue, *, why: str, mode: Mode) -> Reply:
    """Draw the rows alone, and why no sentence was written."""
    blocks: list[Block] = [Paragraph(words.t(why)), Paragraph(words.t("ask.facts_only"))]
    return _with_rows(blocks, list(facts), facts, words, mode=mode)


def with_draft(reply: Reply, wish: AskedFor, words: Catalogue, *, key: str) -> Reply:
    """Put a suggested order below an answer: the line to type, and a button for its card."""
    said = " ".join(wish.words.split()[1:])
    if words.code == "ko":
        said = said.replace("shares", "주").replace("won", "원")
    line = f"{words.t(f'side.{wish.side.value}')} {said}"
    told = (Paragraph(words.t("ask.draft")), Code(line))
    card = (Button(words.t("ask.to_card"), f"{DRAFT}{key}"),)
    return replace(reply, blocks=(*reply.blocks, *told), buttons=(*reply.buttons, card))


def row_reply(
    row: str, fact: Fact, words: Catalogue, *, mode: Mode, hide: Callable[[str], str]
) -> Reply:
    """Draw one row as it was given to the model, with the words of others as quotations."""
    blocks: list[Block] = [Lines((_line(row, fact, words),))]
    for label, text in fact.quotes:
        quote = words.t("ask.quote", label=words.t(f"fact.{label}"), text=inert(hide(text)))
        blocks.append(Paragraph(quote))
    blocks.append(Paragraph(words.t("ask.as_given")))
    now = Button(words.t("ask.now"), f"r:{fact.opens}") if fact.opens else None
    return Reply(
        words.t("ask.row_title", row=row), tuple(blocks), ((now,),) if now else (), mode=mode
    )


def _with_rows(
    blocks: list[Block], rows: Sequence[str], facts: Mapping[str, Fact], words: Catalogue,
    *, mode: Mode,
) -> Reply:  # fmt: skip
    shown = [row for row in rows if row in facts][:MOST_ROWS]
    if shown:
        blocks.append(Paragraph(words.t("ask.rows")))
        blocks.append(Lines(tuple(_line(row, facts[row], words) for row in shown)))
    if len(rows) > len(shown):
        blocks.append(Paragraph(words.t("ask.more", count=len(rows) - len(shown))))
    buttons = [Button(row, f"r:source {row}") for row in shown]
    lines = tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))
    return Reply(words.t("ask.title"), tuple(blocks), lines, mode=mode)


def _sentence(kept: Kept) -> str:
    return f"{inert(kept.text)} ({', '.join(kept.rows)})"


def _line(row: str, fact: Fact, words: Catalogue) -> str:
    return f"{row} {inert(clean(told(fact, words), LONGEST_LINE))}"
