"""A code was used: whom it may let in, and who is told that somebody came or changed."""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import Actor
from core.domain.commands import Pair
from core.domain.journal import OutKind, Severity
from core.domain.people import LOCAL, Role, User
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.notify import tell_one


def admitted(desk: Desk, command: Pair) -> Pair | Result:
    """Give the pairing as it may happen now; refuse a code whose ground is gone.

    Its maker may have lost the right since, its person may be gone or have another role.
    """
    if command.moves:
        return _moved(desk, command)
    if not command.by:
        return command
    maker = desk.uow.users.get(command.by)
    theirs = [u for u in desk.uow.users.all() if u.who == command.person]
    if maker is None or maker.role is not Role.ADMIN or (command.joins and not theirs):
        return Result(False, "pair.withdrawn")
    role = _role_of(theirs) if command.joins else command.role
    made = Actor(maker.face, maker.user, maker.chat, maker.name)
    name = command.actor.name or command.actor.user
    tell_admins(desk, made, "joined", role=role.value, name=name)
    return replace(command, role=role)


def _moved(desk: Desk, command: Pair) -> Pair | Result:
    """Give a move with the role of now: the one that its face read may be gone by this time."""
    known = desk.uow.users.get(f"{command.actor.face}:{command.actor.user}")
    if known is None:
        return Result(False, "pair.withdrawn")
    return replace(command, role=known.role, person=known.person)


def _role_of(faces: list[User]) -> Role:
    """Give the role of a person; the keyboard of the machine is more than its person may be."""
    away = [face for face in faces if face.face != LOCAL] or faces
    return away[0].role


def tell_admins(
    desk: Desk, actor: Actor, kind: str, *, role: str, user: User | None = None, name: str = ""
) -> None:
    """Write a change of who may do what into the journal, and tell every administrator."""
    by, whose = actor.name or actor.user, user.name if user else name
    data: dict[str, str | int] = {"face": actor.face, "user": actor.user, "role": role}
    data |= {"whom": user.key if user else whose}
    desk.uow.emit("system", f"users.{kind}", correlation=actor.user, cause="person", data=data)
    admins = (u for u in desk.uow.users.all() if u.role is Role.ADMIN)
    for admin in {(u.face, u.chat): u for u in admins}.values():
        tell_one(
            desk, admin, OutKind.NOTICE, f"notice.users_{kind}", severity=Severity.WARNING,
            words={"by": by, "name": whose, "role": role},
        )  # fmt: skip
