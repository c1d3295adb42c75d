"""Critical messages that somebody must say they saw: raised, told again, acknowledged (M17)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.domain.approval import Actor
from core.domain.journal import Alarm, AlarmState, Outgoing, OutKind, Severity
from core.domain.people import Role, User
from core.domain.results import Result
from core.domain.wanted import Acknowledge, Escalate
from core.flow.desk import Desk

AGAIN: Final = "again"
CONSOLE: Final = "console"
# Who must know is looked for where they most likely are.
_RANKS: Final = {"telegram": 0, "slack": 1, "email": 2, CONSOLE: 3}


def rank(face: str) -> int:
    """Give how early a face is tried when people must be reached."""
    return _RANKS.get(face, 0)


def raise_alarm(desk: Desk, first: Outgoing) -> None:
    """Begin to wait for somebody who saw a critical message; `first` is its first row."""
    desk.uow.alarms.put(Alarm(first.event, first.subject, first.fields, desk.now))


def acknowledge(desk: Desk, command: Acknowledge) -> Result:
    """Note who saw a critical message; it is told no more, and its buttons go."""
    alarm = desk.uow.alarms.get(command.alarm_id)
    if alarm is None:
        return Result(False, "press.unknown")
    if alarm.state is AlarmState.SEEN:
        return Result(False, "alarm.already", alarm.id, {"name": alarm.seen_by})
    by = command.actor.name or command.actor.user
    desk.uow.emit("system", "seen", correlation=alarm.id, cause=by, data={"what": alarm.subject})
    _seen(desk, alarm, by)
    return Result(True, "alarm.seen", alarm.id)


def escalate(desk: Desk, command: Escalate) -> Result:
    """Tell an alarm once more, on the next channel, or only note when that is due."""
    alarm = desk.uow.alarms.get(command.alarm_id)
    if alarm is None or alarm.state is not AlarmState.OPEN:
        return Result(False, "done")
    if not command.again:
        desk.uow.alarms.put(replace(alarm, next_at=command.next_at))
        return Result(True, "done")
    ways = ladder(desk)
    if alarm.step >= len(ways):
        desk.uow.alarms.put(replace(alarm, state=AlarmState.SPENT))
        return Result(True, "done")
    _tell_again(desk, alarm, ways[alarm.step])
    desk.uow.alarms.put(replace(alarm, step=alarm.step + 1, next_at=command.next_at))
    return Result(True, "done")


def ladder(desk: Desk) -> list[tuple[str, str]]:
    """Give the chats in which an alarm that nobody saw is told again, as (face, chat).

    The first administrator's other channels come first and their first one last, then the next
    person's. The screen of the server is left out where there is any other way.
    """
    admins = [u for u in desk.uow.users.all() if u.role is Role.ADMIN]
    people = dict.fromkeys(u.who for u in sorted(admins, key=lambda u: (u.paired_at, rank(u.face))))
    ways: list[tuple[str, str]] = []
    for at, person in enumerate(people):
        mine = _channels(desk, [u for u in admins if u.who == person], mail=at == 0)
        ways += mine[1:] + mine[:1] if at == 0 else mine
    return ways


def seen_by_cause(desk: Desk, subject: str, actor: Actor) -> None:
    """Take it that who caused something knows of it: they are not asked whether they saw it."""
    if desk.uow.users.get(f"{actor.face}:{actor.user}") is None:
        return
    for alarm in _open(desk):
        if (alarm.subject, alarm.raised_at) == (subject, desk.now):
            _seen(desk, alarm, actor.name or actor.user)


def seen_by_answer(desk: Desk, question_id: str) -> None:
    """End the alarms of a question that is over: who answered it saw it."""
    for alarm in _open(desk):
        if alarm.question == question_id:
            desk.uow.alarms.put(replace(alarm, state=AlarmState.SEEN, seen_at=desk.now))


def draw_anew(desk: Desk, event: str) -> None:
    """Have the messages of an event that stand in chats drawn anew where they are."""
    for row in [o for o in desk.uow.outbox.all() if o.event == event and o.message]:
        desk.uow.outbox.put(
            Outgoing(
                desk.ids.new(), row.face, row.chat, OutKind.UPDATE, row.id, (),
                Severity.INFO, desk.now, row.correlation,
            )
        )  # fmt: skip


def _open(desk: Desk) -> list[Alarm]:
    return [a for a in desk.uow.alarms.all() if a.state is AlarmState.OPEN]


def _seen(desk: Desk, alarm: Alarm, by: str) -> None:
    seen = replace(alarm, state=AlarmState.SEEN, seen_by=by, seen_at=desk.now)
    desk.uow.alarms.put(seen)
    for row in [o for o in desk.uow.outbox.all() if o.event == alarm.id]:
        if row.because == AGAIN and row.delivered_at is None:
            desk.uow.outbox.put(replace(row, delivered_at=desk.now, error="seen"))
    draw_anew(desk, alarm.id)


def _tell_again(desk: Desk, alarm: Alarm, way: tuple[str, str]) -> None:
    face, chat = way
    rows = [o for o in desk.uow.outbox.all() if o.event == alarm.id]
    if not rows:
        return
    desk.uow.outbox.put(
        replace(
            rows[0], id=desk.ids.new(), face=face, chat=chat, made_at=desk.now,
            delivered_at=None, tries=0, error="", message="", because=AGAIN,
        )
    )  # fmt: skip


def _channels(desk: Desk, faces: list[User], *, mail: bool) -> list[tuple[str, str]]:
    ways = [(u.face, u.chat) for u in faces]
    ways += [("email", address) for address in desk.mail] if mail else []
    away = [way for way in ways if way[0] != CONSOLE]
    return sorted(dict.fromkeys(away), key=lambda way: rank(way[0]))
