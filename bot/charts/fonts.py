"""The letters of the pictures: Nanum Gothic, out of the package that brings it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

# Importing the package would change matplotlib's settings for everybody; only its files are used.
_PACKAGE: Final = "koreanize-matplotlib"
_FOLDER: Final = "koreanize_matplotlib/fonts"
_POINTS_A_PIXEL: Final = 0.72
_ABSENT: Final = "·"


def font_file(*, bold: bool = False) -> Path:
    """Give the file of the font; raises PackageNotFoundError where its package is missing."""
    name = "NanumGothicBold.ttf" if bold else "NanumGothic.ttf"
    return Path(str(distribution(_PACKAGE).locate_file(f"{_FOLDER}/{name}")))


@cache
def letters(pixels: int, *, bold: bool = False) -> FontProperties:
    """Give the font at a height in pixels."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_file(bold=bold)), size=pixels * _POINTS_A_PIXEL)


def drawable(text: str) -> str:
    """Put a dot where the font has no letter, so that no picture holds empty boxes."""
    known = _known()
    return "".join(letter if ord(letter) in known else _ABSENT for letter in text)


@cache
def _known() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    regular, bold = (get_font(str(font_file(bold=b))).get_charmap() for b in (False, True))
    return frozenset(regular) & frozenset(bold)
