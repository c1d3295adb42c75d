"""Puts up the card of an order that the rules allowed (commit 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.domain.approval import Approval, Grant
from core.domain.decision import RiskDecision
from core.domain.journal import OutKind
from core.domain.order import OrderIntent
from core.failpoint import failpoint
from core.flow.asked_why import asked_why
from core.flow.automatic import first_state
from core.flow.card_facts import card_of, presses_needed
from core.flow.check_code import CODE, check_code
from core.flow.desk import Desk
from core.flow.expiry import life_s
from core.flow.notify import mail, tell

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

    `proposer` names the people who asked for it or edited it, with blanks between.
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
        figures=replace(
            card_of(desk, intent, trimmed_from=trimmed_from),
            asked_why=asked_why(desk, intent, grant),
        ),
        kind=grant.kind,
        coid=grant.coid,
        evidence_id=grant.evidence_id,
        needed=presses_needed(desk, intent),
        proposer=" ".join(sorted(set(proposer.split()))),
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
    _mail_code(desk, approval)
    return approval


def _mail_code(desk: Desk, card: Approval) -> None:
    """Have a card's check code where no thief of a bot's token can write (K04)."""
    intent = card.intent
    mail(
        desk, OutKind.NOTICE, CODE, correlation=intent.correlation,
        words={
            "card": card.id, "code": check_code(desk.nonces, card.id), "name": intent.name,
            "symbol": intent.symbol, "side": intent.side.value, "shares": intent.shares,
            "price": intent.price,
        },
    )  # fmt: skip
