"""From which state and price an alert begins, when it is set and when it is woken."""

from __future__ import annotations

from core.domain.alert import Alert, AlertState, Condition, Measure
from core.domain.money import Won
from core.flow.alerts.comeback import BY_DAY
from core.flow.alerts.facts import facts_of, now_found
from core.flow.alerts.kept import armed
from core.flow.alerts.values import Found, holds
from core.flow.desk import Desk


def begun(desk: Desk, alert: Alert) -> Alert:
    """Make the alert that listens from now on; what holds already must come back first."""
    known = now_found(desk, alert.condition, reference=alert.reference)
    waits = is_met(desk, alert.condition, known)
    return armed(desk, alert, AlertState.WAITING if waits else AlertState.ARMED)


def start_of(desk: Desk, condition: Condition) -> Won:
    """Give the price that a move is reckoned from, 0 while none is known; what a return is of."""
    if condition.measure is Measure.RETURN:
        return facts_of(desk, condition, 0).paid
    return desk.mark(condition.symbol) or 0 if condition.measure is Measure.MOVE else 0


def is_met(desk: Desk, condition: Condition, known: Found | None) -> bool:
    """Tell whether a condition holds now; of measures by the day only what is of today counts."""
    if known is None or not holds(condition, known):
        return False
    if condition.measure not in BY_DAY or condition.measure is Measure.DAY_LOSS:
        return True
    session, quote = desk.calendar.session(desk.today), desk.quotes.get(condition.symbol)
    return session is not None and quote is not None and quote.at >= session.opens_at
