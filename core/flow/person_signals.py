"""A person's wish as a signal: when it may be asked, why, and from which message it came."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.calendar import Phase, Session
from core.domain.levels import Aim
from core.domain.saying import Saying, say
from core.domain.signal import Signal, Timing
from core.domain.wanted import ProposeOrder
from core.flow.authority import person_of
from core.flow.deciding import PRE_OPEN
from core.flow.desk import Desk
from core.flow.doubt.opening import person_key

# Begins the key of a signal that a person asked for.
ASKED: Final = "ask:"
_TIMINGS: Final = {
    Phase.PRE_OPEN: Timing.OPEN,
    Phase.CONTINUOUS: Timing.NOW,
    Phase.CLOSING_AUCTION: Timing.CLOSE,
}


def signal_of(desk: Desk, command: ProposeOrder, owner: str) -> tuple[Signal, bool]:
    """Make the wish of an owner; tell whether it can be asked now or waits for a session."""
    session = desk.calendar.session(desk.today)
    timing = _TIMINGS.get(session.phase(desk.now)) if session else None
    window = _window(desk, session, open_now=timing is not None)
    signal = Signal(
        id=desk.ids.new(), strategy=owner, params_hash="", symbol=command.symbol,
        side=command.side, size=command.size, timing=timing or Timing.OPEN,
        ref_price=desk.mark(command.symbol) or 0, score=Decimal(0),
        reason=_reason(command).encoded(),
        indicators=((say("indicator.asked_by").encoded(), _who(command)),),
        key=key_of(command), made_at=desk.now, valid_from=window[0], expires_at=window[1],
        limit=command.limit, asked_by=person_of(desk, person_key(command.actor)),
    )  # fmt: skip
    return signal, timing is not None


def _window(desk: Desk, session: Session | None, *, open_now: bool) -> tuple[datetime, datetime]:
    if session is not None and open_now:
        return desk.now, session.closes_at
    if session is None or desk.now >= session.closes_at:
        session = desk.calendar.next_session(desk.today)
    return session.opens_at - PRE_OPEN, session.closes_at


def _reason(command: ProposeOrder) -> Saying:
    stop, take = (_aimed(aim) for aim in (command.exits.stop, command.exits.take))
    if not stop and not take:
        return say("reason.person")
    if not take:
        return say("reason.person_stop", level=stop)
    if not stop:
        return say("reason.person_take", level=take)
    return say("reason.person_exits", stop=stop, take=take)


def _aimed(aim: Aim | None) -> str:
    if aim is None:
        return ""
    return f"{aim.price:,}" if aim.ratio is None else f"{(aim.ratio * 100).normalize():f}%"


def _who(command: ProposeOrder) -> str:
    return command.actor.name or command.actor.user


def key_of(command: ProposeOrder) -> str:
    """Give the key that a message's wish is stored under, once."""
    return f"{ASKED}{command.key}"
