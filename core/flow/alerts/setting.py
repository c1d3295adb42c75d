"""Takes in what a person wants to be told of, or says why not."""

from __future__ import annotations

from typing import Final

from core.domain.alert import DAILY, MOST_ALERTS, Alert, Condition, Measure, SetAlert, is_sound
from core.domain.people import User
from core.domain.results import Result
from core.flow.alerts.beginning import begun, is_met, start_of
from core.flow.alerts.facts import now_found
from core.flow.alerts.kept import alerts_of, forget_oldest, free_number, keep, speaker
from core.flow.desk import Desk

# What cannot be reckoned now is not there tomorrow either: too few days, nothing held.
_NEEDS: Final = DAILY | {Measure.HIGH_52W, Measure.LOW_52W, Measure.RETURN}


def set_alert(desk: Desk, command: SetAlert) -> Result:
    """Add an alert of a paired person, told in the chat where they asked."""
    user = speaker(desk, command.actor)
    if user is None:
        return Result(False, "alert.nobody")
    refused = _refused(desk, user, command)
    if refused is not None:
        return refused
    alert = _made(desk, user, command)
    keep(desk, alert, "set", cause=command.actor.name or command.actor.user)
    forget_oldest(desk, user.who, cause="set")
    return Result(True, "alert.set", alert.id, {"number": alert.number})


def _refused(desk: Desk, user: User, command: SetAlert) -> Result | None:
    condition = command.condition
    if not is_sound(condition):
        return Result(False, "alert.bad", fields={"measure": condition.measure.value})
    if condition.symbol and condition.symbol not in desk.instruments:
        return Result(False, "alert.unknown", fields={"symbol": condition.symbol})
    if command.ends_at is not None and command.ends_at <= desk.now:
        return Result(False, "alert.past")
    live = [a for a in alerts_of(desk, user.who) if a.live]
    twin = next((a for a in live if a.condition == condition), None)
    if twin is not None:
        return Result(False, "alert.twin", twin.id, {"number": twin.number})
    if len(live) >= MOST_ALERTS:
        return Result(False, "alert.full", fields={"most": MOST_ALERTS})
    return _judged(desk, condition, back=command.back)


def _judged(desk: Desk, condition: Condition, *, back: bool) -> Result | None:
    """Refuse what could never be judged, and what holds already."""
    known = now_found(desk, condition)
    if known is None and condition.measure in _NEEDS:
        return Result(False, "alert.unknown", fields={"symbol": condition.symbol})
    if back or condition.measure is Measure.CROSS or not is_met(desk, condition, known):
        return None
    value = "" if known is None else str(known.shown)
    return Result(False, "alert.met", fields={"value": value, "symbol": condition.symbol})


def _made(desk: Desk, user: User, command: SetAlert) -> Alert:
    actor = command.actor
    alert = Alert(
        id=desk.ids.new(),
        owner=user.who,
        number=free_number(alerts_of(desk, user.who)),
        face=actor.face,
        chat=actor.chat or user.chat,
        condition=command.condition,
        made_at=desk.now,
        again=command.again,
        ends_at=command.ends_at,
        reference=start_of(desk, command.condition),
    )
    return begun(desk, alert)
