"""Recognises keys that somebody pastes into a chat: they are not read, kept or passed on (M41).

Known are the shapes of the services' keys, and the very values that this program uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from bot.access import CONSOLE, Source
from bot.locale.catalogue import Catalogue
from bot.reply import Paragraph, Reply
from bot.text import clean
from core.domain.journal import Severity
from core.redact import KEY_SHAPES
from core.settings import KNOWN, VAULTED, Settings

# Long enough that no ordinary message holds one by chance.
SHORTEST: Final = 8
LONGEST: Final = 20_000
OWN: Final = "own"
# Numbers and names that people type on purpose, and that open nothing.
_NO_KEYS: Final = frozenset({"KIS_ACCOUNT", "KIS_HTS_ID"})
_BLANK: Final = re.compile(r"\s+")


class Pasted:
    """Tells texts with a key from others; `own` are the values in use."""

    def __init__(self, own: tuple[str, ...] = ()) -> None:
        self._own = tuple(sorted({_flat(value) for value in own if len(value) >= SHORTEST}))
        self._harmless = ""
        self._shapes = {kind: re.compile(shape) for kind, shape in KEY_SHAPES.items()}

    def found(self, text: str) -> str:
        """Name the kind of key that a text holds, ``own`` for one in use; empty for none.

        Neither invisible marks nor full-width letters hide one, nor line breaks one in use.
        """
        # A line is asked about more than once on its way; one with a key is not remembered.
        if text != self._harmless:
            found = self._found(text)
            if found:
                return found
            self._harmless = text
        return ""

    def _found(self, text: str) -> str:
        ways = {text, clean(text, LONGEST)}
        for kind, shape in self._shapes.items():
            if any(map(shape.search, ways)):
                return kind
        flat = _flat(text)
        return OWN if any(value in flat for value in self._own) else ""

    def answer(self, words: Catalogue, source: Source, text: str) -> Reply | None:
        """Answer a text that must not be read where nothing can be deleted; None for others."""
        if not self.found(text):
            return None
        at_console = source.face == CONSOLE.face
        return self.warning(words, text, "pasted.console" if at_console else "pasted.still_there")

    def warning(self, words: Catalogue, text: str, about: str) -> Reply:
        """Name the kind of key, what became of the message, and the way to a new key."""
        told = ("pasted.seen", about, f"pasted.{self.found(text)}", "pasted.next")
        blocks = tuple(Paragraph(words.t(key)) for key in told)
        return Reply(words.t("pasted.title"), blocks, severity=Severity.WARNING)


def in_use(settings: Settings) -> tuple[str, ...]:
    """Give the values that must never stand in a chat."""
    return tuple(_values(settings))


def _values(settings: Settings) -> Iterator[str]:
    for name in (VAULTED | {"SECRET_KEY"}) - _NO_KEYS:
        kept = getattr(settings, KNOWN[name])
        if isinstance(kept, SecretStr):
            yield kept.get_secret_value()
    address = settings.database()
    if address:
        yield unquote(urlsplit(address).password or "")


def _flat(text: str) -> str:
    return _BLANK.sub("", clean(text, LONGEST))
