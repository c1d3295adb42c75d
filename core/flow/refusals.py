"""A signal that a rule refused: stored with its rule, told once, frozen when it repeats."""

from __future__ import annotations

from core.domain.calendar import trading_date
from core.domain.decision import RiskDecision
from core.domain.signal import Signal, SignalState
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.notify import notice
from core.flow.risk_gate import first_refusal
from core.flow.wishes import end_signal


def refuse_signal(desk: Desk, signal: Signal, decision: RiskDecision) -> None:
    """Store which rule refused a signal; orders that repeat too fast stop the symbol."""
    first = first_refusal(decision)
    if first.rule == "repeat":
        killswitch.freeze(desk, signal.symbol, why=first.text)
    end_signal(desk, signal, SignalState.REFUSED, note=first.rule)


def refuse_and_tell(desk: Desk, signal: Signal, decision: RiskDecision) -> None:
    """Refuse a signal and tell everybody, once a day for the same wish and rule."""
    first = first_refusal(decision)
    rule = first.rule
    known = _told_today(desk, signal, rule)
    refuse_signal(desk, signal, decision)
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
