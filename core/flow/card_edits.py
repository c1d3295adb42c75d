"""What a person does to a card besides pressing it: other shares, another price.

An edit makes a new card and takes the old one back, so that what was seen is what is sent
(INV-05); nothing here sends.
"""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import LINE, Approval, ApprovalState, GrantKind
from core.domain.decision import RiskDecision, Verdict
from core.domain.order import OrderIntent, OrderKind
from core.domain.results import Result
from core.domain.wanted import EditCard
from core.flow.authority import person_of
from core.flow.desk import Desk
from core.flow.doubt.opening import person_key
from core.flow.intents import intent_again, margin_of
from core.flow.killswitch import close_card
from core.flow.press_checks import still_open
from core.flow.proposals import put_card
from core.flow.risk_gate import first_refusal, judge

EDITED = "edited"


def edit_card(desk: Desk, command: EditCard) -> Result:
    """Put up the same wish anew with what was changed; the old card stays when a rule says no."""
    if command.quote is not None:
        desk.quotes[command.quote.symbol] = command.quote
    approval = desk.uow.approvals.get(command.approval_id)
    if approval is None or approval.note.startswith(LINE):
        return Result(False, "edit.none", command.approval_id)
    refused = still_open(desk, approval) or _fixed(approval)
    if refused is not None:
        return refused
    changed = _changed(desk, approval.intent, command)
    if isinstance(changed, Result):
        return changed
    decision = judge(desk, changed, stage="proposal", leaving_out=approval.id)
    if decision.verdict is not Verdict.ALLOW:
        return _not_allowed(approval, decision)
    close_card(desk, approval, ApprovalState.REPLACED, note=EDITED)
    # Whoever asked for it before does not become its judge by somebody else's edit (M6).
    proposer = f"{approval.proposer} {person_of(desk, person_key(command.actor))}"
    card = put_card(desk, changed, decision, proposer=proposer)
    _journal(desk, approval, card, command)
    fields: dict[str, str | int] = {"name": changed.name, "shares": changed.shares}
    return Result(True, "edit.done", card.id, fields)


def _fixed(approval: Approval) -> Result | None:
    """Refuse what must stay as it is: a second attempt, and the closing of a flattening."""
    if approval.kind is GrantKind.RESEND or approval.intent.flatten:
        return Result(False, "edit.fixed", approval.id)
    return None


def _changed(desk: Desk, intent: OrderIntent, command: EditCard) -> OrderIntent | Result:
    if intent.symbol not in desk.quotes:
        return Result(False, "press.stale", command.approval_id)
    shares, limit = command.shares or intent.shares, command.limit
    if shares == intent.shares and limit in (0, intent.price):
        return Result(False, "edit.same", command.approval_id)
    fresh = replace(intent_again(desk, intent), shares=shares)
    if not limit:
        return fresh
    # A price of one's own is not moved with the market, and needs no auction.
    margin = margin_of(desk.instruments[intent.symbol], limit)
    return replace(fresh, price=limit, margin=margin, resting=True, kind=OrderKind.LIMIT)


def _not_allowed(approval: Approval, decision: RiskDecision) -> Result:
    first = first_refusal(decision)
    fields: dict[str, str | int] = {
        "rule": first.rule, "text": first.text.encoded(), "name": approval.intent.name,
        "asked": decision.asked, "allowed": decision.allowed,
    }  # fmt: skip
    key = "edit.trimmed" if decision.verdict is Verdict.TRIM else "edit.refused"
    return Result(False, key, approval.id, fields)


def _journal(desk: Desk, old: Approval, new: Approval, command: EditCard) -> None:
    data: dict[str, str | int] = {
        "approval": new.id, "face": command.actor.face, "user": command.actor.user,
        "shares_before": old.intent.shares, "price_before": old.intent.price,
    }  # fmt: skip
    desk.uow.emit(
        "approval.state", EDITED, correlation=new.intent.correlation, cause=old.id, data=data
    )
