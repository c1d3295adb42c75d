"""Tells lines that are sentences from lines that are commands, and what the sentences ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.commands.base import CommandSpec
from bot.free_text.book import NameBook, plain_book
from bot.free_text.commands import command_words
from bot.free_text.said import REFUSED, Kind, Said
from bot.free_text.understand import understand
from bot.parse import Line, find, read
from bot.symbol_names import meant

# These take words as they are: a stop never fails for its words, a secret is never read.
_AS_SAID: Final = frozenset({
    "alert", "ask", "backtest", "decline", "edit", "flatten", "halt", "help", "language", "match",
    "pair", "pin", "resume", "risk", "source", "start", "users",
})  # fmt: skip
_SENTENCE: Final = re.compile(
    r"(?:줘|줘요|주세요|줄래|줄래요|주실래요|어|아|해|야|요|까|지|니|냐|네|래|자|라|다)[?!.~\s]*$|\?|"
    r"\b(?:of|my|please|shares of)\b|취소|철회"
)
# 왜 안 사 삼전: why something was not done, whatever the verb ends in.
_NOT_DONE: Final = re.compile(r"^(?:안|못)\s?(?:샀|사|삼|팔|판|매)")
_MANNERS: Final = re.compile(
    r"(?:좀|알려줘요?|알려주세요|알려|보여줘요?|보여주세요|보여|조회|조회해줘요?|조회해|확인|확인해줘요?|봐|봐줘|"
    r"얼마|얼마야|얼마예요|어때|뭐야|부탁해요?|please|show|me|now)[?!.~]*"
)
_VALUE: Final = re.compile(r"(?:얼마|얼마야|얼마예요|뭐야)[?!.~]*")
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
    return None if said.kind in idle and said.why != REFUSED else said


def mannered(line: Line) -> Line | None:
    """Give a reading command without the manners around it: 시세 알려줘, 로그 좀 보여줘.

    None where there is none, or where the words say more than that.
    """
    if line.spec is None or line.spec.changes or line.spec.name in _AS_SAID or not line.words:
        return None
    meant_by_name = line.spec.means.get(line.head, ())
    said = line.words[len(meant_by_name) :]
    polite = bool(said) and all(_MANNERS.fullmatch(word) for word in said)
    # `잔고 뭐야` asks for a value; a chart has none, so there it can only be meant for a name.
    if line.spec.name == "chart" and any(_VALUE.fullmatch(word) for word in said):
        return None
    return replace(line, words=meant_by_name) if polite else None


def runs_apart_as(text: str) -> bool:
    """Tell whether a sentence stops, cancels, or takes its time: no other line waits for it."""
    spec = command_of(text)
    return spec is not None and (spec.name in URGENT or spec.slow)


def command_of(text: str) -> CommandSpec | None:
    """Give the command that does what a sentence asks for; None where none does."""
    said = sentence(read(text), text)
    words = command_words(said, text) if said is not None else ()
    return find(words[0]) if words else None


def _is_no_sentence(line: Line) -> bool:
    if line.spec is None:
        return line.is_number or (line.is_answer and not line.words)
    if line.slash or line.spec.name in _AS_SAID:
        return True
    words = line.words
    # 삼성전자 ends like 사자, and is a name.
    if words and meant(words[-1], {}):
        words = words[:-1]
    said = " ".join(words)
    return not (_SENTENCE.search(said) or _NOT_DONE.search(said))
