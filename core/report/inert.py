"""Makes text that others wrote harmless to show: plain characters, one direction, bounded size."""

from __future__ import annotations

import unicodedata

MAX_BYTES = 8_192

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-") | dict.fromkeys("〜∼～", "~"))
_BREAKS = str.maketrans(dict.fromkeys("\r\u2028\u2029\x0b\x0c\x85", "\n"))


def clean(text: str) -> str:
    """Make text inert: NFKC, no control, zero-width or direction characters, at most 8 KB."""
    # The size is cut first as well: normalising can make a letter eighteen times as long.
    bounded = text[: 4 * MAX_BYTES].translate(_BREAKS).replace("\t", " ")
    normal = unicodedata.normalize("NFKC", bounded).translate(_DASHES)
    shown = "".join(c for c in normal if _visible(c))
    return shown.encode()[:MAX_BYTES].decode(errors="ignore")


def _visible(char: str) -> bool:
    return char in " \n" or unicodedata.category(char)[0] not in "CZ"


def one_line(text: str) -> str:
    """Make text inert and put it on one line."""
    return " ".join(clean(text).split())
