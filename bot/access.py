"""The one question asked of every update: may this person be heard here? No is the default."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import structlog

from core.clock import Clock
from core.domain.approval import Actor
from core.domain.commands import Pair
from core.domain.people import OPERATOR, Role, User
from core.domain.policy import may_press, may_say
from core.ports import Table

__all__ = [
    "AT_CONSOLE",
    "CONSOLE",
    "PAIR_CONSOLE",
    "Doorman",
    "Invitation",
    "Kind",
    "Role",
    "Source",
    "alone",
    "authorise",
    "may_press",
    "may_say",
]  # fmt: skip

CONSOLE: Final = Actor("console", "local", "console", "console")
PAIR_CONSOLE: Final = Pair(CONSOLE, Role.ADMIN, OPERATOR)
SILENT_S: Final = 3_600.0
REMEMBERED: Final = 1_000
# Between the number of a group and that of one of its topics.
TOPIC: Final = "/"
_log = structlog.get_logger(__name__)


class Kind(StrEnum):
    """What kind of update came in; only messages and presses can be heard."""

    MESSAGE = "message"
    PRESS = "press"
    EDITED = "edited"
    CHANNEL = "channel"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an update came from; empty texts mean that the face could not tell.

    `message` is the face's own id of what was said; the same id is the same words, once.
    `forwarded` covers quotes of others, `machine` bots and inline bots, `masked` anonymous
    administrators and messages sent as a chat, `foreign` people and channels of other workspaces.
    `addressed` marks what was said to us by name, so that it is no talk among people.
    """

    kind: Kind
    face: str
    user: str
    chat: str
    name: str = ""
    private: bool = False
    machine: bool = False
    forwarded: bool = False
    masked: bool = False
    message: str = ""
    foreign: bool = False
    addressed: bool = False

    @property
    def actor(self) -> Actor:
        """Give the person as the engine knows people."""
        return Actor(self.face, self.user, self.chat, self.name)

    @property
    def human(self) -> bool:
        """Tell whether a person said this, now, in their own words or with a button."""
        heard = self.kind in (Kind.MESSAGE, Kind.PRESS)
        said = not (self.machine or self.forwarded or self.masked or self.foreign)
        return heard and said and bool(self.user) and bool(self.chat)


def room_of(chat: str) -> str:
    """Give the group of a chat, whichever of its topics that is: ``-1001/45`` is in ``-1001``."""
    return chat.partition(TOPIC)[0]


def authorise(source: Source, users: Table[User]) -> Role | None:
    """Give the role of who may be heard here, None for everybody else (INV-11, INV-39).

    Heard are paired people in the chat they paired in, all its topics included, and in their
    private chat. The console is the keyboard of the machine itself.
    """
    if not source.human:
        return None
    if source.face == CONSOLE.face:
        return Role.ADMIN if source.user == CONSOLE.user else None
    user = users.get(f"{source.face}:{source.user}")
    if user is None:
        return None
    at_home = room_of(source.chat) == room_of(user.chat)
    alone = source.private and source.chat == source.user
    return user.role if at_home or alone else None


class Doorman:
    """Writes one line an hour for each stranger, however often they knock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def turn_away(self, source: Source) -> bool:
        """Note a refused update; true when this one was logged."""
        key = f"{source.face}:{source.user}:{source.kind}"
        now = self._clock.monotonic()
        last = self._seen.get(key)
        if last is not None and now - last < SILENT_S:
            return False
        self._seen[key] = now
        self._seen.move_to_end(key)
        # A flood of new names must not fill the memory.
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        _log.warning(
            "access.refused", face=source.face, user=source.user, chat=source.chat,
            kind=source.kind.value,
        )  # fmt: skip
        return True


@dataclass(frozen=True, slots=True)
class Invitation:
    """The role and person of whoever brings the code; `by` is the key of the user who made it.

    With `joins` the face belongs to a person who is known already.
    """

    role: Role
    person: str
    by: str = ""
    joins: bool = False


# Who reads the code on the server's console is its owner.
AT_CONSOLE: Final = Invitation(Role.ADMIN, OPERATOR)


def alone(actor: Actor) -> bool:
    """Tell whether nobody else reads what is said here: a private chat, or the keyboard."""
    return actor.face == "console" or actor.chat == actor.user
