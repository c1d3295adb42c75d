"""What is told to people, free of language: a key of the catalogue with exact fields."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from core.errors import InputError


@dataclass(frozen=True, slots=True)
class Saying:
    """A key of the message catalogue and the fields that its words need; falsy without a key.

    A field's unit is the last part of its name: `won` and `shares` are whole numbers,
    `s` (seconds) a whole number or decimal text, `ratio` decimal text (0.02 for 2 %), `at` an
    instant as ISO text; `side`, `phase`, `kind`, `level` and `scope` are codes; any other name
    is a plain count.
    """

    key: str = ""
    fields: tuple[tuple[str, str | int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.key)

    def encoded(self) -> str:
        """Write the saying as one text, for notices and results whose fields are plain text."""
        parts = [self.key, *map(list, self.fields)]
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


NOTHING: Final = Saying()
# What the app itself says where a person may write too; other keys are not for that place.
_OWN: Final = ("risk.", "freeze.", "reason.", "indicator.", "stop.", "input.", "limit.of.")


def say(key: str, **fields: str | int) -> Saying:
    """Make a saying; the fields keep their order."""
    return Saying(key, tuple(fields.items()))


def refusal(key: str, **fields: str | int) -> InputError:
    """Make an error whose words stand in the catalogue under ``input.`` and the key.

    Its text is the saying encoded: every face puts it into the language of its reader.
    """
    return InputError(say(f"input.{key}", **fields).encoded())


def decoded(text: str) -> Saying | None:
    """Read what `Saying.encoded` wrote; None for any other text, such as a person's own."""
    if not text.startswith('["'):
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    key, *fields = read
    if not all(_is_field(field) for field in fields):
        return None
    return Saying(key, tuple((name, value) for name, value in fields))


def own(text: str) -> Saying | None:
    """Read a saying of the app from a field where a person's own words may stand as well.

    None for those words, and for keys that would make the app tell something else.
    """
    saying = decoded(text)
    return saying if saying is not None and saying.key.startswith(_OWN) else None


def unit_of(name: str) -> str:
    """Give the unit of a field, such as ``won`` of ``free_won``."""
    return name.rpartition("_")[2]


def _is_field(field: Any) -> bool:
    if not isinstance(field, list) or [type(part) for part in field[:1]] != [str]:
        return False
    return len(field) == 2 and type(field[1]) in (str, int)
