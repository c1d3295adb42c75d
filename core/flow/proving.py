"""A right PIN: what waited for it goes on, with everything looked at again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from core.domain.commands import AnswerQuestion, Press, SecondFactor
from core.domain.results import Result
from core.domain.wanted_people import InvitePerson, SetRole
from core.flow.approvals import press
from core.flow.desk import Desk
from core.flow.doubt.answers import second_factor
from core.flow.doubt.opening import person_key
from core.flow.factor import asked_at, take_waiting
from core.flow.questions import answer_question
from core.flow.users import invite_person, set_role

_GO_ON: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    Press: press,
    AnswerQuestion: answer_question,
    InvitePerson: invite_person,
    SetRole: set_role,
}


def prove(desk: Desk, command: SecondFactor) -> Result:
    """Do what the person asked for last: a press, or what an order or limit waits for."""
    key = person_key(command.actor)
    if key in desk.awaiting and desk.awaiting[key][1] > asked_at(desk, command.actor):
        return second_factor(desk, command)
    waited = take_waiting(desk, command.actor)
    if waited is None:
        return second_factor(desk, command)
    if isinstance(waited, AnswerQuestion):
        waited = replace(waited, red_checks=command.red_checks)
    if isinstance(waited, Press):
        # The quote that came with the press is old by now; the fresh one was fetched for this.
        waited = replace(waited, quote=None)
    return _GO_ON[type(waited)](desk, replace(waited, proved=True))
