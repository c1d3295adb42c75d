"""Pauses, wakes and deletes alerts by the numbers that their person sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from core.domain.alert import MOST_ALERTS, Alert, AlertState, ChangeAlerts
from core.domain.results import Result
from core.flow.alerts.beginning import begun, start_of
from core.flow.alerts.kept import alerts_of, keep, speaker
from core.flow.desk import Desk

_DONE: Final = {"pause": "paused", "wake": "woken", "delete": "deleted"}


def change_alerts(desk: Desk, command: ChangeAlerts) -> Result:
    """Change the speaker's alerts; what nothing is changed of is not counted."""
    user = speaker(desk, command.actor)
    if user is None:
        return Result(False, "alert.nobody")
    mine = {a.number: a for a in alerts_of(desk, user.who)}
    changes = _changes(desk, command.act, _asked(command, mine))
    if not changes:
        return Result(False, "alert.none", fields=_counted(command, mine, 0))
    if command.act == "wake" and not _room(list(mine.values()), changes):
        return Result(False, "alert.full", fields={"most": MOST_ALERTS})
    done = _DONE[command.act]
    for alert in changes:
        keep(desk, alert, done, cause=command.actor.name or command.actor.user)
    return Result(True, f"alert.{done}", fields=_counted(command, mine, len(changes)))


def _counted(command: ChangeAlerts, mine: dict[int, Alert], count: int) -> dict[str, str | int]:
    missing = " ".join(str(n) for n in command.numbers if n not in mine)
    return {"count": count, "missing": missing}


def _asked(command: ChangeAlerts, mine: dict[int, Alert]) -> list[Alert]:
    if not command.numbers:
        return _all(command.act, mine)
    return [mine[n] for n in dict.fromkeys(command.numbers) if n in mine]


def _all(act: str, mine: dict[int, Alert]) -> list[Alert]:
    # "Wake all" undoes "pause all"; what spoke long ago is woken by its number alone.
    return [a for a in mine.values() if act != "wake" or a.live]


def _changes(desk: Desk, act: str, alerts: list[Alert]) -> list[Alert]:
    change: Callable[[Desk, Alert], Alert | None] | None = _CHANGE.get(act)
    if change is None:
        return []
    return [changed for alert in alerts if (changed := change(desk, alert)) is not None]


def _paused(_desk: Desk, alert: Alert) -> Alert | None:
    if alert.state not in (AlertState.ARMED, AlertState.WAITING):
        return None
    return replace(alert, state=AlertState.PAUSED)


def _woken(desk: Desk, alert: Alert) -> Alert | None:
    """Let an alert listen again; an end that has passed is forgotten.

    One that ended begins anew: a move is reckoned from the price now. What holds now must come
    back first.
    """
    if alert.state in (AlertState.ARMED, AlertState.WAITING):
        return None
    over = alert.ends_at is not None and alert.ends_at <= desk.now
    woken = replace(alert, ends_at=None if over else alert.ends_at)
    if not alert.live:
        woken = replace(woken, woken_on=desk.today, reference=start_of(desk, alert.condition))
    return begun(desk, woken)


def _deleted(_desk: Desk, alert: Alert) -> Alert | None:
    return replace(alert, state=AlertState.DELETED)


_CHANGE: Final[dict[str, Callable[[Desk, Alert], Alert | None]]] = {
    "pause": _paused,
    "wake": _woken,
    "delete": _deleted,
}


def _room(mine: list[Alert], woken: list[Alert]) -> bool:
    living = {a.number for a in mine if a.live} | {a.number for a in woken}
    return len(living) <= MOST_ALERTS
