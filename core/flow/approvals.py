"""A press on a card: one grant, one order, everything looked at again (INV-05 to INV-12)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.commands import Press
from core.domain.decision import RiskDecision, Verdict
from core.domain.results import Result
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.doubted import is_doubted
from core.flow.hand_over import hand_over
from core.flow.intents import intent_again
from core.flow.killswitch import close_card, freeze
from core.flow.press_checks import fit, still_open, who
from core.flow.proposals import put_card
from core.flow.risk_gate import first_refusal, judge, judge_to_fit
from core.flow.undo import hold, window_s
from core.flow.votes import count_press


def press(desk: Desk, command: Press) -> Result:
    """Judge a press; at most one order ever comes of a card."""
    if command.quote is not None:
        desk.quotes[command.quote.symbol] = command.quote
    digest = desk.nonces.digest(command.nonce)
    approval = next((a for a in desk.uow.approvals.all() if a.nonce_sha == digest), None)
    if approval is None:
        return Result(False, "press.unknown")
    refused = who(desk, approval, command) or still_open(desk, approval)
    if refused is not None:
        return refused
    failpoint("press.after_checks")
    if not command.yes:
        return _reject(desk, approval, command)
    if is_doubted(desk, command.actor.face):
        return Result(False, "press.doubted", approval.id)
    return _yes(desk, approval, command)


def _yes(desk: Desk, approval: Approval, command: Press) -> Result:
    """Let a yes count when all still holds; the last one that is needed sends the order."""
    refused = fit(desk, approval) or _price(desk, approval)
    if refused is not None:
        return refused
    counted = count_press(desk, approval, command)
    return counted if isinstance(counted, Result) else _grant(desk, counted, command)


def grant_line(desk: Desk, line: Approval, *, by: Actor) -> bool:
    """Send one order of a question that a person pressed, if everything still holds; tell if not.

    It is looked at like a card: same day, not expired, same generation, hash, fresh quote, price
    within the drift, nothing of the symbol in flight, and every rule.
    """
    decision = judge(desk, line.intent, stage="press", leaving_out=line.id)
    if decision.verdict is not Verdict.ALLOW or not _holds(desk, line):
        close_card(desk, line, ApprovalState.WITHDRAWN, note="changed")
        return False
    return hand_over(desk, replace(line, note=""), decision, by=by) is not None


def _holds(desk: Desk, line: Approval) -> bool:
    if still_open(desk, line) is not None or fit(desk, line) is not None:
        return False
    quote, shown = desk.quotes[line.intent.symbol], line.figures.quote_price
    return abs(quote.price - shown) <= desk.limits.card_drift * shown


def lapse_due(desk: Desk) -> None:
    """End the cards whose time is over, or whose asking lies in the future (clock set back)."""
    for approval in desk.open_approvals():
        if desk.now >= approval.expires_at or desk.now < approval.asked_at:
            close_card(desk, approval, ApprovalState.LAPSED)


def _reject(desk: Desk, approval: Approval, command: Press) -> Result:
    decided = replace(approval, by=command.actor)
    close_card(desk, decided, ApprovalState.REJECTED)
    return Result(True, "press.rejected", approval.id)


def _price(desk: Desk, approval: Approval) -> Result | None:
    shown, now = approval.figures.quote_price, desk.quotes[approval.intent.symbol].price
    drift = Decimal(abs(now - shown)) / shown
    # A price of the strategy's own is the same wherever the market went.
    if approval.intent.resting or drift <= desk.limits.card_drift:
        return None
    fields: dict[str, str | int] = {"shown": shown, "now": now}
    return _ask_anew(desk, approval, key="press.drift", fields=fields)


def _ask_anew(desk: Desk, approval: Approval, *, key: str, fields: dict[str, str | int]) -> Result:
    fresh = intent_again(desk, approval.intent)
    fresh, decision, asked = judge_to_fit(desk, fresh, leaving_out=approval.id)
    if decision.verdict is not Verdict.ALLOW:
        return _refused(desk, approval, decision)
    close_card(desk, approval, ApprovalState.REPLACED)
    card = put_card(
        desk, fresh, decision, trimmed_from=asked, grant=approval.grant, proposer=approval.proposer
    )
    return Result(False, key, card.id, fields)


def _grant(desk: Desk, approval: Approval, command: Press) -> Result:
    failpoint("gate.before_press")
    decision = judge(desk, approval.intent, stage="press", leaving_out=approval.id)
    failpoint("gate.after_press")
    if decision.verdict is Verdict.REFUSE:
        return _refused(desk, approval, decision)
    if decision.verdict is Verdict.TRIM:
        fields: dict[str, str | int] = {"asked": decision.asked, "allowed": decision.allowed}
        return _ask_anew(desk, approval, key="press.trimmed", fields=fields)
    if window_s(desk, approval):
        return hold(desk, approval, decision, by=command.actor)
    order = hand_over(desk, approval, decision, by=command.actor)
    if order is None:
        return Result(False, "press.unknown", approval.id)
    return Result(True, "press.granted", order.id)


def _refused(desk: Desk, approval: Approval, decision: RiskDecision) -> Result:
    first = first_refusal(decision)
    # Too fast is no verdict on the order: the card stays and may be pressed again.
    if first.rule != "order_rate":
        close_card(desk, approval, ApprovalState.WITHDRAWN, note=first.rule)
    if first.rule == "repeat":
        freeze(desk, approval.intent.symbol, why=first.text)
    return _risk_said_no(approval, decision)


def _risk_said_no(approval: Approval, decision: RiskDecision) -> Result:
    first = first_refusal(decision)
    key = "press.halted" if first.rule == "kill" else "press.risk"
    fields: dict[str, str | int] = {"rule": first.rule, "text": first.text.encoded()}
    return Result(False, key, approval.id, fields)
