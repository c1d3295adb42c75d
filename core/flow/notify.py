"""Puts messages into the outbox: one row a paired chat; the text is made at delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.domain.approval import Actor
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.people import User
from core.flow.alarms import raise_alarm
from core.flow.desk import Desk
from core.flow.folding import folded
from core.flow.rest import rest
from core.flow.rooms import rooms

Words = dict[str, str | int]
Chat = tuple[str, str]
# What a mail can carry: it has no buttons and cannot be edited.
_MAILED: Final = frozenset({OutKind.NOTICE, OutKind.ORDER})
EMAIL: Final = "email"
ANSWERED: Final = "answered"


def tell(
    desk: Desk,
    kind: OutKind,
    subject: str,
    *,
    correlation: str = "",
    severity: Severity = Severity.INFO,
    words: Words | None = None,
    answered: Chat | None = None,
    spare: Chat | None = None,
) -> tuple[str, ...]:
    """Queue one message for everybody who is paired; nobody paired, nothing queued.

    The same trouble again within minutes is counted into the message of before. Somebody is
    asked to say that they saw what is critical. `answered` is the chat that reads the same as
    the answer to what was asked there, `spare` one that reads it unless an answer stands for it;
    its rows are given.
    """
    fields = tuple(sorted((words or {}).items()))
    if kind is OutKind.NOTICE and folded(desk, subject, fields, severity, besides=answered):
        return ()
    row = Outgoing("", "", "", kind, subject, fields, severity, desk.now, correlation)
    made = _queue(desk, row, besides=answered, spare=spare)
    if severity is Severity.CRITICAL and kind in _MAILED and made:
        raise_alarm(desk, replace(row, event=made[0].event))
    return tuple(one.id for one in made if one.because)


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
    row = Outgoing("", "", "", kind, subject, fields, severity, desk.now, correlation)
    _put(desk, user.face, user.chat, row, people=(user,))


def mail(
    desk: Desk, kind: OutKind, subject: str, *, correlation: str = "", words: Words | None = None
) -> None:
    """Queue one message for every address that gets mail."""
    fields = tuple(sorted((words or {}).items()))
    row = Outgoing("", "", "", kind, subject, fields, Severity.INFO, desk.now, correlation)
    for address in desk.mail:
        _put(desk, EMAIL, address, row)


def notice(desk: Desk, key: str, severity: Severity = Severity.INFO, **words: str | int) -> None:
    """Queue a notice by its catalogue key."""
    tell(desk, OutKind.NOTICE, key, severity=severity, words=dict(words))


def notice_others(
    desk: Desk, asked: Actor, key: str, severity: Severity = Severity.INFO, **words: str | int
) -> None:
    """Queue a notice of what a person did, for every chat but the one that gets the answer.

    Their other faces, and their own chat when they asked in a group, hear of it.
    """
    told = (asked.face, asked.chat)
    tell(desk, OutKind.NOTICE, key, severity=severity, words=dict(words), answered=told)


def notice_spare(
    desk: Desk, asked: Actor | None, key: str, severity: Severity, **words: str | int
) -> tuple[str, ...]:
    """Queue a notice of what a person did, kept back in the chat that gets the answer.

    Gives the rows that go there when the answer does not arrive; none where nobody asked.
    """
    spare = (asked.face, asked.chat) if asked is not None else None
    return tell(desk, OutKind.NOTICE, key, severity=severity, words=dict(words), spare=spare)


def _queue(
    desk: Desk, row: Outgoing, *, besides: Chat | None, spare: Chat | None
) -> list[Outgoing]:
    """Put a row for each reader, all of one event."""
    made: list[Outgoing] = []
    for face, chat, people in _readers(desk, row, besides=besides):
        here = replace(row, because=ANSWERED if (face, chat) == spare else "")
        put = _put(desk, face, chat, here, people=people, event=made[0].event if made else "")
        made += [put] if put else []
    return made


def _readers(
    desk: Desk, row: Outgoing, *, besides: Chat | None
) -> list[tuple[str, str, tuple[User, ...]]]:
    """Give every chat but one with its people, and the addresses where what is loud goes too."""
    chats = [(*chat, people) for chat, people in rooms(desk).items() if chat != besides]
    loud = row.severity is not Severity.INFO and row.kind in _MAILED
    return chats + [(EMAIL, address, ()) for address in desk.mail if loud]


def _put(
    desk: Desk,
    face: str,
    chat: str,
    row: Outgoing,
    *,
    people: tuple[User, ...] = (),
    event: str = "",
) -> Outgoing | None:
    key = desk.ids.new()
    made = replace(row, id=key, face=face, chat=chat, event=event or key)
    wanted = rest(desk, people, made) if people else made
    if wanted is not None:
        desk.uow.outbox.put(wanted)
    return wanted
