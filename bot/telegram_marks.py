"""How a message looks in Telegram: bold headings, tables and commands in letters of one width.

The marks stand beside the text as ranges, never inside it: no character of a text is ever read
as mark-up (K18), and the text is the same as on the other faces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.locale.catalogue import Catalogue
from bot.render_text import Look, stretches
from bot.reply import Reply
from bot.telegram_wire import split, units

if TYPE_CHECKING:
    from telegram import MessageEntity

# Telegram keeps this many of a message and drops the rest.
MOST: Final = 100
_KINDS: Final = {Look.HEADING: "bold", Look.SPACED: "pre"}


class Mark(NamedTuple):
    """One range of a text, in UTF-16 units as the Bot API counts."""

    kind: str
    offset: int
    length: int


class Part(NamedTuple):
    """A text that goes as one message, and how ranges of it look."""

    text: str
    marks: tuple[Mark, ...] = ()


def drawn(reply: Reply, words: Catalogue, *, note: str = "") -> Part:
    """Draw a whole reply, with a last line of our own where one is given."""
    lines: list[str] = []
    marks: list[Mark] = []
    at = 0
    for look, these in stretches(reply, words):
        length = units("\n".join(these))
        if look in _KINDS and length:
            marks.append(Mark(_KINDS[look], at, length))
        at += length + 1 if these else 0
        lines += these
    return Part("\n".join([*lines, note] if note else lines), tuple(marks))


def parted(whole: Part) -> list[Part]:
    """Cut a text as the Bot API needs it, and its marks with it; an empty one is shown as dots."""
    parts: list[Part] = []
    at = 0
    for text in split(whole.text):
        at = whole.text.index(text, at)
        start, at = units(whole.text[:at]), at + len(text)
        parts.append(Part(text, tuple(_inside(whole.marks, start, start + units(text)))))
    return parts or [Part("…")]


def _inside(marks: Sequence[Mark], start: int, end: int) -> Iterable[Mark]:
    for kind, offset, length in marks:
        begins, ends = max(offset, start), min(offset + length, end)
        if begins < ends:
            yield Mark(kind, begins - start, ends - begins)


def entities(part: Part) -> list[MessageEntity] | None:
    """Write the marks as the Bot API wants them; None where there are none."""
    from telegram import MessageEntity

    return [MessageEntity(*mark) for mark in part.marks[:MOST]] or None
