"""Questions that are not orders: who may answer one, when it is over, how it is shown and ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.domain.approval import Actor
from core.domain.commands import AnswerQuestion, Choose
from core.domain.journal import Outgoing, OutKind
from core.domain.people import Question, QuestionState, User
from core.domain.results import Result
from core.flow.alarms import seen_by_answer
from core.flow.authority import may_answer
from core.flow.desk import Desk
from core.flow.notify import tell, tell_one
from core.flow.rooms import rooms


def find_question(desk: Desk, nonce: str) -> Question | None:
    """Give the question whose button carried a nonce."""
    digest = desk.nonces.digest(nonce)
    return next((q for q in desk.uow.questions.all() if q.nonce_sha == digest), None)


def judge_answer(desk: Desk, question: Question, command: AnswerQuestion | Choose) -> Result | None:
    """Say why a press changes nothing: not theirs, not this message, already, lapsed."""
    if not _may_answer(desk, question, command.actor):
        return Result(False, "press.not_yours")
    if command.message not in question.messages:
        return Result(False, "press.wrong_message")
    if question.state is not QuestionState.OPEN:
        return Result(False, "press.already", fields={"state": question.state.value})
    if is_over(desk, question):
        end_question(desk, question, QuestionState.LAPSED)
        return Result(False, f"{question.kind}.lapsed")
    return None


def wait_left(desk: Desk, question: Question) -> int:
    """Give the seconds until a question may be answered with yes; 0 when it may be."""
    left = (question.opens_at - desk.now).total_seconds()
    return int(left) + 1 if left > 0 else 0


def lapse_questions(desk: Desk) -> None:
    """End the questions whose time is over or whose stop was set anew since they were asked."""
    for question in open_questions(desk):
        if is_over(desk, question):
            end_question(desk, question, QuestionState.LAPSED)


def is_over(desk: Desk, question: Question) -> bool:
    """Tell whether a question's time is over, or its stop was set anew since it was asked."""
    switch = desk.uow.switches.get(question.subject)
    renewed = switch is not None and switch.at > question.asked_at
    return renewed or not question.asked_at <= desk.now < question.expires_at


def end_question(desk: Desk, question: Question, state: QuestionState) -> None:
    """Store how a question ended, and have its buttons taken away wherever it was shown."""
    desk.uow.questions.put(replace(question, state=state))
    seen_by_answer(desk, question.id)
    tell(desk, OutKind.QUESTION_END, question.id)


def open_questions(desk: Desk) -> list[Question]:
    """Give the questions that wait for an answer."""
    return [q for q in desk.uow.questions.all() if q.state is QuestionState.OPEN]


def show_again(desk: Desk) -> None:
    """Show every open question anew after a start (INV-09); what is over ends instead."""
    lapse_questions(desk)
    for people in rooms(desk).values():
        show_to(desk, people[0])


def show_to(desk: Desk, user: User) -> None:
    """Show the open questions to one person, in the words they were put up with."""
    for question in open_questions(desk):
        notice = notice_of(desk.uow.outbox.all(), question.id)
        if notice is not None:
            tell_one(
                desk, user, OutKind.NOTICE, notice.subject,
                severity=notice.severity, words=dict(notice.fields),
            )  # fmt: skip


def notice_of(outbox: Iterable[Outgoing], question_id: str) -> Outgoing | None:
    """Give the newest message that showed a question, or None when none is kept any more."""
    rows = (o for o in outbox if o.kind is OutKind.NOTICE)
    mine = (o for o in rows if dict(o.fields).get("question") == question_id)
    return max(mine, key=lambda o: o.id, default=None)


def _may_answer(desk: Desk, question: Question, actor: Actor) -> bool:
    asker = question.asked_by
    theirs = asker is None or (actor.face, actor.user) == (asker.face, asker.user)
    # Who asked may have lost the role since (C26).
    return theirs and may_answer(desk, actor, question.kind)
