"""Who belongs to gaemi: codes for new people, roles and removals, by administrators alone (M14).

A new right needs the second factor (K03); taking one away never does. Every change is journaled
and told to every administrator, and the last one of them stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from core.domain.approval import Actor
from core.domain.people import LOCAL, Role, User
from core.domain.results import Result
from core.domain.wanted_people import InvitePerson, RemoveUser, SetRole
from core.flow.alerts.kept import forget_person
from core.flow.authority import user_of
from core.flow.desk import Desk
from core.flow.factor import prove_first
from core.flow.joining import tell_admins
from core.flow.showing import leave, redraw_for


def invite_person(desk: Desk, command: InvitePerson) -> Result:
    """Allow a code that pairs one face; whoever is at the face makes and shows it."""
    if not _is_admin(desk, command.actor):
        return Result(False, "press.not_yours")
    known = desk.uow.users.get(command.key) if command.key else None
    if command.key and known is None:
        return Result(False, "users.unknown")
    waits = prove_first(desk, command)
    if waits is not None:
        return waits
    role = known.role if known else command.role
    person = known.who if known else desk.ids.new()
    tell_admins(desk, command.actor, "invited", role=role.value, name=known.name if known else "")
    fields: dict[str, str | int] = {"role": role.value, "joins": int(known is not None)}
    return Result(True, "users.invited", person, fields)


def set_role(desk: Desk, command: SetRole) -> Result:
    """Give a person another role on all their faces but the keyboard; more needs the PIN."""
    user = _target(desk, command)
    if isinstance(user, Result):
        return user
    fields: dict[str, str | int] = {"name": user.name, "role": command.role.value}
    if user.role is command.role:
        return Result(False, "users.same", user.key, fields)
    theirs = tuple(u for u in desk.uow.users.all() if u.who == user.who)
    less = command.role is not Role.ADMIN
    if less and not _others(desk, command.actor, theirs):
        return Result(False, "users.last", user.key, fields)
    waits = None if user.role.covers(command.role) else prove_first(desk, command)
    if waits is not None:
        return waits
    for face in (u for u in theirs if u.face != LOCAL):
        desk.uow.users.put(replace(face, role=command.role))
        redraw_for(desk, face)
    tell_admins(desk, command.actor, "role", user=user, role=command.role.value)
    return Result(True, "users.role_set", user.key, fields)


def remove_user(desk: Desk, command: RemoveUser) -> Result:
    """Forget a face of a person at once, and take the buttons out of its chat."""
    user = _target(desk, command)
    if isinstance(user, Result):
        return user
    fields: dict[str, str | int] = {"name": user.name, "role": user.role.value}
    if not _others(desk, command.actor, (user,)):
        return Result(False, "users.last", user.key, fields)
    tell_admins(desk, command.actor, "removed", user=user, role=user.role.value)
    desk.uow.users.put(replace(user, left_at=desk.now))
    leave(desk, user)
    forget_person(desk, user.who)
    return Result(True, "users.removed", user.key, fields)


def _target(desk: Desk, command: SetRole | RemoveUser) -> User | Result:
    if not _is_admin(desk, command.actor):
        return Result(False, "press.not_yours")
    user = desk.uow.users.get(command.key)
    if user is None:
        return Result(False, "users.unknown")
    # Whoever sits at the machine can do everything with its files anyway.
    if user.face == LOCAL:
        return Result(False, "users.console")
    return user


def _is_admin(desk: Desk, actor: Actor) -> bool:
    user = user_of(desk, actor)
    return user is not None and user.role is Role.ADMIN


def _others(desk: Desk, actor: Actor, leaving: tuple[User, ...]) -> bool:
    """Tell whether an administrator is left without some faces."""
    keys = {user.key for user in leaving if user.face != LOCAL}
    admins = (u for u in desk.uow.users.all() if u.role is Role.ADMIN)
    return actor.face == LOCAL or any(u.key not in keys for u in admins)


USER_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    InvitePerson: invite_person,
    SetRole: set_role,
    RemoveUser: remove_user,
}
