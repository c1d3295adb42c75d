"""The undo window (M7): a pressed order waits, stored and unsent, while a person may take it back.

Only READY orders wait here. At the end everything is looked at again as at the press, and the
order goes exactly once or not at all; what a restart finds READY is never sent.
"""

from __future__ import annotations

from core.domain.approval import Actor, Approval, GrantKind
from core.domain.commands import Undo
from core.domain.decision import RiskDecision
from core.domain.order import Order
from core.domain.results import Result
from core.failpoint import failpoint
from core.flow.authority import may_press
from core.flow.desk import Desk
from core.flow.grants import hold_grant
from core.flow.waiting_orders import button_subject, held, take_back, undo_window_s


def window_s(desk: Desk, approval: Approval) -> int:
    """Give the seconds that a press leaves for second thoughts; 0 sends at once.

    Nothing that protects waits, and no second attempt: that one was confirmed twice already.
    """
    return 0 if approval.kind is GrantKind.RESEND else undo_window_s(desk, approval.intent)


def hold(desk: Desk, approval: Approval, decision: RiskDecision, *, by: Actor) -> Result:
    """Use the grant and let its order wait; a second one of the symbol is refused meanwhile."""
    if any(o.intent.symbol == approval.intent.symbol for o in held(desk)):
        return Result(False, "press.in_flight", approval.id, {"name": approval.intent.name})
    order = hold_grant(desk, approval, decision, by=by, seconds=desk.undo_s)
    failpoint("undo.after_hold")
    return Result(True, "press.waits", order.id, {"seconds": desk.undo_s})


def undo(desk: Desk, command: Undo) -> Result:
    """Take a held order back for a person; one that already left can only be cancelled."""
    for order in held(desk):
        if desk.nonces.digest(desk.nonces.nonce(button_subject(order.id))) == command.nonce_sha:
            return _undo(desk, order, command)
    return Result(False, "undo.late")


def _undo(desk: Desk, order: Order, command: Undo) -> Result:
    approval = desk.uow.approvals.get(order.approval_id)
    if not may_press(desk, command.actor):
        return Result(False, "press.not_yours")
    if approval is None or command.message not in approval.messages:
        return Result(False, "press.wrong_message", order.id)
    take_back(desk, order)
    return Result(True, "undo.done", order.id, {"name": order.intent.name})
