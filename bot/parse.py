"""Reads one line of a person: `/status`, `상태`, `/상태`, `status@bot` and `status` are one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.commands.base import COMMANDS, CommandSpec
from bot.text import clean

LONGEST: Final = 500
# Letters of a word that is like many names by chance.
SHORT: Final = 3
ANSWERS: Final = frozenset({
    "확인", "거절", "승인", "네", "예", "응", "넵", "아니", "아니요", "아니오",
    "ㅇㅇ", "ㄴㄴ", "ㅇㅋ",
    "yes", "no", "y", "n", "ok", "okay", "confirm", "reject", "approve",
})  # fmt: skip
# Long enough to be a PIN or an order's number at the broker: never repeated, as it may be one.
_BARE: Final = re.compile(r"[0-9]{6,}")
_CODE: Final = 6
_GLUED: Final = re.compile(r"(pin|핀)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the command found, if any, the words behind it, the word it began with.

    `ours` is false when the line is addressed to another bot; `slash` is true when it began with
    one, or with our own name: in groups only such lines are for us.
    """

    spec: CommandSpec | None
    words: tuple[str, ...]
    head: str
    slash: bool
    ours: bool = True

    @property
    def is_answer(self) -> bool:
        """Tell whether somebody tried to press a button with words (never a command)."""
        return self.spec is None and self.head.rstrip("!.~ㅋㅎ") in ANSWERS

    @property
    def is_number(self) -> bool:
        """Tell whether somebody sent digits alone: a PIN, perhaps, without its command.

        A code at the head of a sentence, as in "005930 10주 사줘", is none.
        """
        named = len(self.head) == _CODE and len(self.words) > 1
        return self.spec is None and not named and _BARE.fullmatch(self.head) is not None

    @property
    def secret(self) -> bool:
        """Tell whether the line may hold what must not stay in a chat."""
        return self.is_number or (self.spec is not None and self.spec.secret)


def read(text: str, *, username: str = "") -> Line:
    """Read a line; never raises, whatever it holds."""
    words = clean(text, LONGEST).split()
    if not words:
        return Line(None, (), "", slash=False)
    called = bool(username) and words[0].lower().rstrip(",:") == f"@{username.lower()}"
    if called:
        words = words[1:] or [""]
    slash = called or words[0].startswith("/")
    head, at, bot = words[0].removeprefix("/").partition("@")
    ours = not at or bot.lower() == username.lower()
    name, rest = head.lower(), words[1:]
    glued = _GLUED.fullmatch(unicodedata.normalize("NFC", name))
    if glued is not None:
        name, rest = glued[1], [glued[2], *rest]
    spec = find(name)
    meant = spec.means.get(name, ()) if spec else ()
    return Line(spec, (*meant, *rest), name, slash, ours)


def find(name: str) -> CommandSpec | None:
    """Find a command by its English or Korean name."""
    return _names(COMMANDS.changes).get(name)


def nearest(name: str, *, korean: bool) -> list[str]:
    """Suggest up to three commands whose names look like a word.

    One letter in common makes half of a word of two: nobody meant that.
    """
    names = _names(COMMANDS.changes)
    cutoff = 0.5 if len(name) > SHORT else 0.6
    found = difflib.get_close_matches(name, names, n=6, cutoff=cutoff)
    specs = {names[n].name: names[n] for n in found}
    return [s.ko[0] if korean and s.ko else s.name for s in list(specs.values())[:3]]


@lru_cache(maxsize=1)
def _names(_changes: int) -> dict[str, CommandSpec]:
    return {
        unicodedata.normalize("NFKC", known): spec
        for _, spec in COMMANDS
        for known in (spec.name, *spec.ko, *spec.means)
    }
