"""Draws a reply as Slack's blocks, within Slack's limits.

Words stand in `rich_text`, whose texts are shown to the letter: no mark-up in somebody's name can
become bold, a link or a call to everybody. Tables keep their columns in preformatted text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from bot.locale.catalogue import Catalogue
from bot.parse import find
from bot.render_text import block_lines, heading, render
from bot.reply import Block, Button, Code, Fields, Lines, Reply, Table, Verbatim
from bot.text import clean, clean_lines
from core.domain.order import Mode

Drawn: TypeAlias = dict[str, Any]
# Slack's limits: blocks of a message, letters of a header, of a block's text and of a label.
MOST_BLOCKS: Final = 50
HEADER: Final = 150
TEXT: Final = 3_000
LABEL: Final = 75
ROW: Final = 25
# All blocks of one message together; Slack refuses above 13,200.
WHOLE: Final = 11_000
_ROWS: Final = 20
_COMMAND: Final = re.compile(r"(?<![\w/])/([a-z]+|[가-힣]+)")
_STYLES: Final = {"c1:": "primary", "q1:": "primary", "x:": "danger"}


@dataclass
class _Page:
    """One message while it fills."""

    blocks: list[Drawn] = field(default_factory=list)
    size: int = 0

    def fits(self, size: int) -> bool:
        return len(self.blocks) < MOST_BLOCKS - _ROWS and self.size + size <= WHOLE

    def add(self, block: Drawn, size: int) -> None:
        self.blocks.append(block)
        self.size += size


def pages(reply: Reply, words: Catalogue) -> list[list[Drawn]]:
    """Draw a reply as one message or several; the last has the buttons."""
    done = [_Page(_head(reply, words))]
    for block, size in _body(reply.blocks):
        if not done[-1].fits(size):
            done.append(_Page())
        done[-1].add(block, size)
    last = done[-1].blocks
    last += [_actions(n, row) for n, row in enumerate(_rows(reply))]
    return [page.blocks or [_rich([_run("…")])] for page in done]


def fallback(reply: Reply, words: Catalogue) -> str:
    """Give the words of a notification or a screen reader, escaped as Slack wants it."""
    return escape(_spelled(render(reply, words))[: TEXT // 2]) or "…"


def escape(text: str) -> str:
    """Write a text so that nothing in it is a link, a mention or mark-up's beginning."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(text: str, longest: int) -> Drawn:
    """Make a text object that is shown as it is; Slack refuses one without a letter."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    cut = cut if cut.strip() else "…"
    return {"type": "plain_text", "text": cut, "emoji": False}


def _head(reply: Reply, words: Catalogue) -> list[Drawn]:
    drawn: list[Drawn] = []
    if reply.mode is not None:
        banner = plain_text(words.t(f"mode.{reply.mode.value}.banner"), HEADER)
        # Real money stands as large as the title; nobody may take it for play.
        small = {"type": "context", "elements": [banner]}
        drawn.append({"type": "header", "text": banner} if reply.mode is Mode.LIVE else small)
    if reply.title:
        drawn.append({"type": "header", "text": plain_text(_spelled(heading(reply)), HEADER)})
    return drawn


def _body(blocks: Iterable[Block]) -> Iterator[tuple[Drawn, int]]:
    """Give the blocks with the letters of each; words that stand together are one block."""
    runs: list[Drawn] = []
    for block in blocks:
        if isinstance(block, Table | Code):
            yield from _spoken(runs)
            runs = []
            yield from _fixed(block)
        else:
            runs += _runs(block)
    yield from _spoken(runs)


def _runs(block: Block) -> Iterator[Drawn]:
    if isinstance(block, Fields):
        for label, value in block.rows:
            yield _run(f"{clean(label)}: ", bold=True)
            yield _run(f"{clean(value)}\n")
    elif isinstance(block, Lines):
        yield from (_run(" ".join(clean_lines(row)) + "\n") for row in block.rows)
    elif isinstance(block, Verbatim):
        yield from (_run(f"{line}\n") for line in block.text.split("\n"))
    elif not isinstance(block, Table | Code):
        yield from (_run(f"{line}\n") for line in clean_lines(block.text))


def _run(text: str, *, bold: bool = False) -> Drawn:
    style = {"style": {"bold": True}} if bold else {}
    return {"type": "text", "text": _spelled(text), **style}


def _spelled(text: str) -> str:
    """Write commands as they are typed here: of ours Slack knows one, and the rest behind it."""
    return _COMMAND.sub(lambda m: f"/gaemi {m[1]}" if find(m[1]) else m[0], text)


def _spoken(runs: list[Drawn]) -> Iterator[tuple[Drawn, int]]:
    for part in _parts(runs):
        if any(run["text"].strip() for run in part):
            yield _rich(part), sum(len(run["text"]) for run in part)


def _parts(runs: list[Drawn]) -> Iterator[list[Drawn]]:
    """Part words so that each part has at most the letters of one block."""
    part: list[Drawn] = []
    room = TEXT
    for run in runs:
        for piece in _pieces(run["text"]):
            if len(piece) > room:
                yield part
                part, room = [], TEXT
            part.append({**run, "text": piece})
            room -= len(piece)
    yield part


def _rich(runs: list[Drawn]) -> Drawn:
    # The last line break would show as an empty line.
    ended = [*runs[:-1], {**runs[-1], "text": runs[-1]["text"].rstrip("\n") or "…"}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": ended}]}


def _fixed(block: Table | Code) -> Iterator[tuple[Drawn, int]]:
    lines = clean_lines(block.text) if isinstance(block, Code) else block_lines(block)
    for part in _parts([_run(f"{line}\n") for line in lines if line]):
        text = "".join(run["text"] for run in part).rstrip("\n")
        if text:
            kept = {"type": "rich_text_preformatted", "elements": [_run(text)], "border": 0}
            yield {"type": "rich_text", "elements": [kept]}, len(text)


def _pieces(text: str) -> Iterator[str]:
    yield from (text[at : at + TEXT] for at in range(0, len(text), TEXT))


def _rows(reply: Reply) -> list[tuple[Button, ...]]:
    """Give the rows of buttons; too many rows for one message are put together."""
    rows = [row[at : at + ROW] for row in reply.buttons for at in range(0, len(row), ROW)]
    if len(rows) <= _ROWS:
        return rows
    flat = [button for row in rows for button in row]
    return [tuple(flat[at : at + ROW]) for at in range(0, len(flat), ROW)][:_ROWS]


def _actions(number: int, row: tuple[Button, ...]) -> Drawn:
    elements = [_button(f"b{number}.{at}", button) for at, button in enumerate(row)]
    return {"type": "actions", "elements": elements}


def _button(name: str, button: Button) -> Drawn:
    style = next((s for mark, s in _STYLES.items() if button.data.startswith(mark)), "")
    label = plain_text(clean(button.label, LABEL), LABEL)
    drawn = {"type": "button", "action_id": name, "text": label, "value": button.data}
    return drawn | ({"style": style} if style else {})
