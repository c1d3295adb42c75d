"""A sentence in the forms that the readings look at, and what keeps it from being an order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.free_text.marks import FOREIGN, NAME, SEVERAL, UNKNOWN, WHEN, Marked
from bot.free_text.mood import is_past
from bot.free_text.said import Kind, Said

_REFUSED: Final = re.compile(
    r"지(?:는|를|도)?\s?(?:마|말|않|못)|(?<![가-힣])안\s?해|(?<![a-z])(?:don't|do not|never|not)\b"
)

_LINKED: Final = re.compile(
    r"(?<![가-힣])(?:사|팔|담|던지|털|(?:매수|매도|정리|익절|손절|청산)하)고(?=[\s,])(?!\s?(?:싶|있))"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence: as it was, with its marks, its moods, and the sides it asks for or names."""

    plain: str
    said: Marked
    moods: frozenset[str]
    asked: Mapping[str, str]
    spoken: tuple[str, ...]

    @property
    def text(self) -> str:
        """Give the words between the marks."""
        return self.said.text

    @property
    def wants_order(self) -> bool:
        """Tell whether it asks for an order in any form."""
        return any(self.asked.values())

    @property
    def is_strong(self) -> bool:
        """Tell whether it asks for an order with 줘 or its kin."""
        return "strong" in self.asked.values()

    @property
    def links_orders(self) -> bool:
        """Tell whether an order leads on to something else: 사고, 팔고."""
        return bool(_LINKED.search(self.text))

    @property
    def trades(self) -> bool:
        """Tell whether an order is asked for, alone or on the way to something else."""
        return self.wants_order or self.links_orders

    @property
    def refuses(self) -> bool:
        """Tell whether it says that something is not to be done."""
        return bool(_REFUSED.search(self.text))

    @property
    def tells(self) -> bool:
        """Tell whether it speaks of the past or of what others say."""
        return is_past(self.text) or self.feels("quotation")

    def feels(self, *moods: str) -> bool:
        """Tell whether it has one of some moods."""
        return not self.moods.isdisjoint(moods)

    @property
    def symbol(self) -> str:
        """Give the one symbol it names, nothing where there are several."""
        return only(self.said)


def only(said: Marked) -> str:
    """Give the one symbol among the marks, nothing where there are several."""
    names = list(dict.fromkeys(said.all(NAME)))
    return str(names[0]) if len(names) == 1 else ""


def about(heard: Heard, found: Said, *, needs_symbol: bool = False) -> Said:
    """Put the one symbol and the time into what was found, or ask which of several is meant."""
    said = heard.said
    choices = next((v for v in said.all(SEVERAL) if isinstance(v, tuple)), ())
    if not said.has(NAME) and (choices or said.has(UNKNOWN, FOREIGN)):
        return replace(found, kind=Kind.AMBIGUOUS, why="symbol_several", choices=choices)
    if needs_symbol and not heard.symbol:
        return replace(found, kind=Kind.AMBIGUOUS, why="symbol_missing")
    when = [str(value) for value in said.all(WHEN)]
    extra = found.extra | ({"when": when[0]} if when else {})
    return replace(found, symbol=heard.symbol, extra=extra)


def unclear(heard: Heard, why: str, extra: dict[str, str] | None = None) -> Said:
    """Give the answer that asks back, with the reason."""
    return Said(Kind.AMBIGUOUS, symbol=heard.symbol, why=why, extra=extra or {})
