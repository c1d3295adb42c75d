"""Pauses that a person asked for a time: their end was allowed at their beginning, and only that.

At its end a pause is lifted when every check is green and nothing else stopped anything meanwhile.
Otherwise it becomes a stop like any other, says so, and waits for a person (INV-18).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.domain.journal import Severity
from core.domain.results import Result
from core.domain.switches import HaltLevel, Switch
from core.domain.wanted import EndPause
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.notify import notice

# Who lifts it in the records: the pause itself, in the name of the person who set it.
_BY: Final = "gaemi"


def end_pause(desk: Desk, command: EndPause) -> Result:
    """Lift a pause whose time is over, or let it stay as a stop and say why."""
    switch = desk.uow.switches.get(command.scope.name)
    if switch is None or not is_over(desk, switch) or not desk.ready:
        return Result(False, "pause.none", command.scope.name)
    if command.red_checks:
        return _stay(desk, switch, "notice.pause_red", checks=", ".join(command.red_checks))
    other = _other(desk, switch)
    if other is not None:
        return _stay(desk, switch, "notice.pause_other", by=other.by)
    killswitch.take_off(desk, switch, by=_BY, reason=switch.reason)
    notice(desk, "notice.pause_over", Severity.WARNING, scope=switch.scope.name, by=switch.by)
    return Result(True, "pause.over", switch.scope.name)


def is_over(desk: Desk, switch: Switch) -> bool:
    """Tell whether a pause still stops and its time has passed."""
    engaged = switch.level is not HaltLevel.NONE and switch.until is not None
    return engaged and switch.until is not None and switch.until <= desk.now


def _other(desk: Desk, pause: Switch) -> Switch | None:
    """Give a stop without an end that came meanwhile, or that the latch file knows of."""
    here = (s for s in killswitch.engaged(desk) if s.at >= pause.at or s.scope.name == "all")
    found = next((s for s in here if s.until is None), None)
    outside = (s for s in desk.latch.read() if s.scope == pause.scope and s.until is None)
    return found or next(outside, None)


def _stay(desk: Desk, switch: Switch, key: str, **why: str) -> Result:
    stays = replace(switch, until=None)
    desk.uow.switches.put(stays)
    killswitch.note_switch(desk, stays)
    killswitch.keep_latch(desk)
    notice(desk, key, Severity.CRITICAL, scope=switch.scope.name, **why)
    return Result(False, "pause.stays", switch.scope.name)
