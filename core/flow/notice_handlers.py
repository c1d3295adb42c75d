"""Which function handles what people say about messages: seen, quiet hours, muted kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.domain.results import Result
from core.domain.wanted import Acknowledge, Escalate, SetQuiet
from core.flow.alarms import acknowledge, escalate
from core.flow.desk import Desk
from core.flow.rest import set_quiet

NOTICE_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    Acknowledge: acknowledge,
    Escalate: escalate,
    SetQuiet: set_quiet,
}
