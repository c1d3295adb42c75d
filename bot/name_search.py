"""Finds the symbol among the words of a line: the longest name wins, several are never guessed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.symbol_names import NAMES, doubted, meant

# A listed name has at most so many words: "KODEX 200선물인버스2X", "TIGER 미국 S&P500 ...".
LONGEST: Final = 5
OFFERED: Final = 6


@dataclass(frozen=True, slots=True)
class Named:
    """What was found: the symbols that fit, the words left, and whether they are only alike."""

    symbols: tuple[str, ...]
    rest: tuple[str, ...]
    alike: bool = False


def find_name(words: tuple[str, ...], names: Mapping[str, str]) -> Named:
    """Find a name or code at the start of the words, or behind the first one.

    The longest run of words that is a name wins, so the 200 of KODEX 200 is no quantity. A name
    that the market's list speaks against is only alike.
    """
    for start in (0, 1):
        for end in range(min(len(words), start + LONGEST), start, -1):
            text, rest = " ".join(words[start:end]), words[:start] + words[end:]
            if hits := meant(text, names):
                return Named(tuple(hits), rest)
            if maybe := doubted(text, names):
                return Named(maybe, rest, alike=True)
    return Named(_alike(words[0], names), words[1:], alike=True) if words else Named((), ())


def _alike(word: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Give symbols whose name holds the word, else those that look like it."""
    known = names or NAMES
    said = word.casefold()
    holding = sorted((len(n), s) for s, n in known.items() if said in n.casefold())
    if holding:
        return tuple(symbol for _, symbol in holding[:OFFERED])
    close = difflib.get_close_matches(word, known.values(), n=3, cutoff=0.6)
    return tuple(s for s, n in known.items() if n in close)[:OFFERED]
