"""Which stocks a line of words names: codes, names and nicknames, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.name_search import LONGEST, find_name
from bot.symbol_names import doubted, meant

MOST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The stocks that are certain, words that are not, and what those may have meant.

    `several` tells that the words are a name, but of several stocks.
    """

    symbols: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    several: bool = False


def read_symbols(words: tuple[str, ...], names: Mapping[str, str]) -> Asked:
    """Read all names; the longest run of words that is a name wins.

    A name of several stocks is not certain. Commas part names too.
    """
    left = tuple(part for word in words for part in word.replace(",", " ").split())
    sure: list[str] = []
    unknown: list[str] = []
    maybe: list[str] = []
    several = False
    while left:
        end, hits = _longest(left, names)
        if len(hits) == 1:
            sure += hits
        else:
            several = several or bool(hits)
            unknown.append(" ".join(left[:end]))
            maybe += hits or find_name(left[:end], names).symbols
        left = left[end:]
    return Asked(_once(sure), _once(unknown), _once(maybe), several)


def _once(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _longest(words: tuple[str, ...], names: Mapping[str, str]) -> tuple[int, list[str]]:
    for end in range(min(len(words), LONGEST), 0, -1):
        text = " ".join(words[:end])
        hits = meant(text, names)
        # 현대 모비스 in doubt is not 현대 and another word: it is asked about as it stands.
        if hits or doubted(text, names):
            return end, hits
    return 1, []
