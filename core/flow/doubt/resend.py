"""A second attempt of an absent order: a new card, and what its press needs (INV-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.approval import Approval, Grant, GrantKind
from core.domain.decision import Verdict
from core.domain.doubt import Finding
from core.domain.order import Order, OrderMove, OrderState
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.doubt.opening import settle
from core.flow.intents import intent_again
from core.flow.orders import move
from core.flow.proposals import put_card
from core.flow.risk_gate import first_refusal, judge_to_fit

LOOK_AGE: Final = timedelta(seconds=5)


def ask_again(desk: Desk, order_id: str) -> Result:
    """Put up a new card for an order that is absent in the look of just now; sends nothing."""
    order, doubt = desk.uow.orders.get(order_id), desk.uow.doubts.get(order_id)
    if order is None or doubt is None or order.state is not OrderState.UNKNOWN:
        return Result(False, "doubt.closed", order_id)
    if doubt.finding is not Finding.ABSENT_SO_FAR or not is_absent_now(desk, order):
        return Result(False, "doubt.closed", order_id)
    if order.intent.symbol not in desk.quotes:
        return Result(False, "press.stale", order_id)
    fresh, decision, asked = judge_to_fit(desk, intent_again(desk, order.intent))
    if decision.verdict is not Verdict.ALLOW:
        first = first_refusal(decision)
        fields: dict[str, str | int] = {"rule": first.rule, "text": first.text.encoded()}
        return Result(False, "press.risk", order_id, fields)
    desk.uow.doubts.put(replace(doubt, resend_allowed=doubt.resend_allowed + 1))
    before = desk.uow.approvals.get(order.approval_id)
    card = put_card(
        desk, fresh, decision, trimmed_from=asked,
        grant=Grant(GrantKind.RESEND, order.coid or order.id, order.id),
        proposer=before.proposer if before else "",
    )  # fmt: skip
    return Result(True, "doubt.card", card.id)


def is_absent_now(desk: Desk, order: Order) -> bool:
    """Tell whether the look of just now still shows no trace of an order."""
    doubt = desk.uow.doubts.get(order.id)
    return (
        order.state is OrderState.UNKNOWN
        and doubt is not None
        and doubt.finding is Finding.ABSENT_SO_FAR
        and doubt.last_look_at is not None
        and timedelta(0) <= desk.now - doubt.last_look_at <= LOOK_AGE
    )


def may_replace(desk: Desk, approval: Approval, flying: Order) -> bool:
    """Tell whether a card may take the place of the order in doubt that holds its symbol."""
    doubt = desk.uow.doubts.get(approval.evidence_id)
    return (
        approval.kind is GrantKind.RESEND
        and doubt is not None
        and doubt.resend_allowed > 0
        and flying.id == approval.evidence_id
        and is_absent_now(desk, flying)
    )


def give_up(desk: Desk, approval: Approval) -> None:
    """End the attempt before, in the transaction in which its successor is granted."""
    order = desk.uow.orders.get(approval.evidence_id)
    if approval.kind is GrantKind.RESEND and order is not None:
        gone = move(desk, order, OrderMove.REFUSE, "rejected", note="absent", closed_at=desk.now)
        settle(desk, gone, Finding.ABSENT_SO_FAR)
