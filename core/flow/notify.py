"""Puts messages into the outbox: one row a paired chat; the text is made at delivery."""

from __future__ import annotations

from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.people import User
from core.flow.desk import Desk

Words = dict[str, str | int]


def tell(
    desk: Desk,
    kind: OutKind,
    subject: str,
    *,
    correlation: str = "",
    severity: Severity = Severity.INFO,
    words: Words | None = None,
) -> None:
    """Queue one message for everybody who is paired; nobody paired, nothing queued."""
    for user in desk.uow.users.all():
        tell_one(desk, user, kind, subject, correlation=correlation, severity=severity, words=words)


def tell_one(
    desk: Desk,
    user: User,
    kind: OutKind,
    subject: str,
    *,
    correlation: str = "",
    severity: Severity = Severity.INFO,
    words: Words | None = None,
) -> None:
    """Queue one message for one person, in the chat where they want it."""
    fields = tuple(sorted((words or {}).items()))
    desk.uow.outbox.put(
        Outgoing(
            desk.ids.new(), user.face, user.chat, kind, subject, fields,
            severity, desk.now, correlation,
        )
    )  # fmt: skip


def notice(desk: Desk, key: str, severity: Severity = Severity.INFO, **words: str | int) -> None:
    """Queue a notice by its catalogue key."""
    tell(desk, OutKind.NOTICE, key, severity=severity, words=dict(words))
