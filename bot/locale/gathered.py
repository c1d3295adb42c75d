"""Puts the words of one language together: every `ko_*.py` or `en_*.py` beside this file.

They are found by scanning, so that a new file of words is listed nowhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path


def words_of(code: str) -> dict[str, str]:
    """Give all words of a language; raises ValueError for a key that two files have."""
    words: dict[str, str] = {}
    for name in _files(code):
        part: dict[str, str] = importlib.import_module(f"bot.locale.{name}").WORDS
        twice = sorted(words.keys() & part.keys())
        if twice:
            raise ValueError(f"{name} says again what another file says: {', '.join(twice)}")
        words |= part
    return words


def _files(code: str) -> list[str]:
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(one.name for one in found if one.name.startswith(f"{code}_"))
