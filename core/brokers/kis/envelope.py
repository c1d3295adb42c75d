"""The frame around every answer of KIS: success mark, code, words; and what never may be shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from core.errors import ReadFailed
from core.net.http import Reply

TEXT_MAX: Final = 120

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One answer. Keys of `body` are lower case throughout: order replies shout theirs.

    `success` is rt_cd "0" and nothing else; `code` is msg_cd, or error_code of the OAuth form.
    """

    status: int
    success: bool
    code: str
    text: str
    body: Fields = field(repr=False)
    more: bool = False

    @property
    def fine(self) -> bool:
        """Tell whether a read may use it."""
        return self.success and 200 <= self.status < 300

    def part(self, name: str) -> Fields:
        """Give an object of the body; a list of one counts. Raises ReadFailed."""
        found = self.body.get(name)
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        if not isinstance(found, dict):
            raise ReadFailed(f"answer has no object {name}")
        return found

    def rows(self, name: str) -> list[Fields]:
        """Give a list of the body without its empty objects. Raises ReadFailed."""
        found = self.body.get(name)
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise ReadFailed(f"answer has no list {name}")
        return [row for row in found if row]


def envelope(reply: Reply) -> Envelope | None:
    """Read an answer's frame; None when it is not one of KIS's."""
    try:
        data = json.loads(reply.body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    try:
        body = _lower(data)
    except ValueError:
        return None
    return Envelope(
        status=reply.status,
        success=body.get("rt_cd") == "0",
        code=_word(body, "msg_cd", "error_code"),
        text=_word(body, "msg1", "error_description"),
        body=body,
        more=reply.headers.get("tr_cont", "").strip() in ("F", "M"),
    )


def _word(body: Fields, *names: str) -> str:
    found = next((body[name] for name in names if isinstance(body.get(name), str)), "")
    return " ".join(str(found).split())[:TEXT_MAX]


def _lower(value: Any) -> Any:
    if isinstance(value, dict):
        lowered: dict[str, Any] = {}
        for key, item in _pairs(value):
            if lowered.setdefault(key, item) != item:
                raise ValueError("two keys differ in case only, and so do their values")
        return lowered
    if isinstance(value, list):
        return [_lower(item) for item in value]
    return value


def _pairs(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        yield key.strip().lower(), _lower(item)
