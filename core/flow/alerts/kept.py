"""A person's alerts: theirs, their numbers, and the day that one is armed on."""

from __future__ import annotations

from dataclasses import replace

from core.domain.alert import MOST_ALERTS, Alert, AlertState
from core.domain.approval import Actor
from core.domain.people import User
from core.flow.desk import Desk


def speaker(desk: Desk, actor: Actor) -> User | None:
    """Give the paired person who speaks; any role may be told of things."""
    return desk.uow.users.get(f"{actor.face}:{actor.user}")


def alerts_of(desk: Desk, owner: str) -> list[Alert]:
    """Give a person's alerts, ended ones among them, by their numbers."""
    mine = (a for a in desk.uow.alerts.all() if a.owner == owner)
    return sorted(mine, key=lambda a: a.number)


def free_number(mine: list[Alert]) -> int:
    """Give the smallest number that none of a person's alerts has."""
    taken = {a.number for a in mine}
    return next(n for n in range(1, len(taken) + 2) if n not in taken)


def keep(desk: Desk, alert: Alert, kind: str, *, cause: str) -> None:
    """Store an alert and journal what happened to it."""
    condition = alert.condition
    data: dict[str, str | int] = {
        "what": kind, "number": alert.number, "owner": alert.owner, "state": alert.state.value,
        "measure": condition.measure.value, "symbol": condition.symbol,
        "toward": condition.toward.value,
        "level": "" if condition.level is None else str(condition.level),
    }  # fmt: skip
    if alert.value is not None:
        data["value"] = str(alert.value)
    desk.uow.alerts.put(alert)
    desk.uow.emit("system", "alert", correlation=alert.id, cause=cause, data=data)


def armed(desk: Desk, alert: Alert, state: AlertState = AlertState.ARMED) -> Alert:
    """Make an alert that listens from now on: what the day reached before does not count."""
    high, low = _extremes(desk, alert.condition.symbol)
    return replace(alert, state=state, armed_on=desk.today, high=high, low=low)


def forget_oldest(desk: Desk, owner: str, *, cause: str) -> None:
    """Delete the oldest of a person's ended alerts beyond as many as may live."""
    ended = [a for a in alerts_of(desk, owner) if not a.live]
    ended.sort(key=lambda a: (a.met_at or a.made_at, a.id))
    for alert in ended[:-MOST_ALERTS]:
        keep(desk, replace(alert, state=AlertState.DELETED), "deleted", cause=cause)


def forget_person(desk: Desk, owner: str) -> None:
    """Delete the alerts of somebody who has no face left."""
    if any(user.who == owner for user in desk.uow.users.all()):
        return
    for alert in alerts_of(desk, owner):
        keep(desk, replace(alert, state=AlertState.DELETED), "deleted", cause="left")


def _extremes(desk: Desk, symbol: str) -> tuple[int | None, int | None]:
    session, quote = desk.calendar.session(desk.today), desk.quotes.get(symbol)
    if session is None or desk.now < session.opens_at:
        return 0, 0
    if quote is None or quote.at < session.opens_at:
        return None, None
    return quote.high or None, quote.low or None
