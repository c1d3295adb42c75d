"""Which function handles which message about an order in doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.domain import commands as c
from core.domain.results import Result
from core.flow.choosing import choose
from core.flow.desk import Desk
from core.flow.doubt.answers import ask_doubt
from core.flow.doubt.blind import look_failed
from core.flow.doubt.typed import match_number
from core.flow.proving import prove

DOUBT_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    c.LookFailed: look_failed,
    c.Choose: choose,
    c.MatchNumber: match_number,
    c.SecondFactor: prove,
    c.AskDoubt: ask_doubt,
}
