"""A press on a question's button: judged alike for all kinds, then done by the kind's own part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.domain.commands import AnswerQuestion
from core.domain.people import Question, QuestionState
from core.domain.results import Result
from core.flow import cancels, flatten, killswitch, set_mode
from core.flow.asking import end_question, find_question, judge_answer, wait_left
from core.flow.authority import too_much
from core.flow.card_facts import moved_by
from core.flow.close_group import QUESTION as CLOSE
from core.flow.close_group import send_group
from core.flow.desk import Desk
from core.flow.doubted import is_doubted
from core.flow.factor import prove_first
from core.flow.flatten_lines import QUESTION as FLATTEN
from core.flow.flatten_lines import lines_of, take_back

RESUME: Final = "resume"
_Doer = Callable[[Desk, Question, AnswerQuestion], Result]


def answer_question(desk: Desk, command: AnswerQuestion) -> Result:
    """Judge a press on a question; does what was asked only when everything still holds."""
    question = find_question(desk, command.nonce)
    if question is None:
        return Result(False, "press.unknown")
    refused = judge_answer(desk, question, command)
    if refused is not None:
        return refused
    if not command.yes:
        end_question(desk, question, QuestionState.ANSWERED)
        take_back(desk, lines_of(desk, question.id))
        return Result(True, f"{question.kind}.kept", fields={"scope": question.subject})
    if is_doubted(desk, command.actor.face):
        return Result(False, "press.doubted")
    left = wait_left(desk, question)
    if left:
        return Result(False, f"{question.kind}.wait", fields={"seconds": left})
    refused = _not_yet(desk, question, command)
    return refused or KINDS[question.kind](desk, question, command)


def _not_yet(desk: Desk, question: Question, command: AnswerQuestion) -> Result | None:
    """What loosens needs the second factor, sending orders a role that may move so much."""
    if question.kind in (RESUME, set_mode.QUESTION):
        return prove_first(desk, command)
    won = sum(moved_by(desk, line.intent) for line in lines_of(desk, question.id))
    return too_much(desk, command.actor, won) if won else None


def _resume(desk: Desk, question: Question, command: AnswerQuestion) -> Result:
    if command.red_checks:
        return Result(False, "resume.red", fields={"checks": ", ".join(command.red_checks)})
    return killswitch.lift(desk, question, command.actor)


def _cancel(desk: Desk, question: Question, _command: AnswerQuestion) -> Result:
    end_question(desk, question, QuestionState.ANSWERED)
    return cancels.try_again(desk, question.subject)


KINDS: Final[dict[str, _Doer]] = {
    RESUME: _resume, cancels.QUESTION: _cancel, FLATTEN: flatten.send_all,
    CLOSE: send_group, set_mode.QUESTION: set_mode.confirm,
}  # fmt: skip
