"""Names of often traded symbols and what people call them, for where no source of names is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# The first name is the listed one, the others are what people say; none means two symbols.
# Facts of KRX's list as of 2026-07, chosen and nicknamed by us.
CALLED: Final[Mapping[str, str]] = json.loads(
    Path(__file__).with_name("symbol_names.json").read_text(encoding="utf-8")
)
NAMES: Final = {symbol: called.split(", ")[0] for symbol, called in CALLED.items()}


@dataclass(frozen=True, slots=True)
class Meant:
    """The symbols that a name means; one is certain unless the market's list speaks against it."""

    symbols: tuple[str, ...] = ()
    doubted: bool = False


def meant(text: str, names: Mapping[str, str]) -> list[str]:
    """Give the symbols that a code or a name means: those of `names` first, then the ones here.

    Names are compared without spaces and without regard to case; a name that is listed wins over
    one that people only say. What `names` speaks against is left out: see `doubted`.
    """
    code = text.strip().upper().removeprefix("A")
    for found in (code, text.strip().upper()):
        if found in NAMES or found in names:
            return [found]
    named = _looked_up(text, names)
    return [] if named.doubted else list(named.symbols)


def doubted(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Give the symbols called so here that `names` lists under a name which nobody here knows.

    The company was renamed, or our code is another company's: only the person can tell.
    """
    named = _looked_up(text, names) if plain(text) in _SAID else Meant()
    return named.symbols if named.doubted else ()


def weighed(said: str, listed: Sequence[str], names: Mapping[str, str]) -> Meant:
    """Join what a plain name means here with `listed`, the symbols that `names` lists under it.

    `names` wins. Of a symbol that it lists under another name that we know, the name here stands
    beside it, so that 모비스 is asked about: 현대모비스 to everybody, and somebody else's name.
    """
    known = _SAID.get(said, ())
    agreed = [symbol for symbol in known if not _is_strange(symbol, names)]
    if not listed:
        return Meant(tuple(agreed)) if agreed else Meant(known, doubted=bool(known))
    official = _LISTED.get(said, ())
    rivals = [symbol for symbol in agreed if symbol in names or symbol in official]
    both = {*listed, *rivals}
    if len(both) == 1:
        return Meant(tuple(both))
    return Meant(tuple(symbol for symbol in {**NAMES, **names} if symbol in both))


def plain(name: str) -> str:
    """Write a name as names are compared: small letters without spaces, and without ~."""
    # In sentences ~ is an ornament, so that names are looked up without the few they have.
    return "".join(name.casefold().replace("~", "").split())


def by_name(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Give the symbols that each plain name means, to look names up without a look at all."""
    found: dict[str, tuple[str, ...]] = {}
    for symbol, name in pairs:
        found[plain(name)] = (*found.get(plain(name), ()), symbol)
    return found


def _looked_up(text: str, names: Mapping[str, str]) -> Meant:
    said = plain(text)
    return weighed(said, [s for s, name in names.items() if plain(name) == said], names)


def _is_strange(symbol: str, names: Mapping[str, str]) -> bool:
    """Tell whether a symbol is listed under a name that is none of those known here."""
    name = plain(names.get(symbol, ""))
    # A list that has no name for a symbol gives its code.
    return name not in ("", plain(symbol)) and symbol not in _SAID.get(name, ())


_LISTED: Final = by_name(NAMES.items())
_SAID: Final = by_name(
    dict.fromkeys((s, plain(name)) for s, called in CALLED.items() for name in called.split(", "))
)
