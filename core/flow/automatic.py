"""Orders that leave without a press: a stored rule of a person stands in for it (M12, INV-07).

The grant names its rule. The order waits as one that was pressed does, so that its end is judged
on a fresh look and a fresh quote, and a person may take it back. Whatever is not plainly allowed
becomes an ordinary card.
"""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import Actor, Approval, ApprovalState, Grant, GrantKind
from core.domain.decision import RiskDecision, Verdict
from core.domain.modes import POLICY, OrderMode, by_rule
from core.domain.order import OrderIntent
from core.domain.saying import say
from core.flow.asked_why import why_not
from core.flow.desk import Desk
from core.flow.grants import hold_grant
from core.flow.modes import mode_of, rule_for
from core.flow.risk_gate import first_refusal, judge
from core.flow.standing import disowned
from core.flow.waiting_orders import undo_window_s


def go_alone(desk: Desk, card: Approval) -> bool:
    """Use the grant that a rule gives, if it plainly allows this order now; tells whether."""
    rule = rule_for(desk, card.intent.owner)
    if why_not(desk, card.intent, rule, leaving_out=card.id):
        return False
    decision = judge(desk, card.intent, stage="press", leaving_out=card.id)
    if decision.verdict is not Verdict.ALLOW:
        _say_why(desk, card, decision)
        return False
    by = Actor(POLICY, rule.id, "", rule.scope)
    seconds = undo_window_s(desk, card.intent)
    hold_grant(desk, card, decision, by=by, seconds=seconds)
    return True


def _say_why(desk: Desk, card: Approval, decision: RiskDecision) -> None:
    """Put the rule that wanted another order onto the card, which a person now looks at."""
    why = say("auto.rule", rule=first_refusal(decision).rule)
    desk.uow.approvals.put(replace(card, figures=replace(card.figures, asked_why=why)))


def forbidden(desk: Desk, approval: Approval) -> bool:
    """Tell whether a grant that a rule gave no longer stands: the rule is gone, or says no now."""
    if not by_rule(approval):
        return False
    rule = rule_for(desk, approval.intent.owner)
    same = approval.by is not None and approval.by.user == rule.id
    return not same or bool(why_not(desk, approval.intent, rule, leaving_out=approval.id))


def fallen(desk: Desk, approval: Approval) -> str:
    """Name why a grant counts no more, nothing while it does: its rule's end, or a lost role."""
    if forbidden(desk, approval):
        return "mode"
    return "role" if disowned(desk, approval) else ""


def first_state(desk: Desk, intent: OrderIntent, grant: Grant) -> ApprovalState:
    """Begin a card that may be pressed, or one that only tells."""
    told = mode_of(desk, intent) is OrderMode.SIGNAL and grant.kind is GrantKind.FIRST
    return ApprovalState.SHOWN if told else ApprovalState.OPEN
