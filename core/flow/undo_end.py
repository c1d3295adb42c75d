"""The end of an undo window: all is looked at again, and the order goes once or not at all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Final

from core.domain.approval import Approval
from core.domain.calendar import trading_date
from core.domain.commands import Release
from core.domain.decision import RiskDecision, Verdict
from core.domain.order import Order, OrderState
from core.domain.results import Result
from core.flow.automatic import fallen
from core.flow.desk import Desk
from core.flow.hand_over import send_waiting
from core.flow.intents import intent_again
from core.flow.killswitch import freeze
from core.flow.press_checks import fit
from core.flow.proposals import put_card
from core.flow.risk_gate import first_refusal, judge, judge_to_fit
from core.flow.waiting_orders import ends_at, take_back

# So long after its end a window may still be closed by sending: afterwards the press is too old.
LATE: Final = timedelta(seconds=15)
_PASSING: Final = frozenset({"press.stale", "press.in_flight", "press.restarting"})


def release(desk: Desk, command: Release) -> Result:
    """Close a window: send the order exactly once, let it wait for fresh facts, or take it back."""
    order = desk.uow.orders.get(command.order_id)
    approval = desk.uow.approvals.get(order.approval_id) if order else None
    if order is None or approval is None or order.state is not OrderState.READY:
        return Result(False, "done")
    if desk.now < ends_at(desk, order) and desk.now >= order.made_at:
        return Result(False, "release.waits")
    if _is_old(desk, order):
        return _end(desk, order, "late")
    refused = fit(desk, approval)
    if refused is not None:
        return _wait(refused.key) if refused.key in _PASSING else _end(desk, order, refused.key)
    return _judged(desk, order, approval)


def _judged(desk: Desk, order: Order, approval: Approval) -> Result:
    why = fallen(desk, approval)
    if why:
        return _ask_anew(desk, order, approval, why)
    if _drifted(desk, approval):
        return _ask_anew(desk, order, approval, "drift")
    decision = judge(desk, approval.intent, stage="press", leaving_out=approval.id)
    if decision.verdict is Verdict.TRIM:
        return _ask_anew(desk, order, approval, "trimmed")
    if decision.verdict is Verdict.REFUSE:
        return _refused(desk, order, decision)
    if not send_waiting(desk, order, approval, decision):
        return _end(desk, order, "bytes")
    return Result(True, "release.sent", order.id)


def _is_old(desk: Desk, order: Order) -> bool:
    # A clock that was set back says nothing about how long the press is past.
    same_day = trading_date(desk.now) == trading_date(order.made_at)
    return not same_day or not order.made_at <= desk.now <= ends_at(desk, order) + LATE


def _drifted(desk: Desk, approval: Approval) -> bool:
    shown, now = approval.figures.quote_price, desk.quotes[approval.intent.symbol].price
    drift = Decimal(abs(now - shown)) / shown
    return not approval.intent.resting and drift > desk.limits.card_drift


def _ask_anew(desk: Desk, order: Order, approval: Approval, why: str) -> Result:
    """Take the order back, and ask once more at the market of now when the rules let it."""
    take_back(desk, order, note=why)
    fresh, decision, asked = judge_to_fit(desk, intent_again(desk, approval.intent))
    if decision.verdict is Verdict.ALLOW:
        put_card(
            desk, fresh, decision, trimmed_from=asked, grant=approval.grant,
            proposer=approval.proposer,
        )  # fmt: skip
    return Result(False, "release.back", order.id)


def _refused(desk: Desk, order: Order, decision: RiskDecision) -> Result:
    first = first_refusal(decision)
    if first.rule == "order_rate":
        # Too fast is no verdict on the order: it waits its turn, not for ever.
        return _wait(first.rule)
    if first.rule == "repeat":
        freeze(desk, order.intent.symbol, why=first.text)
    return _end(desk, order, first.text.encoded())


def _end(desk: Desk, order: Order, note: str) -> Result:
    take_back(desk, order, note=note)
    return Result(False, "release.back", order.id)


def _wait(why: str) -> Result:
    return Result(False, "release.waits", fields={"why": why})
