"""What an alert says, to its person alone, in the transaction that changes its state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from core.domain.alert import Alert, AlertState, Measure
from core.domain.journal import OutKind, Severity
from core.domain.people import User
from core.flow.alerts.kept import keep
from core.flow.alerts.values import Found
from core.flow.desk import Desk
from core.flow.notify import Words, tell_one

TOLD: Final = "notice.alert"
OVER: Final = "notice.alert_lapsed"
# Why an alert is over: its person's end came, or the price is reckoned anew since a split.
ENDED: Final = "ended"
REBASED: Final = "rebased"


def live_alerts(desk: Desk) -> list[Alert]:
    """Give the alerts that live, changes of this transaction included."""
    now = (desk.uow.alerts.get(a.id) for a in desk.uow.alerts.waiting())
    return [a for a in now if a is not None and a.live]


def speak(
    desk: Desk, alert: Alert, what: Found, *, on: date | None = None, touched: bool = False
) -> None:
    """Say that a condition is met; `on` is the finished day that did, today's look without one.

    `touched` tells that nobody saw the value as it was: a day's high or low says that it was there.
    """
    user = _reader(desk, alert)
    if user is None:
        keep(desk, replace(alert, state=AlertState.DELETED), "deleted", cause="left")
        return
    day = on or desk.today
    after = replace(alert.met(desk.now, what.shown), armed_on=day, high=None, low=None)
    keep(desk, after, "met", cause="value")
    touch: Words = {"touch": int(touched), "day": day.isoformat()}
    _tell(desk, user, after, TOLD, touch | {"value": str(what.shown)})


def happened(desk: Desk, alert: Alert, facts: Words) -> None:
    """Say that something happened; an alert for each time goes on listening."""
    user = _reader(desk, alert)
    if user is None:
        keep(desk, replace(alert, state=AlertState.DELETED), "deleted", cause="left")
        return
    after = alert.met(desk.now, None)
    if alert.again:
        after = replace(after, state=AlertState.ARMED)
    keep(desk, after, "met", cause="event")
    _tell(desk, user, after, TOLD, facts)


def lapse(desk: Desk, alert: Alert, because: str) -> None:
    """End an alert and say why, once."""
    user = _reader(desk, alert)
    keep(desk, replace(alert, state=AlertState.LAPSED), "lapsed", cause=because)
    if user is not None:
        _tell(desk, user, alert, OVER, {"because": because})


def _reader(desk: Desk, alert: Alert) -> User | None:
    """Give the person in the chat where they asked, or on another face when they left that."""
    theirs = [u for u in desk.uow.users.all() if u.who == alert.owner]
    here = next((u for u in theirs if u.face == alert.face), None)
    if here is None:
        return next(iter(theirs), None)
    # Who moved to another chat since left the one where they asked.
    return here if alert.made_at < here.paired_at else replace(here, chat=alert.chat)


def _tell(desk: Desk, user: User, alert: Alert, key: str, more: Words) -> None:
    condition = alert.condition
    price = desk.mark(condition.symbol) if condition.symbol else None
    words: Words = {
        "alert": alert.id, "number": alert.number, "measure": condition.measure.value,
        "symbol": condition.symbol, "toward": condition.toward.value,
        "level": "" if condition.level is None else str(condition.level),
        "periods": " ".join(map(str, condition.periods)), "value": "", "price": price or 0,
        "again": int(alert.again), "at": _seconds(desk.now), "touch": 0, "day": "",
    }  # fmt: skip
    loud = condition.measure is Measure.DAY_LOSS and key == TOLD
    tell_one(
        desk, user, OutKind.NOTICE, key, correlation=alert.id, words=words | more,
        severity=Severity.WARNING if loud else Severity.INFO,
    )  # fmt: skip


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
