"""Finds the words of a key in the language in use; values are cleaned before they are put in."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import structlog

from bot.locale.en import WORDS as ENGLISH
from bot.locale.ko import WORDS as KOREAN
from bot.text import clean
from core.domain.money import Won
from core.errors import InputError

LANGUAGES: Final[dict[str, dict[str, str]]] = {"ko": KOREAN, "en": ENGLISH}
MISSING: Final = "—"
# Fields whose values are names of states and rules: shown in words where the catalogue has them.
_NAMES: Final = {
    "state": "approval", "order": "order", "level": "level", "mode": "mode", "side": "side",
    "rule": "rule", "phase": "phase",
}  # fmt: skip
_log = structlog.get_logger(__name__)


class _Value:
    """A field that never fails to format: text ignores number formats, absence shows a dash."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        if self._value is None:
            return MISSING
        if isinstance(self._value, int | Decimal) and not isinstance(self._value, bool):
            return format(self._value, spec)
        return clean(str(self._value))


class _Formatter(string.Formatter):
    def get_value(
        self,
        key: int | str,
        args: Sequence[Any],  # noqa: ARG002 - the library's signature
        kwargs: Mapping[str, Any],
    ) -> _Value:
        return _Value(kwargs.get(str(key)))


_FORMATTER = _Formatter()


class Catalogue:
    """The words of one installation; `use` changes the language of everybody at once."""

    def __init__(self, code: str = "ko") -> None:
        self.use(code)

    def use(self, code: str) -> None:
        """Change the language; raises InputError that lists the known ones."""
        if code not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise InputError(f"language {code!r} is unknown; known are {known}")
        self.code = code
        self._words = LANGUAGES[code]

    def has(self, key: str) -> bool:
        """Tell whether a key has words."""
        return key in self._words

    def t(self, key: str, /, **fields: object) -> str:
        """Give the words of a key with its fields filled in; a missing field shows a dash.

        An unknown key is logged and shown as itself: a message must never fail for its words.
        """
        template = self._words.get(key)
        if template is None:
            _log.error("words.missing", key=key, language=self.code)
            return clean(key)
        return _FORMATTER.vformat(template, (), fields)

    def either(self, key: str, /, other: str) -> str:
        """Give the words of a key, or a cleaned text where the key has none."""
        return self._words.get(key) or clean(other)

    def said(self, key: str, fields: Mapping[str, str | int]) -> str:
        """Give the words of an engine's result or notice, states and scopes in words too."""
        return self.t(key, **{name: self._worded(name, value) for name, value in fields.items()})

    def won(self, amount: Won, *, sign: bool = False) -> str:
        """Write an amount of won as the language does, with a plus sign when asked."""
        prefix = "-" if amount < 0 else "+" if sign and amount else ""
        return prefix + self.t("unit.won", amount=f"{abs(amount):,}")

    def scope(self, name: str) -> str:
        """Give the words of a switch's scope, such as ``symbol:005930``."""
        kind, _, key = name.partition(":")
        return self.t(f"scope.{kind}", key=key) if self.has(f"scope.{kind}") else clean(name)

    def _worded(self, name: str, value: str | int) -> str | int:
        if isinstance(value, int):
            return value
        if name == "scope":
            return self.scope(value)
        if name == "checks":
            return ", ".join(self.either(f"check.{c}", c) for c in value.split(", "))
        prefix = _NAMES.get(name)
        return self.either(f"{prefix}.{value}", value) if prefix else value
