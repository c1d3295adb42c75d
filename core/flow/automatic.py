"""Orders that leave without a press: a stored rule of a person stands in for it (M12, INV-07).

The grant names its rule. The order waits as one that was pressed does, so that its end is judged
on a fresh look and a fresh quote, and a person may take it back. Whatever is not plainly allowed
becomes an ordinary card.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.approval import Actor, Approval, ApprovalState, Grant, GrantKind
from core.domain.decision import Verdict
from core.domain.modes import POLICY, ModeRule, OrderMode, by_rule
from core.domain.order import OrderIntent
from core.domain.switches import broker_of, level_for
from core.flow.card_facts import presses_needed
from core.flow.desk import Desk
from core.flow.grants import hold_grant
from core.flow.modes import mode_of, rule_for, spent
from core.flow.risk_gate import judge
from core.flow.waiting_orders import undo_window_s

# Begins the key of a signal that a person asked for; that one always gets a card.
_ASKED: Final = "ask:"
# Checks that were made longer ago say nothing.
CHECKED_WITHIN: Final = timedelta(minutes=3)


def go_alone(desk: Desk, card: Approval) -> bool:
    """Use the grant that a rule gives, if it plainly allows this order now; tells whether."""
    rule = rule_for(desk, card.intent.owner)
    if why_not(desk, card.intent, rule, leaving_out=card.id):
        return False
    decision = judge(desk, card.intent, stage="press", leaving_out=card.id)
    if decision.verdict is not Verdict.ALLOW:
        return False
    by = Actor(POLICY, rule.id, "", rule.scope)
    seconds = undo_window_s(desk, card.intent)
    hold_grant(desk, card, decision, by=by, seconds=seconds)
    return True


def forbidden(desk: Desk, approval: Approval) -> bool:
    """Tell whether a grant that a rule gave no longer stands: the rule is gone, or says no now."""
    if not by_rule(approval):
        return False
    rule = rule_for(desk, approval.intent.owner)
    same = approval.by is not None and approval.by.user == rule.id
    return not same or bool(why_not(desk, approval.intent, rule, leaving_out=approval.id))


def first_state(desk: Desk, intent: OrderIntent, grant: Grant) -> ApprovalState:
    """Begin a card that may be pressed, or one that only tells."""
    told = mode_of(desk, intent) is OrderMode.SIGNAL and grant.kind is GrantKind.FIRST
    return ApprovalState.SHOWN if told else ApprovalState.OPEN


def why_not(desk: Desk, intent: OrderIntent, rule: ModeRule, *, leaving_out: str = "") -> str:
    """Say why an order must be asked about, nothing when its rule lets it go alone."""
    signal = desk.uow.signals.get(intent.signal_id)
    if rule.mode is not OrderMode.AUTO or intent.flatten:
        return "mode"
    if signal is None or signal.key.startswith(_ASKED):
        return "asked"
    if presses_needed(desk, intent) > 1:
        # What several people must agree to, no rule of one lets go.
        return "several"
    if intent.gross > rule.order_won:
        return "order_won"
    if spent(desk, rule.scope, leaving_out=leaving_out) + intent.gross > rule.day_won:
        return "day_won"
    return _troubled(desk, intent)


def _troubled(desk: Desk, intent: OrderIntent) -> str:
    """Say what is wrong with the place: a person must look before anything leaves."""
    broker = broker_of(desk.account_id)
    switches = tuple(desk.uow.switches.all())
    if level_for(switches, strategy=intent.owner, symbol=intent.symbol, broker=broker):
        # Even an exit that the stop lets pass: somebody stopped something here.
        return "halted"
    if desk.in_flight(intent.symbol) is not None:
        return "in_flight"
    if not desk.ready or desk.blind_since is not None:
        return "blind"
    return "" if _checked(desk) and _quoted(desk, intent.symbol) else "checks"


def _checked(desk: Desk) -> bool:
    if desk.checked_at is None or desk.red_checks:
        return False
    return timedelta(0) <= desk.now - desk.checked_at <= CHECKED_WITHIN


def _quoted(desk: Desk, symbol: str) -> bool:
    quote = desk.quotes.get(symbol)
    return quote is not None and 0 <= quote.age_s(desk.now) <= desk.limits.quote_age_s
