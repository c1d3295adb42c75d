"""Looks that fail: nothing is concluded, and after a minute somebody knows (D9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.commands import LookFailed
from core.domain.doubt import Finding
from core.domain.journal import Severity
from core.domain.order import OPEN, OrderState
from core.domain.plan import Cursor
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.notify import notice

ALARM_AFTER: Final = timedelta(seconds=60)
DOWN: Final = "broker_down"


def look_failed(desk: Desk, command: LookFailed) -> Result:
    """Note that a look failed; alarms once when that lasts while an order is open."""
    desk.blind_since = desk.blind_since or desk.now
    for order in [o for o in desk.uow.orders.all() if o.state is OrderState.UNKNOWN]:
        doubt = desk.uow.doubts.get(order.id)
        if doubt is not None and doubt.blind_since is None:
            desk.uow.doubts.put(replace(doubt, blind_since=desk.now))
    if desk.now - desk.blind_since >= ALARM_AFTER and not is_down(desk):
        _alarm(desk, command.reason)
    return Result(True, "done")


def sees_again(desk: Desk) -> None:
    """Note that a look was complete."""
    desk.blind_since = None
    if is_down(desk):
        desk.uow.cursors.put(Cursor(DOWN, ""))
        desk.uow.emit("system", "broker_up", correlation=DOWN, cause="look", data={})
        notice(desk, "notice.broker_up")


def is_down(desk: Desk) -> bool:
    """Tell whether the broker is marked as not answering."""
    known = desk.uow.cursors.get(DOWN)
    return known is not None and bool(known.value)


def _alarm(desk: Desk, reason: str) -> None:
    if not any(o.state in OPEN for o in desk.uow.orders.all()):
        return
    desk.uow.cursors.put(Cursor(DOWN, desk.now.isoformat()))
    for doubt in [d for d in desk.uow.doubts.all() if d.blind_since and not d.closed]:
        desk.uow.doubts.put(replace(doubt, finding=Finding.BLIND))
    desk.uow.emit("system", DOWN, correlation=DOWN, cause="look", data={"reason": reason})
    notice(desk, "notice.broker_down", Severity.CRITICAL)
