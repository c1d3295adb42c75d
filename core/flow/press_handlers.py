"""Which function handles presses on cards and who may press, and the named steps of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.domain import commands as c
from core.domain.results import Result
from core.domain.wanted_people import TakeBack
from core.flow import approvals
from core.flow.desk import Desk
from core.flow.users import USER_HANDLERS
from core.flow.votes import take_back

PRESS_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    c.Press: approvals.press,
    TakeBack: take_back,
    **USER_HANDLERS,
}
PRESS_URGENCY: Final[dict[type[Any], int]] = {c.Press: 3, TakeBack: 3, c.Undo: 2, c.Release: 4}
PRESS_WORK: Final[dict[type[Any], str]] = {c.Press: "press"}
