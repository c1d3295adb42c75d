"""Draws a reply as plain lines of at most 36 columns; both faces show the same lines."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

from bot.locale.catalogue import Catalogue
from bot.reply import Block, Code, Fields, Lines, Paragraph, Reply, Table, Verbatim
from bot.text import WIDTH, clean, clean_lines, pad, width, wrap
from core.domain.journal import Severity

RULE = "─" * 18


class Look(Enum):
    """How a stretch of lines wants to look: as words, as a heading, or with its spaces kept."""

    WORDS = "words"
    HEADING = "heading"
    SPACED = "spaced"


Stretch: TypeAlias = tuple[Look, list[str]]
_MARKS = {Severity.INFO: "", Severity.WARNING: "⚠ ", Severity.CRITICAL: "🚨 "}


def render(reply: Reply, words: Catalogue, *, columns: int = WIDTH) -> str:
    """Draw the whole message but its buttons; only verbatim lines are wider than `columns`."""
    return "\n".join(lines(reply, words, columns=columns))


def lines(reply: Reply, words: Catalogue, *, columns: int = WIDTH) -> list[str]:
    """Draw the message line by line: banner, title, rule, blocks."""
    return [line for _, drawn in stretches(reply, words, columns=columns) for line in drawn]


def stretches(reply: Reply, words: Catalogue, *, columns: int = WIDTH) -> Iterator[Stretch]:
    """Draw the message in stretches of lines that look alike; together they are all of it."""
    banner = "" if reply.mode is None else words.t(f"mode.{reply.mode.value}.banner")
    heads = [wrap(text, columns) for text in (banner, heading(reply)) if text]
    yield from ((Look.HEADING, head) for head in heads)
    if heads and reply.blocks:
        yield Look.WORDS, [RULE]
    for block in reply.blocks:
        drawn = block_lines(block, columns)
        yield _look(block, columns), drawn


def _look(block: Block, columns: int) -> Look:
    in_columns = isinstance(block, Table) and _fits(_spans(block), columns)
    return Look.SPACED if in_columns or isinstance(block, Code) else Look.WORDS


def heading(reply: Reply) -> str:
    """Give the title with the mark of its severity."""
    return _MARKS[reply.severity] + clean(reply.title) if reply.title else ""


def block_lines(block: Block, columns: int = WIDTH) -> list[str]:
    """Draw one block line by line."""
    if isinstance(block, Paragraph):
        return [part for line in clean_lines(block.text) for part in wrap(line, columns)]
    if isinstance(block, Lines):
        return [part for row in block.rows for part in wrap(_row_text(row), columns, indent="  ")]
    if isinstance(block, Fields):
        return [part for label, value in block.rows for part in _field(label, value, columns)]
    if isinstance(block, Verbatim):
        return block.text.split("\n")
    if isinstance(block, Code):
        return [part for line in clean_lines(block.text) for part in wrap(line, columns)]
    return _table(block, columns)


def _row_text(row: str) -> str:
    return " ".join(clean_lines(row))


def _field(label: str, value: str, columns: int) -> list[str]:
    name, text = clean(label), clean(value)
    line = f"{name}: {text}"
    if width(line) <= columns:
        return [line]
    # A long value reads better below its label than broken beside it.
    if width(name) < columns and width(text) <= columns - 2:
        return [f"{name}:", f"  {text}"]
    return wrap(line, columns, indent="  ")


def _table(table: Table, columns: int) -> list[str]:
    spans = _spans(table)
    if _fits(spans, columns):
        return [_row(row, spans) for row in _cells(table)]
    rows = _cells(table)[1:]
    return [part for row in rows for part in _stacked(table.columns, row, columns)]


def _cells(table: Table) -> list[tuple[str, ...]]:
    """Give the headings and then the rows, cleaned."""
    return [table.columns, *(tuple(clean(cell) for cell in row) for row in table.rows)]


def _spans(table: Table) -> list[int]:
    return [max(width(cell) for cell in column) for column in zip(*_cells(table), strict=True)]


def _fits(spans: list[int], columns: int) -> bool:
    return sum(spans) + 2 * (len(spans) - 1) <= columns


def _row(row: tuple[str, ...], spans: list[int]) -> str:
    cells = [pad(cell, spans[i], right=i > 0) for i, cell in enumerate(row)]
    return "  ".join(cells).rstrip()


def _stacked(heads: tuple[str, ...], row: tuple[str, ...], columns: int) -> list[str]:
    values = [f"{h} {v}".strip() for h, v in zip(heads[1:], row[1:], strict=True) if v]
    below = [f"  {line}" for line in _packed(values, columns - 2)]
    return [*wrap(f"• {row[0]}", columns, indent="  "), *below]


def _packed(values: list[str], columns: int) -> list[str]:
    packed: list[str] = []
    for value in values:
        joined = f"{packed[-1]} · {value}" if packed else value
        if packed and width(joined) <= columns:
            packed[-1] = joined
        else:
            packed += wrap(value, columns)
    return packed
