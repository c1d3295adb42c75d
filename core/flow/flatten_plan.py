"""What a flattening was asked to do: card by card or at once, with what others bought, done."""

from __future__ import annotations

from core.domain.journal import Severity
from core.domain.plan import Cursor
from core.domain.switches import Scope
from core.flow.desk import Desk
from core.flow.notify import notice


def plan_of(desk: Desk, scope: Scope) -> frozenset[str]:
    """Give the words of what was asked for: cards or ask, outside, closed."""
    known = desk.uow.cursors.get(f"flatten@{scope.name}")
    switch = desk.uow.switches.get(scope.name)
    at = switch.at.isoformat() if switch else ""
    words = known.value.split() if known else []
    # What was planned for an earlier stop of this scope says nothing about this one.
    return frozenset(words[1:]) if words[:1] == [at] else frozenset({"cards"})


def unasked(plan: frozenset[str]) -> frozenset[str]:
    """Give a plan without its question."""
    return frozenset(word for word in plan if not word.startswith("asked:"))


def keep_plan(desk: Desk, scope: Scope, words: frozenset[str] | set[str]) -> None:
    """Store a plan; it holds for the stop that is engaged now."""
    switch = desk.uow.switches.get(scope.name)
    at = switch.at.isoformat() if switch else ""
    desk.uow.cursors.put(Cursor(f"flatten@{scope.name}", " ".join([at, *sorted(words)])))


def tell_closed(desk: Desk, scope: Scope, plan: frozenset[str]) -> None:
    """Say once that the books hold nothing of a scope any more."""
    if "closed" in plan:
        return
    keep_plan(desk, scope, plan | {"closed"})
    notice(desk, "notice.flattened", Severity.WARNING, scope=scope.name)
