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
from core.flow.risk_gate import approve


def use_grant(
    desk: Desk, approval: Approval, decision: RiskDecision, *, by: Actor, body: bytes
) -> Order:
    """Turn an open question into its one order, already SENDING; the caller commits.

    `body` is what will be sent, byte for byte; its hash is stored before a byte leaves (INV-01).
    """
    order = _on_its_way(desk, _ready(desk, approval, decision), decision, body=body)
    _store(desk, approval, order, by=by)
    journal_order(desk, order, "sending")
    tell(desk, OutKind.CARD_END, approval.id, correlation=order.intent.correlation)
    return order


def hold_grant(
    desk: Desk, approval: Approval, decision: RiskDecision, *, by: Actor, seconds: int
) -> Order:
    """Turn an open question into its one order, which waits READY for so many seconds."""
    order = _ready(desk, approval, decision)
    _store(desk, approval, order, by=by)
    journal_order(desk, order, "held")
    tell(
        desk, OutKind.CARD_END, approval.id, correlation=order.intent.correlation,
        words={"undo_s": seconds},
    )  # fmt: skip
    return order


def send_held(
    desk: Desk, order: Order, approval: Approval, decision: RiskDecision, *, body: bytes
) -> Order:
    """Put an order that waited on its way, with the look, the verdict and the bytes of now."""
    sending = _on_its_way(desk, order, decision, body=body)
    desk.uow.orders.put(sending)
    journal_order(desk, sending, "sending")
    tell(desk, OutKind.CARD_END, approval.id, correlation=order.intent.correlation)
    return sending


def leave(desk: Desk, order: Order, decision: RiskDecision) -> None:
    """Seal an order that is stored as SENDING, and hand it over once that is committed."""
    sealed = approve(order.intent, decision, body_sha=order.body_sha)
    failpoint("gate.after_seal")
    desk.effects.append(lambda: desk.send(order, sealed))


def _ready(desk: Desk, approval: Approval, decision: RiskDecision) -> Order:
    key = desk.ids.new()
    return Order(
        id=key,
        intent=approval.intent,
        approval_id=approval.id,
        decision_id=decision.id,
        state=OrderState.READY,
        made_at=desk.now,
        coid=approval.coid or key,
        attempt=_next_attempt(desk, approval.coid),
    )


def _on_its_way(desk: Desk, ready: Order, decision: RiskDecision, *, body: bytes) -> Order:
    view, intent = desk.view, ready.intent
    if view is None:
        raise LookupError(f"no complete look before an order of {intent.symbol}")
    snapshot = snapshot_of(view, desk.ids.new())
    desk.uow.snapshots.put(snapshot)
    return ready.moved(
        OrderMove.SEND,
        decision_id=decision.id,
        known_numbers=snapshot.numbers,
        held_before=sum(h.shares for h in view.holdings if h.symbol == intent.symbol),
        snapshot_id=snapshot.id,
        body_sha=hashlib.sha256(body).hexdigest(),
        skew_ms=desk.skew_ms,
        sent_at=desk.now,
    )


def _store(desk: Desk, approval: Approval, order: Order, *, by: Actor) -> None:
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
