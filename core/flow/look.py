"""Fresh quotes: stops and takes, waiting signals, cards whose time is over."""

from __future__ import annotations

from core.domain.calendar import Phase
from core.domain.commands import Look, Tick
from core.domain.results import Result
from core.flow.alerts.looking import lapse_alerts, watch_alerts, watch_losses
from core.flow.approvals import lapse_due
from core.flow.asking import lapse_questions
from core.flow.cooling import cool_off
from core.flow.desk import Desk
from core.flow.expiry import count_down
from core.flow.loss_limit import is_due, tell_loss_limit
from core.flow.proposing import expire_signals, propose_due
from core.flow.reminders import remind
from core.flow.rest import wake
from core.flow.tick_loop import pursue_quotes
from core.flow.touches import watch_holdings


def look(desk: Desk, command: Look) -> Result:
    """Take fresh quotes in and do what they make due."""
    for quote in command.quotes:
        desk.quotes[quote.symbol] = quote
    session = desk.calendar.session(desk.today)
    if session is not None and session.phase(desk.now) is Phase.CONTINUOUS:
        fresh = {q.symbol: q for q in command.quotes}
        watch_holdings(desk, session, fresh)
        pursue_quotes(desk, session, fresh)
        watch_alerts(desk, session, fresh)
        if is_due(desk):
            watch_losses(desk)
            tell_loss_limit(desk)
    return tick(desk, Tick())


def tick(desk: Desk, _command: Tick) -> Result:
    """Do what time alone makes due."""
    cool_off(desk)
    lapse_due(desk)
    remind(desk)
    lapse_alerts(desk)
    count_down(desk)
    lapse_questions(desk)
    wake(desk)
    expire_signals(desk)
    propose_due(desk)
    return Result(True, "done")
