"""Where symbols are listed, as far as it is known here: what KOSPI's rules would be wrong for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot.symbol_names import NAMES
from core.backtest.costs import PLACES
from core.domain.instrument import SYMBOL
from core.domain.saying import refusal

USUAL: Final = "KOSPI"
_KNOWN: Final[Mapping[str, str]] = {
    "KOSDAQ": (
        "000250 005290 028300 035900 039030 041510 058470 067160 068760 086520 095340 112040 "
        "141080 145020 196170 214150 240810 247540 253450 263750 277810 293490 348370 357780 403870"
    ),
    "ETF": (
        "069500 091160 091170 091180 102110 114800 122630 132030 133690 143850 148020 152100 "
        "229200 233740 251340 252670 252710 278530 305540 305720 360750 367380 379800 381170"
    ),
}  # fmt: skip
LISTED: Final = {code: place for place, codes in _KNOWN.items() for code in codes.split()}


def places_of(symbols: Iterable[str], asked: str = "") -> dict[str, str]:
    """Give the place of each symbol that is not on KOSPI, by what was asked for or is known.

    `asked` is a place for all, or ``CODE=PLACE`` parted by commas. Raises InputError.
    """
    said = _said(asked)
    found = {code: said.get(code) or said.get("") or LISTED.get(code, USUAL) for code in symbols}
    return {code: place for code, place in found.items() if place != USUAL}


def unknown(symbols: Iterable[str], asked: str = "") -> list[str]:
    """Give the symbols that are taken for KOSPI because nobody said or knows where they are."""
    said = _said(asked)
    known = {*LISTED, *NAMES, *said}
    return [] if "" in said else [code for code in symbols if code not in known]


def _said(asked: str) -> dict[str, str]:
    """Read what was asked for; the place of all has no code."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip().upper() for part in asked.split(","))):
        code, equals, place = part.rpartition("=")
        if place not in PLACES or (equals and not SYMBOL.fullmatch(code)):
            raise refusal("market", found=part, known=", ".join(PLACES))
        found[code] = place
    return found
