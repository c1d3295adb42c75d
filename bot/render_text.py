"""Draws a reply as plain lines of at most 36 columns; both faces show the same lines."""

from __future__ import annotations

from bot.locale.catalogue import Catalogue
from bot.reply import Block, Code, Fields, Lines, Paragraph, Reply, Table, Verbatim
from bot.text import WIDTH, clean, clean_lines, pad, width, wrap
from core.domain.journal import Severity

RULE = "─" * 18
_MARKS = {Severity.INFO: "", Severity.WARNING: "⚠ ", Severity.CRITICAL: "🚨 "}


def render(reply: Reply, words: Catalogue, *, columns: int = WIDTH) -> str:
    """Draw the whole message but its buttons; only verbatim lines are wider than `columns`."""
    return "\n".join(lines(reply, words, columns=columns))


def lines(reply: Reply, words: Catalogue, *, columns: int = WIDTH) -> list[str]:
    """Draw the message line by line: banner, title, rule, blocks."""
    drawn: list[str] = []
    if reply.mode is not None:
        drawn += wrap(words.t(f"mode.{reply.mode.value}.banner"), columns)
    if reply.title:
        drawn += wrap(heading(reply), columns)
    if drawn and reply.blocks:
        drawn.append(RULE)
    for block in reply.blocks:
        drawn += block_lines(block, columns)
    return drawn


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
    rows = [tuple(clean(cell) for cell in row) for row in table.rows]
    shown = [table.columns, *rows]
    spans = [max(width(row[i]) for row in shown) for i in range(len(table.columns))]
    if sum(spans) + 2 * (len(spans) - 1) <= columns:
        return [_row(row, spans) for row in shown]
    return [part for row in rows for part in _stacked(table.columns, row, columns)]


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
