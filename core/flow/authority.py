"""What the engine lets a person decide, looked up anew at each press (INV-10, INV-11, C26)."""

from __future__ import annotations

from core.domain import policy
from core.domain.approval import Actor
from core.domain.people import User
from core.flow.desk import Desk

CARD = "c"


def user_of(desk: Desk, actor: Actor) -> User | None:
    """Give the paired person who speaks, None for everybody else."""
    return desk.uow.users.get(f"{actor.face}:{actor.user}")


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
