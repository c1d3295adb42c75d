"""Orders that an answer may suggest to type: only what the person's own question already says.

A draft does nothing. Its button says the line as the person could have typed it, which puts up an
ordinary card that needs its own press.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import Field

from bot.assistant.tool import ToolArgs
from bot.commands.base import UsageError
from bot.symbol_names import meant
from bot.trade_buttons import AskedFor
from bot.trade_words import HALF, WHOLE, parse_trade
from core.clock import Clock
from core.domain.signal import Side, Size
from core.report.inert import one_line
from core.report.numbers import Number, Unit, extract

LIFE_S: Final = 300.0
MOST: Final = 200
_SIDES: Final = {
    Side.BUY: re.compile(r"매수|(?<![가-힣])(?:사|살)|\bbuy\b|\bpurchase\b", re.IGNORECASE),
    Side.SELL: re.compile(r"매도|(?<![가-힣])(?:팔|판)|처분|\bsell\b", re.IGNORECASE),
}


class OfDraft(ToolArgs):
    """One order as the person asked for it."""

    side: Literal["buy", "sell"]
    symbol: str = Field(description="name or code, as in the question")
    size: str = Field(description="such as 10주, 200000원 or 절반, as in the question")


def drafted(args: OfDraft, question: str, names: Mapping[str, str]) -> AskedFor | None:
    """Give the order when side, stock and size all stand in the question itself; else None."""
    side, asked = Side(args.side), one_line(question)
    symbols = [s for s in meant(args.symbol, names) if _named(s, args.symbol, asked, names)]
    size = _size(args.size)
    if len(symbols) != 1 or size is None or size not in _sizes(asked):
        return None
    said = [s for s, pattern in _SIDES.items() if pattern.search(asked)]
    return AskedFor(side, symbols[0], size) if said == [side] else None


def _named(symbol: str, said: str, question: str, names: Mapping[str, str]) -> bool:
    line = question.casefold()
    spoken = said.strip().casefold()
    return any(n and n.casefold() in line for n in (symbol, names.get(symbol, ""), spoken))


def _size(text: str) -> Size | None:
    try:
        said = parse_trade(tuple(text.split()), frozenset())
    except UsageError:
        return None
    return None if said.limit or said.market or said.owner else said.size


def _sizes(question: str) -> list[Size]:
    """Give every size that a question states."""
    words = "|".join(sorted(HALF | WHOLE, key=len, reverse=True))
    parts = re.findall(rf"(?<![가-힣A-Za-z])(?:{words})", question, re.IGNORECASE)
    found = [*map(_stated, extract(question)), *map(_size, parts)]
    return [size for size in found if size is not None]


def _stated(number: Number) -> Size | None:
    """Read a number of a question as a size, where it can be one."""
    if number.value <= 0:
        return None
    if number.unit is Unit.PERCENT:
        return Size(fraction=number.value / 100) if number.value <= 100 else None
    if number.unit is Unit.SHARES:
        return Size(shares=int(number.value))
    return Size(budget=int(number.value)) if number.unit is Unit.WON else None


@dataclass(frozen=True, slots=True)
class Draft:
    """One suggestion: the command's words, whose it is, until when, and in which message."""

    words: str
    person: str
    until: float
    message: str = ""


class Drafts:
    """The drafts that may still be pressed, by a secret key each; one press uses one up."""

    def __init__(self, wall: Clock) -> None:
        self._wall = wall
        self._kept: dict[str, Draft] = {}

    def keep(self, words: str, *, person: str, message: str) -> str:
        """Keep a draft and give its key."""
        key = secrets.token_urlsafe(12)
        self._kept[key] = Draft(words, person, self._wall.monotonic() + LIFE_S, message)
        while len(self._kept) > MOST:
            self._kept.pop(next(iter(self._kept)))
        return key

    def take(self, key: str, *, person: str, message: str) -> str | None:
        """Give the words of a draft once, to whom it was made for, in its message, in time."""
        draft = self._kept.get(key)
        if draft is None or draft.person != person:
            return None
        if draft.message and draft.message != message:
            return None
        del self._kept[key]
        return draft.words if self._wall.monotonic() <= draft.until else None
