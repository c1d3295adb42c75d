"""What a person says about an order in doubt (6.6); nothing here sends an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.approval import Actor
from core.domain.commands import AskDoubt, SecondFactor
from core.domain.doubt import Doubt, Finding
from core.domain.order import Order, OrderState
from core.domain.people import Question, QuestionState
from core.domain.results import Result
from core.flow.asking import end_question
from core.flow.authority import may_answer
from core.flow.desk import Desk
from core.flow.doubt import choices as c
from core.flow.doubt.choices import choices_of
from core.flow.doubt.opening import ask, note_answer, person_key
from core.flow.doubt.picking import both, neither, pick
from core.flow.doubt.resend import ask_again
from core.flow.limit_changes import is_limit, loosen_proved

FACTOR_LIFE: Final = timedelta(minutes=2)

_Doer = Callable[[Desk, Order, Doubt, str], Result]


def chosen(desk: Desk, question: Question, choice: str, actor: Actor) -> Result:
    """Do what a button of the question says; the press itself was judged already."""
    order = desk.uow.orders.get(question.subject)
    doubt = desk.uow.doubts.get(question.subject)
    if order is None or doubt is None or not _is_open(order, doubt):
        end_question(desk, question, QuestionState.LAPSED)
        return Result(False, "doubt.closed", question.subject)
    if choice == c.ABSENT_RESEND:
        if doubt.finding is not Finding.ABSENT_SO_FAR:
            return Result(False, "doubt.closed", order.id)
        desk.awaiting[person_key(actor)] = (question.id, desk.now)
        return Result(True, "doubt.needs_pin", order.id)
    result = _DOERS[choice.partition(":")[0]](desk, order, doubt, choice.partition(":")[2])
    if result.ok:
        end_question(desk, question, QuestionState.ANSWERED)
        note_answer(desk, order, choice, actor)
    return result


def second_factor(desk: Desk, command: SecondFactor) -> Result:
    """Let what waits for the PIN go on: a looser limit, or a new card for an absent order.

    The card's press is what sends (INV-03).
    """
    waiting = desk.awaiting.pop(person_key(command.actor), None)
    if waiting is None or desk.now - waiting[1] > FACTOR_LIFE:
        return Result(False, "doubt.no_pin")
    if is_limit(waiting[0]):
        return loosen_proved(desk, command.actor, waiting[0])
    question = desk.uow.questions.get(waiting[0])
    if question is None or question.state is not QuestionState.OPEN:
        return Result(False, "doubt.lapsed")
    if not may_answer(desk, command.actor, question.kind):
        return Result(False, "press.not_yours")
    if desk.now >= question.expires_at:
        end_question(desk, question, QuestionState.LAPSED)
        return Result(False, "doubt.lapsed")
    result = ask_again(desk, question.subject)
    order = desk.uow.orders.get(question.subject)
    if result.ok and order is not None:
        end_question(desk, question, QuestionState.ANSWERED)
        note_answer(desk, order, c.ABSENT_RESEND, command.actor)
    return result


def ask_doubt(desk: Desk, command: AskDoubt) -> Result:
    """Put the question up once more, when a person asks for it."""
    order, doubt = desk.uow.orders.get(command.order_id), desk.uow.doubts.get(command.order_id)
    if order is None or doubt is None or not _is_open(order, doubt):
        return Result(False, "doubt.closed", command.order_id)
    told = doubt.told
    asked = ask(desk, order, doubt, choices_of(order, doubt))
    desk.uow.doubts.put(replace(asked, told=told or asked.told))
    return Result(True, "doubt.asked", order.id)


def _is_open(order: Order, doubt: Doubt) -> bool:
    # An adopted order is asked about again when a twin or another number turned up.
    return order.state is OrderState.UNKNOWN or (
        not doubt.closed and doubt.finding is Finding.SEVERAL and bool(doubt.candidates)
    )


def _keep_looking(_desk: Desk, order: Order, _doubt: Doubt, _: str) -> Result:
    return Result(True, "doubt.looking", order.id)


def _has_number(_desk: Desk, order: Order, _doubt: Doubt, _: str) -> Result:
    return Result(True, "doubt.type_number", order.id)


def _hold(_desk: Desk, order: Order, _doubt: Doubt, _: str) -> Result:
    return Result(True, "doubt.held", order.id)


_DOERS: Final[dict[str, _Doer]] = {
    c.KEEP_LOOKING: _keep_looking,
    c.HAS_NUMBER: _has_number,
    c.HOLD: _hold,
    c.PICK.removesuffix(":"): pick,
    c.NEITHER: neither,
    c.BOTH: both,
}
