"""A channel that takes nothing: what is loud reaches its person on another one (M15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.people import Role
from core.flow.alarms import CONSOLE, rank
from core.flow.desk import Desk
from core.flow.rooms import rooms

UNREACHED: Final = "unreached:"
TOLD: Final = "told:"
NOTE: Final = "notice.unreached"
BOUNCED: Final = "notice.mail_bounced"
EMAIL: Final = "email"
ONCE_IN: Final = timedelta(hours=1)
_LOUD: Final = frozenset({Severity.WARNING, Severity.CRITICAL})
_KINDS: Final = frozenset({OutKind.NOTICE, OutKind.ORDER})


def give_up(desk: Desk, row: Outgoing) -> None:
    """See that a message which its channel did not take reaches its person elsewhere.

    When they have it already on another channel, this copy is closed, so that it does not come
    a second time when the channel is back; the server's screen does not count for that. Else
    the next channel that has no copy gets one, and this one goes on being tried.
    """
    if row.face == EMAIL and row.delivered_at is not None:
        _bounced(desk, row.chat)
    if _must_arrive(row):
        _elsewhere(desk, row)


def _elsewhere(desk: Desk, row: Outgoing) -> None:
    ways = [way for way in _ways(desk, row) if way[0] != row.face]
    mine = [o for o in _copies(desk, row) if (o.face, o.chat) in ways]
    told = next((o for o in mine if _has(o) and o.face != CONSOLE), None)
    if told is not None:
        _close(desk, row, told)
    elif not any(o.delivered_at is None and not o.tries for o in mine):
        _next(desk, row, ways, mine)


def _bounced(desk: Desk, address: str) -> None:
    """Say in the chats, once in an hour, that an address takes no mail."""
    fields = (("address", address),)
    known = (o for o in desk.uow.outbox.all() if (o.subject, o.fields) == (BOUNCED, fields))
    if any(desk.now - o.made_at < ONCE_IN for o in known):
        return
    for face, chat in rooms(desk):
        note = Outgoing(
            desk.ids.new(), face, chat, OutKind.NOTICE, BOUNCED, fields,
            Severity.WARNING, desk.now, "",
        )  # fmt: skip
        desk.uow.outbox.put(note)


def _must_arrive(row: Outgoing) -> bool:
    return row.severity in _LOUD and row.kind in _KINDS and bool(row.event)


def _copies(desk: Desk, row: Outgoing) -> list[Outgoing]:
    return [o for o in desk.uow.outbox.all() if o.event == row.event and o.id != row.id]


def _next(desk: Desk, row: Outgoing, ways: list[tuple[str, str]], copies: list[Outgoing]) -> None:
    """Send a copy on the first way that has none; this one goes on being tried."""
    tried = {(o.face, o.chat) for o in copies}
    way = next((way for way in ways if way not in tried), None)
    if way is not None:
        _copy(desk, row, way)


def reached(desk: Desk, row: Outgoing) -> None:
    """Close the copies that a message stands in for, once it has arrived.

    When the one that its channel did not take came through after all, those that were sent
    round it and have not arrived are closed: they would say that it cannot be reached.
    """
    if row.face == CONSOLE or not row.event:
        return
    stands_in = row.because.startswith(UNREACHED)
    for other in [o for o in desk.uow.outbox.waiting() if o.event == row.event]:
        if (row.face, row.chat) not in _ways(desk, other):
            continue
        if stands_in and other.face == row.because.removeprefix(UNREACHED):
            _close(desk, other, row)
        elif not stands_in and other.because == f"{UNREACHED}{row.face}":
            closed = replace(other, delivered_at=desk.now, error=f"{TOLD}{row.face}")
            desk.uow.outbox.put(closed)


def _close(desk: Desk, row: Outgoing, told: Outgoing) -> None:
    error = f"{TOLD}{told.face}"
    known = desk.uow.outbox.get(row.id) or row
    desk.uow.outbox.put(replace(known, delivered_at=known.delivered_at or desk.now, error=error))
    if not told.because and not _noted(desk, row.face, told):
        note = Outgoing(
            desk.ids.new(), told.face, told.chat, OutKind.NOTICE, NOTE, (("face", row.face),),
            Severity.WARNING, desk.now, row.correlation,
        )  # fmt: skip
        desk.uow.outbox.put(note)


def _noted(desk: Desk, face: str, told: Outgoing) -> bool:
    notes = (o for o in desk.uow.outbox.all() if o.subject == NOTE)
    here = (o for o in notes if (o.face, o.chat) == (told.face, told.chat))
    return any(dict(o.fields).get("face") == face and desk.now - o.made_at < ONCE_IN for o in here)


def _copy(desk: Desk, row: Outgoing, way: tuple[str, str]) -> None:
    face, chat = way
    desk.uow.outbox.put(
        replace(
            row, id=desk.ids.new(), face=face, chat=chat, delivered_at=None, tries=0, error="",
            message="", because=f"{UNREACHED}{row.face}",
        )
    )  # fmt: skip


def _ways(desk: Desk, row: Outgoing) -> list[tuple[str, str]]:
    """Give the chats of whoever a message was for, the likeliest first, as (face, chat)."""
    users = list(desk.uow.users.all())
    here = {u.who for u in users if (u.face, u.chat) == (row.face, row.chat)}
    admins = {u.who for u in users if u.role is Role.ADMIN}
    people = here or admins
    ways = [(u.face, u.chat) for u in users if u.who in people]
    ways += [("email", one) for one in desk.mail] if people & admins else []
    return sorted(dict.fromkeys(ways), key=lambda way: rank(way[0]))


def _has(row: Outgoing) -> bool:
    return row.delivered_at is not None and not row.error
