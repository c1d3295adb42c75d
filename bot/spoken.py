"""Tells lines that are sentences from lines that are commands, and what the sentences ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.free_text.book import NameBook, plain_book
from bot.free_text.commands import command_words
from bot.free_text.said import Kind, Said
from bot.free_text.understand import understand
from bot.parse import Line, find, read

# These take words as they are: a stop never fails for its words, a secret is never read.
_AS_SAID: Final = frozenset({
    "ask", "backtest", "decline", "edit", "flatten", "halt", "help", "language", "match", "pair",
    "pin", "resume", "risk", "source", "start",
})  # fmt: skip
_SENTENCE: Final = re.compile(
    r"(?:줘|줘요|주세요|줄래|줄래요|주실래요|어|아|해|야|요|까|지|니|냐|네|래|자|라|다)[?!.~\s]*$|\?|"
    r"\b(?:of|my|please|shares of)\b|취소|철회"
)
URGENT: Final = frozenset({"halt", "cancel"})


class Bookshelf:
    """Keeps the book of the names in use, as making one takes some hundredths of a second."""

    def __init__(self) -> None:
        self._names: Mapping[str, str] = {}
        self._book = plain_book()

    def of(self, names: Mapping[str, str]) -> NameBook:
        """Give the book of these names beside the ones that gaemi brings along."""
        if names != self._names:
            self._names, self._book = dict(names), NameBook(names)
        return self._book


def sentence(line: Line, text: str, book: NameBook | None = None) -> Said | None:
    """Read a line as a sentence; None where it is a command, an answer, a number or nothing.

    `매수 005930 10주` is a command; `주문 취소해줘` begins with the name of one and is none.
    """
    if _is_no_sentence(line):
        return None
    said = understand(text.strip().removeprefix("/"), book)
    idle = (Kind.NONE,) if line.spec is None else (Kind.NONE, Kind.ASK)
    return None if said.kind in idle else said


def runs_apart_as(text: str) -> bool:
    """Tell whether a sentence stops, cancels, or takes its time: no other line waits for it."""
    line = read(text)
    said = sentence(line, text)
    words = command_words(said, text) if said is not None else ()
    spec = find(words[0]) if words else None
    return spec is not None and (spec.name in URGENT or spec.slow)


def _is_no_sentence(line: Line) -> bool:
    if line.spec is None:
        return line.is_number or (line.is_answer and not line.words)
    if line.slash or line.spec.name in _AS_SAID:
        return True
    return not _SENTENCE.search(" ".join(line.words))
