"""What people ask for is judged where it takes effect, not only where the word is heard (M14).

A role may be lost between the two, and whoever comes to the engine by another way was never asked.
A stop has no row: whoever may look may stop, the program itself does, and the latch file has it
before the engine hears of it. The closing orders of a flattening are judged at their press.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from core.domain.commands import AskDoubt, AskResume, CancelOrder, SetStrategy, TrustFace
from core.domain.modes import SetMode
from core.domain.people import Role
from core.domain.policy import BUTTONS, COMMANDS
from core.domain.results import Result
from core.domain.wanted import Acknowledge, CloseGroup, EditCard, ProposeOrder, RejectCard, SetLevel
from core.flow.authority import user_of
from core.flow.desk import Desk

Handler = Callable[[Desk, Any], Result]

# The least role that may ask for each: that of the word or button by which people do.
LEAST: Final[Mapping[type[Any], Role]] = MappingProxyType({
    SetMode: COMMANDS["mode"],
    SetStrategy: COMMANDS["strategy"],
    AskResume: COMMANDS["resume"],
    AskDoubt: COMMANDS["doubts"],
    TrustFace: COMMANDS["trust"],
    ProposeOrder: COMMANDS["buy"],
    EditCard: COMMANDS["edit"],
    RejectCard: COMMANDS["decline"],
    SetLevel: COMMANDS["levels"],
    CloseGroup: COMMANDS["close"],
    CancelOrder: COMMANDS["cancel"],
    Acknowledge: BUTTONS["a"],
})  # fmt: skip


def judged(kind: type[Any], handler: Handler) -> Handler:
    """Have a handler refuse whoever is unknown by now, or has too little a role."""
    least = LEAST.get(kind)
    if least is None:
        return handler

    def both(desk: Desk, command: Any) -> Result:
        user = user_of(desk, command.actor)
        if user is None or not user.role.covers(least):
            return Result(False, "error.role")
        return handler(desk, command)

    return both
