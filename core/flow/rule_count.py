"""Which grants a stored rule of a person covers: counted from rows alone (INV-07).

It shares no code with what lets an order go alone, so that a mistake there is found here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from core.domain.approval import Approval, ApprovalState
from core.domain.calendar import trading_date
from core.domain.modes import ModeRule, OrderMode, rule_of
from core.ports import UnitOfWork

_RULE: Final = "mode_rule:"
_POLICY: Final = "policy"


def covered(uow: UnitOfWork) -> frozenset[str]:
    """Give the cards in memory whose grant a rule gave, was agreed to and was wide enough for."""
    granted = (a for a in uow.approvals.all() if a.state is ApprovalState.GRANTED)
    alone = [a for a in granted if a.by is not None and a.by.face == _POLICY]
    return frozenset(a.id for a in alone if _is_covered(uow, a, alone))


def _is_covered(uow: UnitOfWork, approval: Approval, alone: Iterable[Approval]) -> bool:
    stored = uow.cursors.get(f"{_RULE}{approval.by.user}") if approval.by else None
    rule, at = rule_of(stored.value) if stored else None, approval.decided_at
    if rule is None or at is None or not _held(rule, at):
        return False
    return approval.intent.gross <= rule.order_won and _of_day(rule, at, alone) <= rule.day_won


def _held(rule: ModeRule, at: datetime) -> bool:
    """Tell whether a rule let orders go alone at an instant."""
    if rule.mode is not OrderMode.AUTO or not rule.agreed:
        return False
    begun = rule.since <= trading_date(at).isoformat()
    return begun and (not rule.ended or at <= datetime.fromisoformat(rule.ended))


def _of_day(rule: ModeRule, at: datetime, alone: Iterable[Approval]) -> int:
    """Add up what rules of this scope let go on that day until then, won."""
    total = 0
    for one in alone:
        decided = one.decided_at or one.asked_at
        same = one.by is not None and one.by.name == rule.scope
        if same and trading_date(decided) == trading_date(at) and decided <= at:
            total += one.intent.gross
    return total
