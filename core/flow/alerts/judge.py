"""Turns an alert and what was found into what happens to it: nothing, it speaks, it listens again.

It knows neither prices nor clocks: so a walk of values can be judged by it in a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.domain.alert import Alert, AlertState
from core.flow.alerts.comeback import BY_DAY, came_back
from core.flow.alerts.values import Found, furthest, holds


class Turn(StrEnum):
    """What happens to an alert."""

    NOTHING = "nothing"
    MET = "met"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A turn; of a crossing what was found, and whether it was only touched on the way."""

    turn: Turn
    found: Found | None = None
    touched: bool = False


_NOTHING = Verdict(Turn.NOTHING)


def judge(
    alert: Alert, now: Found | None, reached: Sequence[Found] = (), *, new_day: bool = False
) -> Verdict:
    """Judge an alert by the value now and by those reached since it began to listen.

    `new_day` tells that it is another day than the one on which it last spoke.
    """
    if alert.state is AlertState.WAITING:
        return Verdict(Turn.BACK) if _is_back(alert, now, new_day=new_day) else _NOTHING
    if alert.state is not AlertState.ARMED:
        return _NOTHING
    if now is not None and holds(alert.condition, now):
        return Verdict(Turn.MET, now)
    far = furthest(alert.condition, reached)
    if far is not None and holds(alert.condition, far):
        return Verdict(Turn.MET, far, touched=True)
    return _NOTHING


def _is_back(alert: Alert, now: Found | None, *, new_day: bool) -> bool:
    if now is None:
        return False
    if alert.condition.measure in BY_DAY:
        return new_day
    return came_back(alert.condition, now)
