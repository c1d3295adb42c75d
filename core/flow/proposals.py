"""From a waiting signal to a card: arbiter, sizing, risk gate, question (commit 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.domain.approval import Approval, ApprovalState, Grant
from core.domain.bar import Quote
from core.domain.calendar import Phase, trading_date
from core.domain.decision import RiskDecision, Verdict
from core.domain.exposure import sign
from core.domain.journal import OutKind, Severity
from core.domain.money import Won
from core.domain.order import OrderIntent
from core.domain.signal import Side, Signal, SignalState, Timing
from core.failpoint import failpoint
from core.flow import killswitch
from core.flow.desk import CARDS_AT_ONCE, Desk
from core.flow.intents import card_of, intent_of
from core.flow.notify import notice, tell
from core.flow.risk_gate import first_refusal, judge_to_fit

_FIRST = Grant()
_PHASES = {
    Timing.OPEN: {Phase.PRE_OPEN},
    Timing.NOW: {Phase.CONTINUOUS},
    Timing.CLOSE: {Phase.CLOSING_AUCTION},
}


def propose_due(desk: Desk) -> None:
    """Put up cards for waiting signals: exits first, entries by score (strategies.md 14.11)."""
    session = desk.calendar.session(desk.today)
    if session is None or desk.account is None or not list(desk.uow.users.all()):
        return
    if len(desk.open_approvals()) >= CARDS_AT_ONCE:
        # Looked at before all that waits is ranked: signals may wait by the hundred.
        return
    phase = session.phase(desk.now)
    for signal in sorted(_waiting(desk), key=lambda s: _rank(desk, s)):
        if len(desk.open_approvals()) >= CARDS_AT_ONCE:
            return
        if _may_speak(desk, signal, phase):
            propose(desk, signal)


def expire_signals(desk: Desk) -> None:
    """Close signals that nobody could be asked about in time, and say so once."""
    now = desk.now
    late = [s for s in _waiting(desk) if now >= s.expires_at]
    for signal in late:
        end_signal(desk, signal, SignalState.EXPIRED, note="not shown in time")
    if late:
        names = ", ".join(sorted({desk.name(s.symbol) for s in late}))
        notice(desk, "notice.expired", Severity.WARNING, count=len(late), names=names)


def propose(desk: Desk, signal: Signal) -> None:
    """Judge one signal and put up its card, or store why not."""
    intent = intent_of(desk, signal)
    if isinstance(intent, str):
        end_signal(desk, signal, SignalState.DROPPED, note=intent)
        return
    failpoint("propose.after_intent")
    intent, decision, asked = judge_to_fit(desk, intent)
    failpoint("propose.after_gate")
    if decision.verdict is not Verdict.ALLOW:
        _refused(desk, signal, decision)
        return
    end_signal(desk, signal, SignalState.PROPOSED)
    put_card(desk, intent, decision, trimmed_from=asked)


def put_card(
    desk: Desk,
    intent: OrderIntent,
    decision: RiskDecision,
    *,
    trimmed_from: int | None = None,
    grant: Grant = _FIRST,
) -> Approval:
    """Store the question and queue its card to everybody paired."""
    key = desk.ids.new()
    approval = Approval(
        id=key,
        intent=intent,
        decision_id=decision.id,
        canon_hash=intent.canon_hash(),
        nonce_sha=desk.nonces.digest(desk.nonces.nonce(key)),
        boot=desk.boot,
        asked_at=desk.now,
        expires_at=desk.now + timedelta(seconds=desk.limits.card_life_s),
        figures=card_of(desk, intent, trimmed_from=trimmed_from),
        kind=grant.kind,
        coid=grant.coid,
        evidence_id=grant.evidence_id,
    )
    desk.uow.approvals.put(approval)
    failpoint("propose.after_card")
    desk.uow.emit(
        "approval.state",
        ApprovalState.OPEN.value,
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


def end_signal(desk: Desk, signal: Signal, state: SignalState, *, note: str = "") -> None:
    """Store how far a signal came."""
    desk.uow.signals.put(replace(signal, state=state, note=note))
    desk.uow.emit(
        "signal.out",
        state.value,
        correlation=signal.id,
        cause=signal.id,
        data={"symbol": signal.symbol, "strategy": signal.strategy, "note": note},
    )


def _refused(desk: Desk, signal: Signal, decision: RiskDecision) -> None:
    first = first_refusal(decision)
    rule = first.rule
    known = _told_today(desk, signal, rule)
    if rule == "repeat":
        killswitch.freeze(desk, signal.symbol, why=first.text)
    end_signal(desk, signal, SignalState.REFUSED, note=rule)
    if known:
        return
    notice(
        desk, "notice.refused", symbol=signal.symbol, name=desk.name(signal.symbol),
        rule=rule, text=first.text.encoded(), side=signal.side.value, signal=signal.id,
    )  # fmt: skip


def _told_today(desk: Desk, signal: Signal, rule: str) -> bool:
    # A stop that is touched all day is refused each half hour, but told once.
    wish = (signal.strategy, signal.symbol, signal.side, rule)
    return any(
        s.state is SignalState.REFUSED
        and (s.strategy, s.symbol, s.side, s.note) == wish
        and trading_date(s.made_at) == desk.today
        for s in desk.uow.signals.all()
    )


def _waiting(desk: Desk) -> list[Signal]:
    return [s for s in desk.uow.signals.all() if s.state is SignalState.WAITING]


def _may_speak(desk: Desk, signal: Signal, phase: Phase) -> bool:
    if not signal.valid_from <= desk.now < signal.expires_at or phase not in _phases(desk, signal):
        return False
    quote = desk.quotes.get(signal.symbol)
    # A live market quotes one symbol after the other: this one's turn may be long past.
    if quote is None or quote.halted or quote.vi or _is_old(desk, quote):
        return False
    if not _exits(desk, signal) and desk.rebased(quote):
        return False
    # Holdings that are being waited for say nothing yet about what may be sold.
    return signal.symbol not in desk.differs_since and not desk.busy(signal.symbol)


def _exits(desk: Desk, signal: Signal) -> bool:
    # Of shares every sale; of contracts what makes the strategy's position smaller.
    listed = desk.instruments.get(signal.symbol)
    if listed is None or not listed.is_future:
        return signal.side is Side.SELL
    return sign(signal.side) * desk.book(signal.strategy, signal.symbol).shares < 0


def _phases(desk: Desk, signal: Signal) -> set[Phase]:
    # An exit that found no place before the opening goes on to the session (14.5).
    late = _exits(desk, signal) and signal.timing is Timing.OPEN
    return _PHASES[signal.timing] | ({Phase.CONTINUOUS} if late else set())


def _is_old(desk: Desk, quote: Quote) -> bool:
    return quote.age_s(desk.now) > desk.limits.quote_age_s


def _rank(desk: Desk, signal: Signal) -> tuple[int, object, int, str]:
    quote = desk.quotes.get(signal.symbol)
    traded: Won = quote.traded_value if quote else 0
    return (0 if _exits(desk, signal) else 1, -signal.score, -traded, signal.symbol)
