"""A start: what was on its way is in doubt, and old buttons are dead (INV-32)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.order import OrderMove, OrderState
from core.domain.people import QuestionState
from core.flow.answered import lose
from core.flow.desk import Desk
from core.flow.doubt.opening import end_asking
from core.flow.orders import move


def at_start(desk: Desk) -> None:
    """Put what was on its way in doubt and end what the generation before asked; sends nothing."""
    for order in list(desk.uow.orders.all()):
        if order.state is OrderState.SENDING:
            lose(desk, order, note="restart", restarted=True)
        elif order.state is OrderState.READY:
            move(desk, order, OrderMove.WITHDRAW, "cancelled", note="restart", closed_at=desk.now)
    for doubt in [d for d in desk.uow.doubts.all() if not d.closed]:
        # Buttons of the generation before are dead (INV-09); the next look asks anew.
        end_asking(desk, doubt, QuestionState.LAPSED)
        desk.uow.doubts.put(replace(doubt, told=""))
