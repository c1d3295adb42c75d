"""What a try of keys found, and the one way to ask a service over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from bot.text import clean
from core.errors import ReadFailed
from core.net.http import Ask, Http

DEADLINE_S: Final = 15.0
REFUSING: Final = frozenset({401, 403})


class State(StrEnum):
    """FINE opens what it should, REFUSED never will, UNREACHABLE could not be tried."""

    FINE = "fine"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Found:
    """The end of one try: of which service, how, and its words in the catalogue.

    `key` names what was found; ``{key}.fix`` says what to do unless it is FINE. No field ever
    holds a key.
    """

    service: str
    state: State
    key: str
    fields: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        """Tell whether the keys open what they should."""
        return self.state is State.FINE


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with what stood in the body, {} for anything but a JSON object."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]


async def asked(base: str, ask: Ask) -> Answer:
    """Send one request that changes nothing to a service; raises ReadFailed without an answer."""
    http = Http([base])
    try:
        reply = await http.read(ask)
    finally:
        await http.close()
    try:
        body = json.loads(reply.body)
    except ValueError:
        body = {}
    return Answer(reply.status, body if isinstance(body, dict) else {}, dict(reply.headers))


def no_answer(service: str, error: ReadFailed) -> Found:
    """Say that a service did not answer."""
    return Found(
        service,
        State.UNREACHABLE,
        "keys.no_answer",
        {"why": clean(str(error).removeprefix("no answer: "), 120)},
    )


def odd_answer(service: str, status: int) -> Found:
    """Say that a service answered with something that proves nothing."""
    return Found(service, State.UNREACHABLE, "keys.odd_answer", {"status": status})
