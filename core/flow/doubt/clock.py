"""Shows on the card how long an order in doubt has been looked for (D7), at a bearable pace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.domain.doubt import Doubt
from core.domain.journal import OutKind
from core.domain.order import Order
from core.flow.desk import Desk
from core.flow.notify import tell

# Close together while a person stares at the card; hours later a few edits an hour are enough.
FAST: Final = timedelta(seconds=30)
SLOW: Final = timedelta(minutes=5)
STARING: Final = timedelta(minutes=5)


def show_clock(desk: Desk, order: Order, doubt: Doubt, last: datetime | None) -> None:
    """Queue an edit of the card when a step of the clock has passed since the `last` look.

    Nothing is queued while an earlier edit still waits: it will be drawn from the same rows.
    """
    passed = _steps(doubt, doubt.last_look_at) > _steps(doubt, last)
    if passed and not _waits(desk, order):
        tell(desk, OutKind.CARD_END, order.approval_id, correlation=order.intent.correlation)


def _steps(doubt: Doubt, at: datetime | None) -> int:
    if at is None:
        return 0
    span = max(at - doubt.opened_at, timedelta())
    return span // FAST if span < STARING else STARING // FAST + (span - STARING) // SLOW


def _waits(desk: Desk, order: Order) -> bool:
    return any(
        o.delivered_at is None and (o.kind, o.subject) == (OutKind.CARD_END, order.approval_id)
        for o in desk.uow.outbox.all()
    )
