"""The same trouble again soon is one message with a count, not a flood (M17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.journal import AlarmState, Outgoing, OutKind, Severity
from core.flow.alarms import draw_anew
from core.flow.desk import Desk

WINDOW: Final = timedelta(minutes=10)
Fields = tuple[tuple[str, str | int], ...]


def folded(
    desk: Desk, subject: str, fields: Fields, severity: Severity,
    *, besides: tuple[str, str] | None = None,
) -> bool:  # fmt: skip
    """Count a notice into the same one of before; false when it must be told by itself.

    By itself are told: the first of its kind in ten minutes, what is common, every question,
    and what somebody has said they saw: it is not over then. The chat `besides` needs no
    message of before: it gets none now.
    """
    if severity is Severity.INFO or dict(fields).get("question"):
        return False
    same = [o for o in desk.uow.outbox.all() if _same(desk, o, subject, fields, severity)]
    told = {(o.face, o.chat) for o in same} | {besides}
    if not same or any((u.face, u.chat) not in told for u in desk.uow.users.all()):
        return False
    for row in same:
        desk.uow.outbox.put(replace(row, times=row.times + 1))
    for event in dict.fromkeys(row.event for row in same):
        draw_anew(desk, event)
    return True


def _same(desk: Desk, row: Outgoing, subject: str, fields: Fields, severity: Severity) -> bool:
    if (row.kind, row.subject, row.fields) != (OutKind.NOTICE, subject, fields):
        return False
    if row.severity is not severity or row.error or not row.event:
        return False
    alarm = desk.uow.alarms.get(row.event)
    seen = alarm is not None and alarm.state is AlarmState.SEEN
    return not seen and timedelta(0) <= desk.now - row.made_at < WINDOW
