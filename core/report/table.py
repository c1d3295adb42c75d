"""Lines of at most 36 columns, in which a Hangul letter takes two."""

from __future__ import annotations

import unicodedata

WIDTH = 36
# An ellipsis would become three dots where a face makes text inert, and no longer fit.
CUT = ".."


def columns(text: str) -> int:
    """Count the columns of a text in a monospaced font."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """Shorten a text to a width, with a mark where something was left out."""
    if columns(text) <= width:
        return text
    kept = ""
    for char in text:
        if columns(kept + char) > width - columns(CUT):
            break
        kept += char
    return f"{kept}{CUT}"


def spread(left: str, right: str) -> str:
    """Put two texts at both ends of a line; the left one gives way."""
    room = WIDTH - columns(right) - 1
    shown = cut(left, room)
    return f"{shown}{' ' * (WIDTH - columns(shown) - columns(right))}{right}"


def wrap(text: str, width: int = WIDTH) -> list[str]:
    """Break a text at spaces into lines of a width; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if columns(joined) <= width:
            line = joined
            continue
        lines += [line] if line else []
        line = cut(word, width)
    return [*lines, line] if line else lines
