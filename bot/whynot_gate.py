"""The first gate that stopped a purchase, from stored rows alone; no model, no guess (M18)."""

from __future__ import annotations

from bot.card_rows import asked_rows
from bot.context import Context
from bot.trace import Trace
from bot.vote_text import person
from bot.why_text import note_words
from core.domain.approval import Approval, ApprovalState
from core.domain.calendar import Phase, kst_text, trading_date
from core.domain.decision import RiskDecision, Verdict
from core.domain.order import Order
from core.domain.signal import Signal, SignalState
from core.domain.switches import level_for
from core.flow.risk_gate import first_refusal


def gate_of(context: Context, trace: Trace, signal: Signal) -> tuple[str, ...]:
    """Say the first gate of a signal in lines: what it was, and its numbers."""
    refused = [d for d in trace.decisions if d.verdict is Verdict.REFUSE]
    if signal.state is SignalState.WAITING:
        return _waiting(context, signal)
    if signal.state is SignalState.REFUSED and refused:
        return _rule(context, refused[-1])
    if signal.state is SignalState.PROPOSED and trace.approvals:
        return _card(context, trace)
    note = note_words(context, signal.note) if signal.note else ""
    return (context.t(f"whynot.{signal.state.value}"), *([note] if note else []))


def _rule(context: Context, decision: RiskDecision) -> tuple[str, ...]:
    first, say = first_refusal(decision), context.words.saying
    name = context.words.either(f"rule.{first.rule}", first.rule)
    return (
        context.t("whynot.rule", rule=name, at=kst_text(decision.at)),
        context.t("whynot.numbers", observed=say(first.observed), limit=say(first.limit)),
        say(first.text),
    )


def _card(context: Context, trace: Trace) -> tuple[str, ...]:
    last = trace.approvals[-1]
    orders = [o for o in trace.orders if o.approval_id == last.id]
    if orders:
        return _order(context, orders[-1])
    refused = [d for d in trace.decisions if d.stage == "press" and d.verdict is Verdict.REFUSE]
    if last.state is ApprovalState.WITHDRAWN and refused:
        return _rule(context, refused[-1])
    return _answer(context, last)


def _answer(context: Context, card: Approval) -> tuple[str, ...]:
    who = person(card.by, context.words) if card.by else context.t("why.nobody")
    at = kst_text(card.decided_at or card.asked_at)
    told = context.t(f"whynot.card_{card.state.value}", by=who, at=at)
    note = note_words(context, card.note) if card.note else ""
    asked = [f"{label}: {why}" for label, why in asked_rows(card.figures, context.words)]
    return (told, *([note] if note else []), *asked)


def _order(context: Context, order: Order) -> tuple[str, ...]:
    state = context.t(f"order.{order.state.value}")
    told = context.t("whynot.order", state=state, id=order.id[-6:], filled=order.filled)
    return (told, *([context.words.told(order.note)] if order.note else []))


def _waiting(context: Context, signal: Signal) -> tuple[str, ...]:
    switches = tuple(context.uow.switches.all())
    stop = level_for(switches, strategy=signal.strategy, symbol=signal.symbol)
    if stop is not None:
        level = context.t(f"level.{stop.level.value}")
        scope = context.words.scope(stop.scope.name)
        return (context.t("whynot.halted", scope=scope, level=level, by=stop.by),)
    session = context.calendar.session(trading_date(context.now))
    if session is None or session.phase(context.now) is Phase.CLOSED:
        return (context.t("whynot.closed", at=kst_text(signal.valid_from)),)
    return (context.t("whynot.waiting", at=kst_text(signal.expires_at)),)
