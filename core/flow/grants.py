"""A used grant and its order, stored in one transaction: the point of no return (6.3)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.decision import RiskDecision
from core.domain.journal import OutKind
from core.domain.order import Order, OrderMove, OrderState
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.notify import tell
from core.flow.orders import journal_order


def use_grant(desk: Desk, approval: Approval, decision: RiskDecision, *, by: Actor) -> Order:
    """Turn an open question into its one order, already SENDING; the caller commits."""
    order = _order(desk, approval, decision)
    granted = replace(
        approval,
        state=ApprovalState.GRANTED,
        by=by,
        decided_at=desk.now,
        order_id=order.id,
    )
    desk.uow.approvals.put(granted)
    failpoint("press.between_rows")
    desk.uow.orders.put(order)
    _journal(desk, granted, by)
    journal_order(desk, order, "sending")
    tell(desk, OutKind.CARD_END, approval.id, correlation=order.intent.correlation)
    return order


def _order(desk: Desk, approval: Approval, decision: RiskDecision) -> Order:
    view, intent = desk.view, approval.intent
    numbers = tuple(sorted(r.number for r in view.rows)) if view else ()
    held = next((h.shares for h in view.holdings if h.symbol == intent.symbol), 0) if view else 0
    ready = Order(
        id=desk.ids.new(),
        intent=intent,
        approval_id=approval.id,
        decision_id=decision.id,
        state=OrderState.READY,
        made_at=desk.now,
        known_numbers=numbers,
        held_before=held,
    )
    return ready.moved(OrderMove.SEND, sent_at=desk.now)


def _journal(desk: Desk, granted: Approval, by: Actor) -> None:
    desk.uow.emit(
        "approval.state",
        "granted",
        correlation=granted.intent.correlation,
        cause=granted.id,
        data={
            "approval": granted.id,
            "face": by.face,
            "user": by.user,
            "hash": granted.canon_hash,
        },
    )
