"""The rows that answers were given: numbered, kept a while, opened by the person who asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Final

from bot.assistant.fact import Fact

KEPT: Final = 300
MOST_GIVEN: Final = 60


class Shelf:
    """The newest rows of one person's answers; their numbers go up and are never used twice."""

    def __init__(self) -> None:
        self._rows: OrderedDict[str, Fact] = OrderedDict()
        self._last = 0

    def put(self, fact: Fact) -> str:
        """Keep a row and give its number."""
        self._last += 1
        row = f"r{self._last}"
        self._rows[row] = fact
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        return row

    def get(self, row: str) -> Fact | None:
        """Give a row; None when it is unknown or too old."""
        return self._rows.get(row.strip().lower().strip("[]"))


class Ledger:
    """The rows of one answer; the same row again keeps its number."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._given: dict[str, Fact] = {}

    @property
    def given(self) -> Mapping[str, Fact]:
        """Give the rows of this answer by their numbers."""
        return self._given

    def add(self, facts: Iterable[Fact]) -> list[tuple[str, Fact]]:
        """Number rows; no answer gets more than a few dozen."""
        return [(self._number(fact), fact) for fact in facts if self._has_room(fact)]

    def _has_room(self, fact: Fact) -> bool:
        return len(self._given) < MOST_GIVEN or fact in self._given.values()

    def _number(self, fact: Fact) -> str:
        known = next((row for row, old in self._given.items() if old == fact), None)
        if known is not None:
            return known
        row = self._shelf.put(fact)
        self._given[row] = fact
        return row
