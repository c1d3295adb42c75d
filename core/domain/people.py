"""Who may speak to gaemi, and questions other than orders that wait for a press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.approval import Actor, MessageRef


class Role(StrEnum):
    """What a person may do; each role may all that the ones before it may."""

    VIEWER = "viewer"
    TRADER = "trader"
    APPROVER = "approver"
    ADMIN = "admin"

    def covers(self, least: Role) -> bool:
        """Tell whether this role may do what needs at least another."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(least)


# Whoever proves to stand at the server's console is this person, on whichever face.
OPERATOR: Final = "operator"
# The face of the machine's own keyboard, which is always an administrator's.
LOCAL: Final = "console"


@dataclass(frozen=True, slots=True)
class User:
    """A paired person on one face; `chat` is where cards and notices go.

    `person` is the same for all faces of one person; without one, this face is a person of its
    own. Approvals are counted by person, never by face. Who has `left_at` is kept as a trace and
    is nobody any more: tables of users do not give them.
    """

    face: str
    user: str
    chat: str
    name: str
    role: Role
    paired_at: datetime
    person: str = ""
    left_at: datetime | None = None

    @property
    def key(self) -> str:
        """Give the unique key of this user."""
        return f"{self.face}:{self.user}"

    @property
    def who(self) -> str:
        """Give the key of the person behind this face."""
        return self.person or self.key


class QuestionState(StrEnum):
    """How a question ended."""

    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is not an order, such as lifting a halt; answered once.

    Kinds: "resume" (yes or no), "doubt", "flatten", "cancel". With `choices` there is a button
    each; `choice_shas` hash what they carry. `asked_by` may press, or any owner when None.
    """

    id: str
    kind: str
    subject: str
    reason: str
    asked_by: Actor | None
    asked_at: datetime
    opens_at: datetime
    expires_at: datetime
    nonce_sha: str
    state: QuestionState = QuestionState.OPEN
    messages: tuple[MessageRef, ...] = ()
    choices: tuple[str, ...] = ()
    choice_shas: tuple[str, ...] = ()

    def choice_of(self, sha: str) -> str:
        """Give the choice whose button carries a hashed nonce, empty when there is none."""
        pairs = zip(self.choice_shas, self.choices, strict=True)
        return next((choice for known, choice in pairs if known == sha), "")


def choice_subject(question_id: str, at: int) -> str:
    """Give what the nonce of a question's n-th button is made from."""
    return f"{question_id}:{at}"
