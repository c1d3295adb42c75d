"""A press on one of several buttons: judged alike for all kinds, then done by the kind's part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.domain.approval import Actor
from core.domain.commands import Choose
from core.domain.people import Question
from core.domain.results import Result
from core.flow.asking import judge_answer
from core.flow.desk import Desk
from core.flow.doubt import answers
from core.flow.doubt.opening import KIND
from core.flow.doubted import is_doubted

Chosen = Callable[[Desk, Question, str, Actor], Result]
_KINDS: Final[dict[str, Chosen]] = {KIND: answers.chosen}


def choose(desk: Desk, command: Choose) -> Result:
    """Judge a press by who, which message and when (INV-08 to INV-11); then do the choice."""
    digest = desk.nonces.digest(command.nonce)
    question = next((q for q in desk.uow.questions.all() if digest in q.choice_shas), None)
    if question is None:
        return Result(False, "press.unknown")
    actor, message = command.actor, command.message
    if (actor.face, actor.chat) != (message.face, message.chat):
        return Result(False, "press.wrong_message")
    refused = judge_answer(desk, question, command)
    if refused is not None:
        return refused
    if is_doubted(desk, actor.face):
        return Result(False, "press.doubted")
    return _KINDS[question.kind](desk, question, question.choice_of(digest), actor)
