"""Names of often traded symbols and what people call them, for where no source of names is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

# The first name is the listed one, the others are what people say; none means two symbols.
# Facts of KRX's list as of 2026-07, chosen and nicknamed by us.
CALLED: Final[Mapping[str, str]] = json.loads(
    Path(__file__).with_name("symbol_names.json").read_text(encoding="utf-8")
)
NAMES: Final = {symbol: called.split(", ")[0] for symbol, called in CALLED.items()}


def meant(text: str, names: Mapping[str, str]) -> list[str]:
    """Give the symbols that a code or a name means: those of `names` first, then the ones here.

    Names are compared without spaces and without regard to case; a name that is listed wins over
    one that people only say.
    """
    code = text.strip().upper().removeprefix("A")
    for found in (code, text.strip().upper()):
        if found in NAMES or found in names:
            return [found]
    said = _plain(text)
    return _listed(said, names) or list(_SAID.get(said, ()))


def _listed(said: str, names: Mapping[str, str]) -> list[str]:
    """Give the symbols that are listed under a name, those of `names` in their places."""
    here = [symbol for symbol in _LISTED.get(said, ()) if symbol not in names]
    others = [symbol for symbol, name in names.items() if _plain(name) == said]
    if not others or len(here) + len(others) == 1:
        return here or others
    return [symbol for symbol in {**NAMES, **names} if symbol in {*here, *others}]


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _by_name(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Give the symbols that each name means, as every line of a chat is looked up here."""
    found: dict[str, tuple[str, ...]] = {}
    for symbol, name in pairs:
        found[_plain(name)] = (*found.get(_plain(name), ()), symbol)
    return found


_LISTED: Final = _by_name(NAMES.items())
_SAID: Final = _by_name(
    dict.fromkeys((s, _plain(name)) for s, called in CALLED.items() for name in called.split(", "))
)
