"""Which function handles what people ask for and answer, and its named steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.domain import commands as c
from core.domain.results import Result
from core.domain.wanted import (
    CloseGroup,
    EditCard,
    EndPause,
    ProposeOrder,
    RejectCard,
    SetLevel,
    SetLimit,
)
from core.flow import killswitch, questions
from core.flow.card_edits import edit_card
from core.flow.card_rejects import reject_card
from core.flow.close_group import close_group
from core.flow.desk import Desk
from core.flow.doubted import trust_face
from core.flow.levels import set_level
from core.flow.limit_changes import set_limit
from core.flow.mode_handlers import MODE_HANDLERS, MODE_WORK
from core.flow.pauses import end_pause
from core.flow.person_orders import propose_order

PERSON_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    ProposeOrder: propose_order,
    EditCard: edit_card,
    RejectCard: reject_card,
    SetLevel: set_level,
    SetLimit: set_limit,
    EndPause: end_pause,
    CloseGroup: close_group,
    **MODE_HANDLERS,
    c.AskResume: killswitch.ask_resume,
    c.AnswerQuestion: questions.answer_question,
    c.TrustFace: trust_face,
}
PERSON_WORK: Final[dict[type[Any], str]] = {
    ProposeOrder: "propose", EditCard: "propose", CloseGroup: "propose",
    **MODE_WORK,
}  # fmt: skip
