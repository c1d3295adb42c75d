"""An order that a person asked for: a signal like a strategy's, judged at once, never sent.

It enters at the head of the path, so sizing, the twelve rules, the card and its press are the
same. Nothing of it is automatic: what cannot be asked now is refused and said, and the same
message proposes once.
"""

from __future__ import annotations

from core.domain.calendar import kst_text
from core.domain.decision import RiskDecision, Verdict
from core.domain.results import Result
from core.domain.signal import Side, Signal, SignalState
from core.domain.wanted import ProposeOrder
from core.failpoint import failpoint
from core.flow.desk import CARDS_AT_ONCE, Desk
from core.flow.intents import intent_of
from core.flow.levels import exits_fit, plan_exits
from core.flow.owners import owner_of
from core.flow.person_signals import ASKED, key_of, signal_of
from core.flow.proposals import put_card
from core.flow.refusals import refuse_signal
from core.flow.risk_gate import first_refusal, judge
from core.flow.wishes import end_signal, keep_signal


def propose_order(desk: Desk, command: ProposeOrder) -> Result:
    """Put up the card of what a person asked for, or say why not."""
    if command.quote is not None:
        desk.quotes[command.quote.symbol] = command.quote
    known = next((s for s in desk.uow.signals.all() if s.key == key_of(command)), None)
    if known is not None:
        return Result(known.state is SignalState.PROPOSED, "propose.again", known.id)
    if command.symbol not in desk.instruments:
        return Result(False, "propose.unknown", fields={"symbol": command.symbol})
    owner = owner_of(desk, command)
    if isinstance(owner, Result):
        return owner
    signal, open_now = signal_of(desk, command, owner)
    keep_signal(desk, signal)
    plan_exits(desk, signal.id, command.exits)
    refused = _not_now(desk, signal)
    if refused is not None:
        end_signal(desk, signal, SignalState.DROPPED, note=refused.key.partition(".")[2])
        return refused
    if not open_now:
        fields: dict[str, str | int] = {"name": desk.name(signal.symbol)}
        fields["at"] = kst_text(signal.valid_from)
        return Result(True, "propose.later", signal.id, fields)
    return _ask(desk, signal)


def _ask(desk: Desk, signal: Signal) -> Result:
    intent = intent_of(desk, signal)
    if isinstance(intent, str):
        end_signal(desk, signal, SignalState.DROPPED, note=intent)
        return _unsized(desk, signal, intent)
    if not exits_fit(desk, signal.id, intent.price):
        end_signal(desk, signal, SignalState.DROPPED, note="exits")
        return Result(False, "propose.exits", signal.id, {"price": intent.price})
    failpoint("propose.after_intent")
    decision = judge(desk, intent, stage="proposal")
    failpoint("propose.after_gate")
    if decision.verdict is not Verdict.ALLOW:
        refuse_signal(desk, signal, decision)
        return _refused(intent.name, decision)
    end_signal(desk, signal, SignalState.PROPOSED)
    card = put_card(desk, intent, decision, proposer=signal.asked_by)
    return Result(True, "propose.card", card.id, {"name": intent.name, "side": intent.side.value})


def _refused(name: str, decision: RiskDecision) -> Result:
    """Say what a rule said; fewer shares than were asked for are offered, never put in instead."""
    first = first_refusal(decision)
    fields: dict[str, str | int] = {
        "rule": first.rule, "text": first.text.encoded(), "name": name,
        "asked": decision.asked, "allowed": decision.allowed,
    }  # fmt: skip
    key = "propose.trimmed" if decision.verdict is Verdict.TRIM else "propose.refused"
    return Result(False, key, decision.id, fields)


def _unsized(desk: Desk, signal: Signal, why: str) -> Result:
    name, price = desk.name(signal.symbol), desk.mark(signal.symbol) or 0
    keys = {"no quote": "propose.no_quote", "nothing to sell": "propose.nothing"}
    fields: dict[str, str | int] = {"name": name, "price": price}
    return Result(False, keys.get(why, "propose.too_small"), signal.id, fields)


def _not_now(desk: Desk, signal: Signal) -> Result | None:
    """Say why a card for this symbol would not be honest now."""
    name: dict[str, str | int] = {"name": desk.name(signal.symbol)}
    if not desk.ready or desk.account is None:
        return Result(False, "propose.starting", signal.id)
    if desk.in_flight(signal.symbol) is not None:
        return Result(False, "propose.in_flight", signal.id, name)
    if signal.symbol in desk.differs_since:
        return Result(False, "propose.settling", signal.id, name)
    cards = [a for a in desk.open_approvals() if a.intent.symbol == signal.symbol]
    if any(c.intent.side is signal.side or signal.side is Side.BUY for c in cards):
        return Result(False, "propose.card_open", signal.id, name)
    if len(_asked(desk)) > CARDS_AT_ONCE:
        return Result(False, "propose.too_many", signal.id, {"most": CARDS_AT_ONCE})
    return None


def _asked(desk: Desk) -> list[Signal]:
    """Give what people asked for and still wait for: a card, or its answer."""
    shown = {a.intent.signal_id for a in desk.open_approvals()}
    mine = [s for s in desk.uow.signals.all() if s.key.startswith(ASKED)]
    return [s for s in mine if s.state is SignalState.WAITING or s.id in shown]
