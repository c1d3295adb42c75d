"""What a command still needs, asked for in a window where a face has windows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.locale.catalogue import Catalogue
from bot.parse import read
from bot.reply import PROPOSE

# A button that carries this and a line asks for the rest of the line.
FORM: Final = "f:"
_DIGITS: Final = re.compile(r"[0-9][0-9,]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to type: its name, whether it may stay empty, and how it is said in a line."""

    name: str
    optional: bool = False
    said: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Form:
    """A line that is not complete, and the entries that complete it, with their labels."""

    title: str
    line: str
    entries: tuple[tuple[Entry, str], ...]

    def filled(self, entered: Mapping[str, str]) -> str:
        """Give the whole line."""
        typed = [(entry, entered.get(entry.name, "").strip()) for entry, _ in self.entries]
        return " ".join([self.line, *(entry.said(text) for entry, text in typed if text)])


def _shares(text: str) -> str:
    # The label asks for shares, so that a bare number has its unit here.
    return f"{text.replace(',', '')}shares" if _DIGITS.fullmatch(text) else text


def _price(text: str) -> str:
    return f"@{text.replace(',', '')}" if _DIGITS.fullmatch(text) else text


_SYMBOL: Final = Entry("symbol")
_SIZE: Final = Entry("size", said=_shares)
_PRICE: Final = Entry("price", optional=True, said=_price)
ENTRIES: Final[Mapping[str, tuple[Entry, ...]]] = {
    "buy": (_SYMBOL, _SIZE, _PRICE),
    "sell": (_SYMBOL, _SIZE, _PRICE),
    "edit": (Entry("size", optional=True, said=_shares), _PRICE),
    "match": (Entry("order"), Entry("number")),
    "pin": (Entry("pin"),),
    "alert": (_SYMBOL, Entry("condition")),
    "alert edit": (Entry("condition"),),
}
# Without a word more these are only half said; `edit` alone still offers the open cards.
_HALF: Final = frozenset({"buy", "sell", "match", "pin"})


def form_of(line: str, words: Catalogue) -> Form | None:
    """Make the form of a line; None when its command has none."""
    said = read(line)
    if said.spec is None or said.spec.name not in ENTRIES:
        return None
    deeper = f"{said.spec.name} {said.words[0]}" if said.words else ""
    name = deeper if deeper in ENTRIES else said.spec.name
    asked = tuple((entry, words.t(f"field.{entry.name}")) for entry in ENTRIES[name])
    return Form(
        words.t(f"form.{name.replace(' ', '_')}"),
        "/" + " ".join(line.split()).removeprefix("/"),
        asked,
    )


def is_half(line: str) -> bool:
    """Tell whether a line is a command with a form and nothing behind it."""
    said = read(line)
    return said.spec is not None and said.spec.name in _HALF and len(line.split()) == 1


def form_line(data: str) -> str:
    """Give the line that a button's form completes; empty for a button without a form.

    The button that changes a card carries a line that other faces answer with choices.
    """
    if data.startswith(FORM):
        return data.removeprefix(FORM)
    line = data.removeprefix(PROPOSE)
    said = read(line)
    edits = said.spec is not None and said.spec.name == "edit" and len(said.words) == 1
    return line if line != data and edits else ""
