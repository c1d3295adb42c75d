"""From a waiting signal to what a person sees: arbiter, sizing, risk gate, card or an order."""

from __future__ import annotations

from core.domain.decision import Verdict
from core.domain.journal import Severity
from core.domain.signal import Signal, SignalState
from core.failpoint import failpoint
from core.flow.arbiter import gives_way, let_exits_win
from core.flow.automatic import go_alone
from core.flow.desk import CARDS_AT_ONCE, Desk
from core.flow.intents import intent_of
from core.flow.notify import notice
from core.flow.proposals import put_card
from core.flow.refusals import refuse_and_tell
from core.flow.risk_gate import judge_to_fit
from core.flow.turns import is_due, rank, waiting
from core.flow.wishes import end_signal


def propose_due(desk: Desk) -> None:
    """Put up cards for waiting signals: exits, adds, then entries by rank (strategies.md 14.11)."""
    session = desk.calendar.session(desk.today)
    if session is None or desk.account is None or not list(desk.uow.users.all()):
        return
    phase = session.phase(desk.now)
    let_exits_win(desk, phase)
    if len(desk.open_approvals()) >= CARDS_AT_ONCE:
        # Looked at before all that waits is ranked: signals may wait by the hundred.
        return
    for signal in sorted(waiting(desk), key=lambda s: rank(desk, s)):
        if len(desk.open_approvals()) >= CARDS_AT_ONCE:
            return
        if is_due(desk, signal, phase) and not gives_way(desk, signal):
            propose(desk, signal)


def expire_signals(desk: Desk) -> None:
    """Close signals that nobody could be asked about in time, and say so once."""
    now = desk.now
    late = [s for s in waiting(desk) if now >= s.expires_at]
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
        refuse_and_tell(desk, signal, decision)
        return
    end_signal(desk, signal, SignalState.PROPOSED)
    card = put_card(desk, intent, decision, trimmed_from=asked, proposer=signal.asked_by)
    go_alone(desk, card)
