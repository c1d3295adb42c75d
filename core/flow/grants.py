"""A used grant and its order, stored in one transaction: the point of no return (6.3)."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.decision import RiskDecision
from core.domain.journal import OutKind
from core.domain.order import Order, OrderMove, OrderState
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.doubt.worth import snapshot_of
from core.flow.notify import tell
from core.flow.orders import journal_order


def use_grant(
    desk: Desk, approval: Approval, decision: RiskDecision, *, by: Actor, body: bytes
) -> Order:
    """Turn an open question into its one order, already SENDING; the caller commits.

    `body` is what will be sent, byte for byte; its hash is stored before a byte leaves (INV-01).
    """
    order = _order(desk, approval, decision, body=body)
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


def _order(desk: Desk, approval: Approval, decision: RiskDecision, *, body: bytes) -> Order:
    view, intent, key = desk.view, approval.intent, desk.ids.new()
    if view is None:
        raise LookupError(f"no complete look before an order of {intent.symbol}")
    snapshot = snapshot_of(view, desk.ids.new())
    desk.uow.snapshots.put(snapshot)
    ready = Order(
        id=key,
        intent=intent,
        approval_id=approval.id,
        decision_id=decision.id,
        state=OrderState.READY,
        made_at=desk.now,
        known_numbers=snapshot.numbers,
        held_before=sum(h.shares for h in view.holdings if h.symbol == intent.symbol),
        coid=approval.coid or key,
        attempt=_next_attempt(desk, approval.coid),
        snapshot_id=snapshot.id,
        body_sha=hashlib.sha256(body).hexdigest(),
        skew_ms=desk.skew_ms,
    )
    return ready.moved(OrderMove.SEND, sent_at=desk.now)


def _next_attempt(desk: Desk, coid: str) -> int:
    return 1 + max((o.attempt for o in desk.uow.orders.all() if coid and o.coid == coid), default=0)


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
