"""Quiet hours and muted kinds: common messages wait for the morning, and come as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from core.domain.journal import Outgoing, OutKind, Quiet, Severity
from core.domain.people import User
from core.domain.results import Result
from core.domain.wanted import SetQuiet
from core.flow.desk import Desk

# What a person may mute, by its catalogue key; what is not here is never left out.
KINDS: Final = {
    "notice.card_waits": "reminder",
    "notice.refused": "refused",
    "notice.costs": "costs",
    "notice.started": "started",
    "notice.broker_up": "broker",
    "notice.alert": "alert",
    "notice.alert_lapsed": "alert",
}
FILLS: Final = "fills"
_WAITS: Final = frozenset({OutKind.NOTICE, OutKind.ORDER})


def set_quiet(desk: Desk, command: SetQuiet) -> Result:
    """Remember when a paired person wants rest, and which kinds they do not want."""
    user = desk.uow.users.get(f"{command.actor.face}:{command.actor.user}")
    if user is None:
        return Result(False, "quiet.nobody")
    known = quiet_of(desk, user)
    hours = command.hours or (known.starts, known.ends)
    mutes = known.mutes if command.mutes is None else command.mutes
    wished = Quiet(user.who, *hours, mutes)
    desk.uow.quiets.put(wished)
    if wished.until(desk.now) is None:
        for row in desk.uow.outbox.waiting():
            if row.held_until is not None and user.who in _people_of(desk, row):
                desk.uow.outbox.put(replace(row, held_until=desk.now))
    data: dict[str, str | int] = {"from": wished.starts, "to": wished.ends}
    data |= {"muted": " ".join(mute.kind for mute in wished.mutes)}
    desk.uow.emit("system", "quiet", correlation=user.who, cause=command.actor.user, data=data)
    return Result(True, "quiet.done")


def quiet_of(desk: Desk, user: User) -> Quiet:
    """Give the rest that a person asked for, on whichever of their faces."""
    return desk.uow.quiets.get(user.who) or Quiet(user.who)


def rest(desk: Desk, people: Iterable[User], row: Outgoing) -> Outgoing | None:
    """Give a row as the people of its chat want it: at once, held, or None for muted by all.

    Who shares a chat hears what one of them wants to hear, and when the first one wants it.
    """
    wanted = [one for user in people if (one := _wanted(desk, user, row)) is not None]
    return min(wanted, key=lambda one: one.held_until or desk.now, default=None)


def _wanted(desk: Desk, user: User, row: Outgoing) -> Outgoing | None:
    if row.severity is not Severity.INFO or row.kind not in _WAITS or _asks(row):
        return row
    quiet, kind = quiet_of(desk, user), kind_of(row)
    if kind and quiet.muted(kind, desk.now):
        return None
    return replace(row, held_until=quiet.until(desk.now))


def kind_of(row: Outgoing) -> str:
    """Name the kind of a message that may be muted; empty for what may not."""
    return FILLS if row.kind is OutKind.ORDER else KINDS.get(row.subject, "")


def wake(desk: Desk) -> None:
    """Let out what waited for the end of the quiet hours: several as one message a chat."""
    due: dict[tuple[str, str], list[Outgoing]] = defaultdict(list)
    for row in desk.uow.outbox.waiting():
        if row.held_until is not None and row.held_until <= desk.now:
            due[row.face, row.chat].append(row)
    for (face, chat), rows in due.items():
        if len(rows) == 1:
            desk.uow.outbox.put(replace(rows[0], held_until=None))
            continue
        _digest(desk, face, chat, rows)


def _digest(desk: Desk, face: str, chat: str, rows: list[Outgoing]) -> None:
    key, now = desk.ids.new(), desk.now
    desk.uow.outbox.put(
        Outgoing(
            key, face, chat, OutKind.DIGEST, key, (("count", len(rows)),), Severity.INFO, now, ""
        )
    )
    for row in rows:
        desk.uow.outbox.put(replace(row, event=key, delivered_at=now))


def _asks(row: Outgoing) -> bool:
    words = dict(row.fields)
    return bool(words.get("question") or words.get("card"))


def _people_of(desk: Desk, row: Outgoing) -> set[str]:
    here = (row.face, row.chat)
    return {u.who for u in desk.uow.users.all() if (u.face, u.chat) == here}


def next_wake(now: datetime, quiet: Quiet) -> datetime | None:
    """Give when held messages of a person will come; None outside of quiet hours."""
    return quiet.until(now)
