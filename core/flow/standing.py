"""Who stands behind a card now: the people whose yes counts, by the roles of this moment (M6)."""

from __future__ import annotations

from core.domain.approval import Approval
from core.domain.modes import by_rule
from core.flow.authority import may_move, person_of, too_much, user_of
from core.flow.card_facts import moved_by
from core.flow.desk import Desk


def proposers(desk: Desk, approval: Approval) -> frozenset[str]:
    """Give the people who asked for an order or edited its card: they never judge it."""
    return frozenset(person_of(desk, key) for key in approval.proposer.split())


def people_for(desk: Desk, approval: Approval) -> frozenset[str]:
    """Give the people whose yes counts now, each once however many faces they have."""
    users = [user_of(desk, actor) for actor in approval.pressed]
    won = moved_by(desk, approval.intent)
    mine = (u for u in users if u is not None and may_move(desk, u, won))
    return frozenset(u.who for u in mine) - proposers(desk, approval)


def disowned(desk: Desk, granted: Approval) -> bool:
    """Tell whether who pressed could not press any more: a right that is gone sends nothing."""
    if by_rule(granted) or granted.by is None:
        return False
    refused = too_much(desk, granted.by, moved_by(desk, granted.intent))
    several = granted.needed > 1 and len(people_for(desk, granted)) < granted.needed
    return refused is not None or several
