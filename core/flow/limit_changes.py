"""A person binds themselves: tighter limits hold at once, looser ones from the next session (M11).

Every change is stored, journaled and told to everybody (INV-45). Rules read `Desk.limits`, at the
proposal and again at the press, so that an open card meets what holds by then.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from core.domain.approval import Actor
from core.domain.journal import Severity
from core.domain.limits import (
    OWN_LIMITS,
    UNITS,
    OwnLimit,
    bounds_of,
    encoded,
    loosens,
    typed,
    value_of,
)
from core.domain.order import Mode
from core.domain.plan import Cursor
from core.domain.results import Result
from core.domain.saying import Saying, say
from core.domain.wanted import SetLimit
from core.flow.authority import may_limit
from core.flow.desk import Desk
from core.flow.notify import notice_others

# Begins what waits for the second factor when that is a looser limit.
_WAITS: Final = "limit:"


def set_limit(desk: Desk, command: SetLimit) -> Result:
    """Tighten now, or loosen from the next session on, never beyond the ceiling in code."""
    if not may_limit(desk, command.actor) or command.name not in UNITS:
        return Result(False, "press.not_yours")
    if command.withdraw:
        return _withdraw(desk, command)
    now, settings = (value_of(of, command.name) for of in (desk.limits, desk.base_limits))
    wanted = settings if command.value is None else command.value
    refused = _beyond(desk, command.name, wanted)
    if refused is not None:
        return refused
    if not loosens(command.name, now, wanted):
        return _tighten(desk, command, wanted)
    if not command.proved and desk.pin_is_set is not None and desk.pin_is_set():
        desk.awaiting[_person(command.actor)] = (f"{_WAITS}{command.name}:{wanted}", desk.now)
        return Result(True, "limit.needs_pin", command.name, {"text": told(command.name, wanted)})
    return _loosen(desk, command, wanted)


def is_limit(waiting: str) -> bool:
    """Tell whether what waits for the second factor is a looser limit."""
    return waiting.startswith(_WAITS)


def loosen_proved(desk: Desk, actor: Actor, waiting: str) -> Result:
    """Go on with the looser limit of a person who gave the second factor."""
    _, name, value = waiting.split(":")
    return set_limit(desk, SetLimit(actor, name, Decimal(value), proved=True))


def said_of(name: str, value: Decimal) -> Saying:
    """Say a limit with its value, whatever its unit."""
    number = str(value) if UNITS[name] == "ratio" else int(value)
    return say(f"limit.of.{name}", **{f"value_{UNITS[name]}": number})


def told(name: str, value: Decimal) -> str:
    """Give `said_of` as one text, for results and notices."""
    return said_of(name, value).encoded()


def _tighten(desk: Desk, command: SetLimit, wanted: Decimal) -> Result:
    name, own = command.name, desk.own_limits()
    before, pending = value_of(desk.limits, name), own.get(name)
    dropped = pending is not None and bool(pending.on(desk.today).next_value)
    if wanted == before and not dropped:
        return Result(False, "limit.same", name, {"text": told(name, wanted)})
    _journal(desk, command, wanted, since=desk.today.isoformat())
    _keep(desk, command, replace(_new(desk, command), value=str(wanted)))
    key = "limit.tightened_dropped" if dropped else "limit.tightened"
    fields: dict[str, str | int] = {"text": told(name, wanted), "why": told(name, before)}
    _tell(desk, command, f"notice.{key}", Severity.INFO, fields)
    return Result(True, key, name, fields)


def _loosen(desk: Desk, command: SetLimit, wanted: Decimal) -> Result:
    if desk.mode is Mode.LIVE and not command.proved:
        return Result(False, "factor.none")
    name, since = command.name, desk.calendar.next_session(desk.today).day.isoformat()
    before, known = value_of(desk.limits, name), desk.own_limits().get(name)
    # What holds until then must hold whatever the settings say meanwhile.
    kept = str(before) if known is not None and known.on(desk.today).value else ""
    own = replace(_new(desk, command), value=kept, next_value=str(wanted), since=since)
    _journal(desk, command, wanted, since=since)
    _keep(desk, command, own)
    fields: dict[str, str | int] = {
        "text": told(name, wanted), "why": told(name, before), "day": since,
    }  # fmt: skip
    _tell(desk, command, "notice.limit.later", Severity.WARNING, fields)
    return Result(True, "limit.later", name, fields)


def _withdraw(desk: Desk, command: SetLimit) -> Result:
    name, own = command.name, desk.own_limits()
    known = own.get(name)
    held = known.on(desk.today) if known is not None else None
    fields: dict[str, str | int] = {"text": told(name, value_of(desk.limits, name))}
    if held is None or not held.next_value:
        return Result(False, "limit.none_pending", name, fields)
    _journal(desk, command, value_of(desk.limits, name), since=desk.today.isoformat())
    _keep(desk, command, replace(held, next_value="", since=""))
    _tell(desk, command, "notice.limit.withdrawn", Severity.INFO, fields)
    return Result(True, "limit.withdrawn", name, fields)


def _tell(
    desk: Desk, command: SetLimit, key: str, severity: Severity, fields: dict[str, str | int]
) -> None:
    notice_others(desk, command.actor, key, severity, by=_who(command.actor), **fields)


def _beyond(desk: Desk, name: str, wanted: Decimal) -> Result | None:
    least, most = bounds_of(name, desk.base_limits, equity=desk.equity())
    if least <= wanted <= most and wanted == typed(name, wanted):
        return None
    fields: dict[str, str | int] = {"text": told(name, least), "why": told(name, most)}
    return Result(False, "limit.beyond", name, fields)


def _new(desk: Desk, command: SetLimit) -> OwnLimit:
    base = value_of(desk.base_limits, command.name)
    return OwnLimit(str(base), _who(command.actor), desk.now.isoformat())


def _keep(desk: Desk, command: SetLimit, own: OwnLimit) -> None:
    rows = {name: limit.on(desk.today) for name, limit in desk.own_limits().items()}
    rows[command.name] = own
    kept = {name: limit for name, limit in rows.items() if limit.value or limit.next_value}
    desk.uow.cursors.put(Cursor(OWN_LIMITS, encoded(kept)))


def _journal(desk: Desk, command: SetLimit, value: Decimal, *, since: str) -> None:
    data: dict[str, str | int] = {
        "limit": command.name, "value": str(value), "since": since,
        "before": str(value_of(desk.limits, command.name)),
        "face": command.actor.face, "user": command.actor.user,
    }  # fmt: skip
    desk.uow.emit("system", "limit", correlation=command.name, cause=command.actor.user, data=data)


def _person(actor: Actor) -> str:
    return f"{actor.face}:{actor.user}"


def _who(actor: Actor) -> str:
    return actor.name or actor.user
