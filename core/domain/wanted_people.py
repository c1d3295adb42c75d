"""What people ask the engine for about each other: their yes on a card, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.domain.approval import Actor, MessageRef
from core.domain.people import Role


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The button that takes a person's own yes off a card that waits for another's."""

    nonce: str
    actor: Actor
    message: MessageRef


@dataclass(frozen=True, slots=True)
class InvitePerson:
    """An administrator wants a code for a new person, or for another face of a known one.

    `key` is the user whose person the face shall belong to, empty for somebody new. `proved` is
    set by the engine alone, once the second factor was right.
    """

    actor: Actor
    role: Role = Role.VIEWER
    key: str = ""
    proved: bool = False


@dataclass(frozen=True, slots=True)
class SetRole:
    """An administrator gives the person behind a user another role, on all faces."""

    actor: Actor
    key: str
    role: Role
    proved: bool = False


@dataclass(frozen=True, slots=True)
class RemoveUser:
    """An administrator takes one face of a person away: it is not heard any more."""

    actor: Actor
    key: str


PeopleCommand: TypeAlias = TakeBack | InvitePerson | SetRole | RemoveUser
