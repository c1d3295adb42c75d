"""Finds the words of a key in the language in use; values are cleaned before they are put in."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import structlog

from bot.locale.en import WORDS as ENGLISH
from bot.locale.ko import WORDS as KOREAN
from bot.locale.particles import fitted
from bot.text import clean
from core.domain.calendar import kst_text
from core.domain.money import Won, percent_text
from core.domain.saying import Saying, own, unit_of
from core.errors import InputError

LANGUAGES: Final[dict[str, dict[str, str]]] = {"ko": KOREAN, "en": ENGLISH}
MISSING: Final = "—"
# What examples speak of, as people say it and by its code, where it is listed.
EXAMPLE: Final = ("삼전", "005930")
FOUND_CAP: Final = 80
# Fields whose values are names of states and rules: shown in words where the catalogue has them.
_NAMES: Final = {
    "state": "approval", "order": "order", "level": "level", "mode": "mode", "side": "side",
    "rule": "rule", "phase": "phase", "kind": "kind", "group": "close", "role": "role",
    "face": "messenger",
}  # fmt: skip
# Fields that carry either a person's own words or a saying as one text.
_TOLD: Final = frozenset({"text", "why", "reason", "error"})
_UNITS: Final = {"shares": "unit.shares", "contracts": "unit.contracts", "s": "unit.seconds"}
_DECIMAL: Final = re.compile(r"[-+]?\d+(\.\d+)?(E[-+]?\d{1,2})?")
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


class _Measure(_Value):
    """A field that writes itself as its unit asks, given the template's format."""

    def __init__(self, write: Callable[[str], str]) -> None:
        self._write = write

    def __format__(self, spec: str) -> str:
        return self._write(spec)


class _Formatter(string.Formatter):
    def get_value(
        self,
        key: int | str,
        args: Sequence[Any],  # noqa: ARG002 - the library's signature
        kwargs: Mapping[str, Any],
    ) -> _Value:
        value = kwargs.get(str(key))
        if key == "found" and isinstance(value, str):
            # What a person typed is quoted to be recognised, not to be read again.
            value = clean(value, FOUND_CAP)
        return value if isinstance(value, _Value) else _Value(value)


_FORMATTER = _Formatter()


class Catalogue:
    """The words of one installation; `use` changes the language of everybody at once.

    `title` names a strategy by its code, which is shown where nobody knows a title; `name_of`
    names a stock; see `know`.
    """

    def __init__(self, code: str = "ko", *, title: Callable[[str], str] = str) -> None:
        self._title = title
        # Until somebody knows the listed names, a symbol is shown by its code alone.
        self.name_of: Callable[[str], str] = lambda _symbol: ""
        self._stock = EXAMPLE
        self.use(code)

    def use(self, code: str) -> None:
        """Change the language; raises InputError that lists the known ones."""
        if code not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise InputError(f"language {code!r} is unknown; known are {known}")
        self.code = code
        self._words = LANGUAGES[code]

    def know(self, name_of: Callable[[str], str], symbols: Collection[str]) -> None:
        """Take in the market: the names of its stocks, and one of them for the examples."""
        self.name_of = name_of
        if symbols and EXAMPLE[1] not in symbols:
            first = min(symbols)
            self._stock = (name_of(first), first)

    @property
    def example(self) -> str:
        """Give the symbol that examples name: one of this market."""
        return self._stock[1]

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
        fields.setdefault("stock", self._stock[self.code != "ko"])
        by = fields.get("by")
        if isinstance(by, str):
            fields["by"] = self.person(by)
        text = _FORMATTER.vformat(template, (), fields)
        return fitted(text) if "(" in template else text

    def either(self, key: str, /, other: str) -> str:
        """Give the words of a key, or a cleaned text where the key has none."""
        return self._words.get(key) or clean(other)

    def person(self, name: str) -> str:
        """Name who did something; the keyboard of this computer has no name of its own."""
        return self.either(f"person.{name}", name)

    def strategy(self, name: str, title: str) -> str:
        """Give a strategy's title in the language in use; a user's own keeps what it says."""
        return self.either(f"strategy.name.{name}", title)

    def parameter(self, strategy: str, name: str, description: str) -> str:
        """Give what a parameter means in the language in use; a user's own keeps what it says."""
        shared = self.either(f"parameter.{name}", description)
        return self.either(f"parameter.{strategy}.{name}", shared)

    def said(self, key: str, fields: Mapping[str, str | int]) -> str:
        """Give the words of an engine's result or notice, states and scopes in words too."""
        return self.t(key, **{name: self._worded(name, value) for name, value in fields.items()})

    def saying(self, saying: Saying) -> str:
        """Give the words of a saying, every field written as its unit asks.

        In a template ``:+`` shows the sign of won and ratios, ``:g`` a ratio without the
        zeros at its end. A field that is not what its unit says is shown as it stands.
        """
        measures = {name: _Measure(self._writer(name, value)) for name, value in saying.fields}
        return self.t(saying.key, **measures)

    def told(self, text: str) -> str:
        """Give the words of the app's own saying; any other text comes back as it is."""
        saying = own(text)
        return text if saying is None or not self.has(saying.key) else self.saying(saying)

    def won(self, amount: Won, *, sign: bool = False) -> str:
        """Write an amount of won as the language does, with a plus sign when asked."""
        prefix = "-" if amount < 0 else "+" if sign and amount else ""
        return prefix + self.t("unit.won", amount=f"{abs(amount):,}")

    def scope(self, name: str) -> str:
        """Give the words of a switch's scope, such as ``symbol:005930``."""
        kind, _, key = name.partition(":")
        if kind == "strategy":
            key = self.strategy(key, self._title(key))
        name = self.name_of(key) if kind == "symbol" else ""
        if name and name != key:
            return self.t("scope.named", name=name, key=key)
        return self.t(f"scope.{kind}", key=key) if self.has(f"scope.{kind}") else clean(name)

    def lift(self, key: str) -> str:
        """Give what has to follow `resume`: the name of what is stopped, none for all; a reason."""
        return self.t("lift.one", name=key) if key else self.t("lift.all")

    def _worded(self, name: str, value: str | int) -> str | int:
        if isinstance(value, int):
            return value
        if name == "scope":
            return self.scope(value)
        if name in _TOLD:
            return self.told(value)
        if name == "checks":
            return ", ".join(self.either(f"check.{c}", c) for c in value.split(", "))
        prefix = _NAMES.get(name)
        return self.either(f"{prefix}.{value}", value) if prefix else value

    def _writer(self, name: str, value: str | int) -> Callable[[str], str]:
        unit = unit_of(name)
        if isinstance(value, int):
            return self._number(unit, value)
        if unit in ("ratio", "s") and _DECIMAL.fullmatch(value):
            return self._decimal(unit, Decimal(value))
        if unit == "at":
            return lambda _: _instant_text(value)
        return lambda _: clean(str(self._worded(unit, value)))

    def _number(self, unit: str, value: int) -> Callable[[str], str]:
        if unit == "won":
            return lambda spec: self.won(value, sign=spec == "+")
        key = _UNITS.get(unit)
        if key is None:
            return lambda _: f"{value:,}"
        return lambda _: self.t(key, **{key.removeprefix("unit."): value})

    def _decimal(self, unit: str, value: Decimal) -> Callable[[str], str]:
        if unit == "s":
            return lambda _: self.t("unit.seconds", seconds=value)
        exact = f"{(value * 100).normalize():f}%"
        return lambda spec: exact if spec == "g" else percent_text(value, sign=spec == "+")


def _instant_text(text: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return clean(text)
    return kst_text(at) if at.tzinfo is not None else clean(text)
