"""Names of often traded symbols and what people call them, for where no source of names is."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    known = {**NAMES, **names}
    if code in known or text.strip().upper() in known:
        return [code if code in known else text.strip().upper()]
    said = _plain(text)
    listed = [symbol for symbol, name in known.items() if _plain(name) == said]
    if listed:
        return listed
    return [s for s, called in CALLED.items() if said in map(_plain, called.split(", "))]


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
