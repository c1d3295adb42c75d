"""A sentence with what was understood replaced by marks, so that words keep their borders."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

# One private letter a meaning: no sentence can hold them, as private letters are dropped before.
NAME, SEVERAL, UNKNOWN, FOREIGN = "\ue000", "\ue001", "\ue002", "\ue003"
SHARES, AMOUNT, PRICE, MONEY, BARE = "\ue004", "\ue005", "\ue006", "\ue007", "\ue008"
PART, PERCENT = "\ue009", "\ue00a"
WHEN, SPAN, PERIOD = "\ue00b", "\ue00c", "\ue00d"
TYPE, LIMIT_SIDE, STOP, TAKE = "\ue00e", "\ue00f", "\ue010", "\ue011"
# What tells of which share, known or not, and of how much.
NAMED: Final = (NAME, SEVERAL, UNKNOWN, FOREIGN)
SIZED: Final = (SHARES, AMOUNT, PRICE, MONEY, PART, PERCENT)
# Stands where a verb stood that asks; no value is behind it.
VERB: Final = "\ue012"
ANY: Final = "\ue000-\ue011"
_ANY: Final = re.compile(f"[{ANY}]")

Value = str | int | Decimal | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Marked:
    """The sentence that is left, how it was, and the values behind its marks in their order."""

    text: str
    plain: str = ""
    found: tuple[tuple[str, Value], ...] = field(default_factory=tuple)

    def put(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], Found]) -> Marked:
        """Replace what a pattern finds by marks; a None of `read` leaves it as it stands."""
        hits = ((match, read(match)) for match in pattern.finditer(self.text))
        return self.put_at([(m.start(), m.end(), mark) for m, mark in hits if mark is not None])

    def put_at(self, spots: Sequence[tuple[int, int, tuple[str, Value]]]) -> Marked:
        """Replace pieces by marks; pieces are in order and do not overlap.

        A mark inside a piece goes with it.
        """
        pieces: list[str] = []
        found: list[tuple[str, Value]] = []
        old, at = iter(self.found), 0
        for start, end, mark in spots:
            pieces += [self.text[at:start], f" {mark[0]} "]
            found += [next(old) for _ in _ANY.findall(self.text[at:start])]
            for _ in _ANY.findall(self.text[start:end]):
                next(old)
            found.append(mark)
            at = end
        pieces.append(self.text[at:])
        text = " ".join("".join(pieces).split())
        return Marked(text, self.plain or self.text, (*found, *old)) if spots else self

    def all(self, *marks: str) -> list[Value]:
        """Give the values of some marks, in the order of the sentence."""
        return [value for mark, value in self.found if mark in marks]

    def has(self, *marks: str) -> bool:
        """Tell whether a mark occurs."""
        return any(mark in marks for mark, _ in self.found)

    def with_text(self, text: str) -> Marked:
        """Give the same values with other words between them; the marks must stay."""
        return replace(self, text=text)


Found = tuple[str, Value] | None
