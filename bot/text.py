"""Plain text for phones and terminals: cleaned of tricks, Hangul counted double."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

WIDTH: Final = 36
CAP: Final = 400
_WIDE: Final = frozenset("WF")
# Cc control, Cf zero-width and direction marks, Cs surrogates, Co private, Zl/Zp separators,
# Mn/Me marks that stack without end on one letter.
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"})
_SPACES: Final = {ord(c): " " for c in "\n\r\t"}
_PLANE: Final = 1 << 16
_SIGNS: Final = frozenset("=×")
# Single letters as people type them, without the filler between them.
_LETTERS: Final = re.compile("([\u3131-\u3163\u3165-\u318e]+)")
# Hangul fillers count as letters but show as nothing.
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def clean(text: str, cap: int = CAP) -> str:
    """Make foreign text harmless on one line: NFKC, no control or invisible marks, cut to `cap`."""
    return _cut(" ".join(_harmless(text[: cap * 4]).split()), cap)


def clean_lines(text: str, cap: int = 12_000) -> list[str]:
    """Clean a longer text and keep its lines and the spaces inside them."""
    return [_cut(_harmless(line).rstrip(), cap) for line in text[:cap].splitlines()]


def disk_room(size: int) -> str:
    """Write bytes as GB with one decimal, rounded down: room must never look like more."""
    return f"{size // 100_000_000 / 10:,.1f} GB"


def width(text: str) -> int:
    """Count the columns that a terminal needs."""
    return sum(_columns(c) for c in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill with spaces up to a number of columns."""
    blank = " " * max(0, columns - width(text))
    return blank + text if right else text + blank


def wrap(text: str, columns: int = WIDTH, *, indent: str = "") -> list[str]:
    """Break a line at spaces, or anywhere in a word longer than a line.

    Lines after the first start with `indent`. A sign of a sum goes on with what follows it.
    """
    lines: list[str] = []
    words = text.lstrip(" ")
    line = text[: len(text) - len(words)]
    for word in _words(words):
        joined = f"{line} {word}" if line.strip() else line + word
        if width(joined) <= columns:
            line = joined
            continue
        if line.strip():
            lines.append(line)
            line = indent
        *full, line = _chop(line + word, columns, indent)
        lines += full
    return [*lines, line] if line.strip() or not lines else lines


def side_by_side(parts: Sequence[str], *, gap: str, columns: int = WIDTH) -> list[str]:
    """Set short texts beside each other, on as many lines as they need; none is broken."""
    rows: list[str] = []
    for part in parts:
        joined = f"{rows[-1]}{gap}{part}" if rows else part
        if rows and width(joined) <= columns:
            rows[-1] = joined
        else:
            rows.append(part)
    return rows


def _words(text: str) -> Iterator[str]:
    sign = ""
    for word in text.split(" "):
        if word in _SIGNS and not sign:
            sign = f"{word} "
            continue
        yield sign + word
        sign = ""
    if sign:
        yield sign[:-1]


def _chop(word: str, columns: int, indent: str) -> Iterator[str]:
    line = ""
    for char in word:
        if width(line) + _columns(char) > columns:
            yield line
            line = indent
        line += char
    yield line


def _harmless(text: str) -> str:
    return _normal(text.translate(_SPACES)).translate(_SHOWN)


def _normal(text: str) -> str:
    """Normalise all but single Hangul letters: NFKC makes ㅋ one that nothing is written with."""
    parts = _LETTERS.split(text)
    return "".join(p if i % 2 else unicodedata.normalize("NFKC", p) for i, p in enumerate(parts))


def _cut(line: str, cap: int) -> str:
    return line if len(line) <= cap else line[: cap - 1] + "…"


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def _shows(char: str) -> bool:
    return char not in _INVISIBLE and unicodedata.category(char) not in _DROPPED


class _Shown(dict[int, int | None]):
    """Letters by their numbers, None for what is dropped; learns those of the first plane."""

    def __missing__(self, number: int) -> int | None:
        found = number if _shows(chr(number)) else None
        if number < _PLANE:
            self[number] = found
        return found


_SHOWN: Final = _Shown()
