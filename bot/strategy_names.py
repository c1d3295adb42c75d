"""Finds the strategy that people mean by its id, its title or what else it is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.locale.catalogue import Catalogue
from core.registry import Registry
from core.strategies.base import Strategy

# Names of strategies have up to four words.
LONGEST: Final = 4


class StrategyNames:
    """The strategies by all that people call them in the language in use; presets where asked."""

    def __init__(
        self, strategies: Registry[type[Strategy]], words: Catalogue, *, presets: bool = False
    ) -> None:
        self._full: dict[str, str] = {}
        self._short: dict[str, str] = {}
        for name, strategy in strategies:
            title = words.strategy(name, strategy.title)
            self._full |= {_plain(one): name for one in (strategy.title, title, name)}
            said = words.either(f"strategy.said.{name}", "").split(", ")
            self._short |= {_plain(one): name for one in said if one}
            self._short |= {_plain(one): one for one in strategy.PRESETS if presets}
        self.known = ", ".join(
            f"{words.strategy(name, strategy.title)}({name})" for name, strategy in strategies
        )

    def first(self, words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """Give what the first words name in full, and the words left; "" where they name nothing.

        Only ids and titles count: a short name may as well begin a person's reason.
        """
        for size in range(min(LONGEST, len(words)), 0, -1):
            name = self._full.get(_plain(" ".join(words[:size])))
            if name is not None:
                return name, tuple(words[size:])
        return "", tuple(words)

    def find(self, text: str) -> str | None:
        """Give the strategy or preset that a name means, or the beginning of only one."""
        said, names = _plain(text), self._short | self._full
        if said in names:
            return names[said]
        begun = {name for called, name in names.items() if called.startswith(said)}
        return begun.pop() if len(said) > 1 and len(begun) == 1 else None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
