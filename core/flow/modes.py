"""The rules that people set about how wishes become orders: kept over restarts, one a scope.

A rule that lets more through without a press holds from the next session on, everything else at
once (M11, INV-45). Old rules stay stored: a grant that one gave names it (INV-07).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from core.domain.calendar import trading_date
from core.domain.modes import EVERYTHING, ModeRule, OrderMode, by_rule, rule_of
from core.domain.money import Won
from core.domain.order import Mode, OrderIntent
from core.domain.plan import Cursor
from core.flow.desk import Desk
from core.ports import UnitOfWork

RULE: Final = "mode_rule:"
_NONE: Final = ModeRule("", EVERYTHING, OrderMode.CONFIRM, "")


def rules(uow: UnitOfWork) -> Iterator[ModeRule]:
    """Give every rule that was ever set, the oldest first."""
    kept = (c for c in uow.cursors.all() if c.name.startswith(RULE))
    return (rule_of(c.value) for c in kept)


def in_force(uow: UnitOfWork, scope: str) -> list[ModeRule]:
    """Give the agreed rules of a scope that nothing ended: the present one, then a coming one."""
    mine = (r for r in rules(uow) if r.scope == scope and r.agreed and not r.ended)
    return sorted(mine, key=lambda r: (r.since, r.at))


def rule_for(desk: Desk, owner: str) -> ModeRule:
    """Give the rule that a strategy's wishes follow today: its own, else that of everything.

    Automatic orders of a real account need the setting as well, whatever was stored before.
    """
    own, every = present(desk, owner), present(desk, EVERYTHING)
    found = own or every or _NONE
    if found.mode is OrderMode.AUTO and desk.mode is Mode.LIVE and not desk.auto_live:
        return replace(found, mode=OrderMode.CONFIRM)
    return found


def present(desk: Desk, scope: str) -> ModeRule | None:
    """Give the rule of one scope that holds today, None without one."""
    held = [r for r in in_force(desk.uow, scope) if r.holds_on(desk.today)]
    return held[-1] if held else None


def mode_of(desk: Desk, intent: OrderIntent) -> OrderMode:
    """Tell how an intent may become an order; closing what is held on request is always asked."""
    return OrderMode.CONFIRM if intent.flatten else rule_for(desk, intent.owner).mode


def spent(desk: Desk, scope: str, *, leaving_out: str = "") -> Won:
    """Give what the rules of a scope sent today, won; `leaving_out` is one card's id."""
    mine = (a for a in desk.uow.approvals.all() if by_rule(a) and a.id != leaving_out)
    today = (a for a in mine if trading_date(a.decided_at or a.asked_at) == desk.today)
    return sum(a.intent.gross for a in today if a.by is not None and a.by.name == scope)


def keep(desk: Desk, rule: ModeRule) -> None:
    """Store a rule."""
    desk.uow.cursors.put(Cursor(f"{RULE}{rule.id}", rule.encoded()))


def end(desk: Desk, rule: ModeRule) -> None:
    """Store that a rule holds no longer."""
    keep(desk, replace(rule, ended=desk.now.isoformat()))


def find(desk: Desk, rule_id: str) -> ModeRule | None:
    """Give a rule by its id."""
    known = desk.uow.cursors.get(f"{RULE}{rule_id}")
    return rule_of(known.value) if known else None
