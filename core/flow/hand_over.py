"""From a grant to an order on its way: the broker's bytes first, one commit, then the send."""

from __future__ import annotations

from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.decision import RiskDecision
from core.domain.order import Order
from core.errors import NotSent
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.doubt.resend import give_up
from core.flow.grants import leave, send_held, use_grant
from core.flow.killswitch import close_card


def hand_over(desk: Desk, approval: Approval, decision: RiskDecision, *, by: Actor) -> Order | None:
    """Use a grant and send its order; None when the broker's bytes are not what was shown."""
    try:
        body = desk.encode(approval.intent)
    except NotSent:
        # What was shown does not survive the broker's own bytes (INV-05).
        close_card(desk, approval, ApprovalState.WITHDRAWN, note="bytes")
        return None
    give_up(desk, approval)
    order = use_grant(desk, approval, decision, by=by, body=body)
    failpoint("press.after_grant")
    leave(desk, order, decision)
    return order


def send_waiting(desk: Desk, order: Order, approval: Approval, decision: RiskDecision) -> bool:
    """Send an order that waited for the end of its window; false when its bytes changed."""
    try:
        body = desk.encode(approval.intent)
    except NotSent:
        return False
    failpoint("undo.before_send")
    leave(desk, send_held(desk, order, approval, decision, body=body), decision)
    return True
