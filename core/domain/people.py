"""Who may speak to gaemi, and questions other than orders that wait for a press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.approval import Actor, MessageRef


class Role(StrEnum):
    """What a person may do; only owners are made in this release."""

    OWNER = "owner"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class User:
    """A paired person on one face; `chat` is where cards and notices go."""

    face: str
    user: str
    chat: str
    name: str
    role: Role
    paired_at: datetime

    @property
    def key(self) -> str:
        """Give the unique key of this user."""
        return f"{self.face}:{self.user}"


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
