"""Which function handles what the broker says, and what people say of an order in doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.domain import commands as c
from core.domain.results import Result
from core.flow.answered import answered
from core.flow.choosing import choose
from core.flow.desk import Desk
from core.flow.doubt.answers import ask_doubt
from core.flow.doubt.blind import look_failed
from core.flow.doubt.typed import match_number
from core.flow.proving import prove
from core.flow.reconcile import seen

BROKER_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    c.Seen: seen,
    c.LookFailed: look_failed,
    c.Answered: answered,
    c.Choose: choose,
    c.MatchNumber: match_number,
    c.SecondFactor: prove,
    c.AskDoubt: ask_doubt,
}
