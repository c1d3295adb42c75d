"""What the engine lets a person decide, looked up anew at each press (INV-10, INV-11, C26)."""

from __future__ import annotations

from typing import Final

from core.domain import policy
from core.domain.approval import Actor
from core.domain.money import Won
from core.domain.people import Role, User
from core.domain.results import Result
from core.flow.desk import Desk

CARD: Final = "c"


def user_of(desk: Desk, actor: Actor) -> User | None:
    """Give the paired person who speaks, None for everybody else."""
    return desk.uow.users.get(f"{actor.face}:{actor.user}")


def person_of(desk: Desk, key: str) -> str:
    """Give the person behind a user's key, the key itself where nobody has it."""
    known = desk.uow.users.get(key)
    return known.who if known is not None else key


def may_press(desk: Desk, actor: Actor) -> bool:
    """Tell whether somebody may decide about cards at all."""
    user = user_of(desk, actor)
    return user is not None and policy.may_press(user.role, CARD)


def may_limit(desk: Desk, actor: Actor) -> bool:
    """Tell whether somebody may change a risk limit now."""
    user = user_of(desk, actor)
    return user is not None and policy.may_limit(user.role)


def may_answer(desk: Desk, actor: Actor, kind: str) -> bool:
    """Tell whether somebody may answer a kind of question."""
    user = user_of(desk, actor)
    return user is not None and policy.may_answer(user.role, kind)


def may_move(desk: Desk, user: User, won: Won) -> bool:
    """Tell whether somebody's yes may move so much money; a trader's only up to the limit."""
    if user.role.covers(Role.APPROVER):
        return True
    return policy.may_press(user.role, CARD) and won <= desk.rules.trader_won


def too_much(desk: Desk, actor: Actor, won: Won) -> Result | None:
    """Refuse a yes to more than a person's role may move."""
    user = user_of(desk, actor)
    if user is not None and may_move(desk, user, won):
        return None
    return Result(False, "press.above_role", fields={"limit": desk.rules.trader_won})
