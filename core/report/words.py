"""What a report calls symbols, owners, and what rules said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

from core.domain.saying import Saying

Say: TypeAlias = Callable[[Saying], str]


@dataclass(frozen=True, slots=True)
class Words:
    """What things are called: names of symbols, titles of owners, and what rules say.

    `say` puts a rule's saying into the language of the report; without it the key is shown.
    """

    names: Mapping[str, str]
    titles: Mapping[str, str]
    say: Say = attrgetter("key")

    def name(self, symbol: str) -> str:
        """Give the name of a symbol, or the symbol itself when nobody knows it."""
        return self.names.get(symbol, symbol)

    def title(self, owner: str) -> str:
        """Give what people call an owner."""
        return self.titles.get(owner, owner)
