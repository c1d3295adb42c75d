"""Puts up the card of an order that the rules allowed (commit 1)."""

from __future__ import annotations

from datetime import timedelta

from core.domain.approval import Approval, Grant
from core.domain.decision import RiskDecision
from core.domain.journal import OutKind
from core.domain.order import OrderIntent
from core.failpoint import failpoint
from core.flow.automatic import first_state
from core.flow.card_facts import card_of, presses_needed
from core.flow.desk import Desk
from core.flow.expiry import life_s
from core.flow.notify import tell

_FIRST = Grant()


def put_card(
    desk: Desk,
    intent: OrderIntent,
    decision: RiskDecision,
    *,
    trimmed_from: int | None = None,
    grant: Grant = _FIRST,
    proposer: str = "",
) -> Approval:
    """Store the question and queue its card to everybody paired.

    `proposer` is the key of the user who asked for it.
    """
    key = desk.ids.new()
    approval = Approval(
        id=key,
        intent=intent,
        decision_id=decision.id,
        canon_hash=intent.canon_hash(),
        nonce_sha=desk.nonces.digest(desk.nonces.nonce(key)),
        boot=desk.boot,
        asked_at=desk.now,
        expires_at=desk.now + timedelta(seconds=life_s(desk, intent)),
        figures=card_of(desk, intent, trimmed_from=trimmed_from),
        kind=grant.kind,
        coid=grant.coid,
        evidence_id=grant.evidence_id,
        needed=presses_needed(desk, intent),
        proposer=proposer,
        state=first_state(desk, intent, grant),
    )
    desk.uow.approvals.put(approval)
    failpoint("propose.after_card")
    desk.uow.emit(
        "approval.state",
        approval.state.value,
        correlation=intent.correlation,
        cause=decision.id,
        data={
            "approval": key,
            "symbol": intent.symbol,
            "shares": intent.shares,
            "price": intent.price,
        },
    )
    tell(desk, OutKind.CARD, key, correlation=intent.correlation)
    return approval
