"""Questions: shown to everybody, ended everywhere, shown again after a restart, carried along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.approval import MessageRef
from core.domain.commands import AnswerQuestion, AskResume, Halt, Pair, Tick
from core.domain.journal import OutKind
from core.domain.people import Question, QuestionState, Role
from core.domain.switches import HaltLevel, Scope
from tests.harness import ANN, BEN, World

GROUP = replace(ANN, chat="-100")


async def asked() -> tuple[World, Question]:
    """A halted world in which Ann asked to go on."""
    world = await World.start()
    await world.ask(Halt(Scope(), HaltLevel.HALT_NEW, ANN, "dust"))
    await world.ask(AskResume(Scope(), ANN, "checked", ()))
    await world.runtime.settle()
    (question,) = world.uow.questions.all()
    return world, question


def ends(world: World, question: Question) -> list[tuple[str, str]]:
    rows = [o for o in world.uow.outbox.all() if o.kind is OutKind.QUESTION_END]
    return [(o.face, o.chat) for o in rows if o.subject == question.id]


async def answer(world: World, *, yes: bool, message: MessageRef) -> str:
    nonce = world.nonces.nonce(next(iter(world.uow.questions.all())).id)
    result = await world.ask(AnswerQuestion(nonce, yes, ANN, message, ()))
    return result.key


def message_of(world: World, question: Question, chat: str) -> MessageRef:
    row = world.uow.questions.get(question.id)
    assert row is not None
    return [m for m in row.messages if m.chat == chat][-1]


@pytest.mark.parametrize("yes", [True, False])
async def test_an_answered_question_loses_its_buttons_in_every_chat(yes: bool) -> None:
    world, question = await asked()
    world.clock.move_by(31)
    key = await answer(world, yes=yes, message=message_of(world, question, ANN.chat))
    assert key == ("resume.done" if yes else "resume.kept")
    assert ends(world, question) == [(ANN.face, ANN.chat), (BEN.face, BEN.chat)]


async def test_a_lapsed_question_loses_its_buttons_once() -> None:
    world, question = await asked()
    world.clock.move_by(601)
    for _ in range(3):
        await world.ask(Tick())
    assert ends(world, question) == [(ANN.face, ANN.chat), (BEN.face, BEN.chat)]


async def test_a_question_asked_anew_ends_the_older_one() -> None:
    world, question = await asked()
    await world.ask(AskResume(Scope(), ANN, "really", ()))
    assert ends(world, question) == [(ANN.face, ANN.chat), (BEN.face, BEN.chat)]


async def test_an_open_question_is_shown_again_after_a_restart_and_works_there() -> None:
    world, question = await asked()
    before = message_of(world, question, ANN.chat)
    await world.restart()
    await world.runtime.settle()
    again = message_of(world, question, ANN.chat)
    assert again != before
    world.clock.move_by(31)
    assert await answer(world, yes=True, message=again) == "resume.done"


async def test_a_question_whose_time_ran_out_while_we_were_gone_is_not_shown_again() -> None:
    world, question = await asked()
    world.clock.move_by(601)
    shown = len(question.messages)
    await world.restart()
    await world.runtime.settle()
    row = world.uow.questions.get(question.id)
    assert row is not None
    assert row.state is QuestionState.LAPSED
    assert len(row.messages) == shown
    assert len(ends(world, question)) == 2


async def test_who_moves_to_a_group_takes_cards_and_questions_along() -> None:
    world, question = await asked()
    await world.ask(Pair(GROUP, Role.ADMIN))
    await world.runtime.settle()
    moved = message_of(world, question, GROUP.chat)
    rows = [o for o in world.uow.outbox.all() if dict(o.fields).get("moved")]
    assert [(o.kind, o.subject, o.chat) for o in rows] == [
        (OutKind.QUESTION_END, question.id, ANN.chat)
    ]
    world.clock.move_by(31)
    assert await answer(world, yes=True, message=moved) == "resume.done"


async def test_the_card_left_behind_in_the_private_chat_is_told_so() -> None:
    world = await World.start()
    card = await world.card()
    await world.ask(Pair(GROUP, Role.ADMIN))
    rows = [o for o in world.uow.outbox.all() if dict(o.fields).get("moved")]
    assert [(o.kind, o.subject, o.chat) for o in rows] == [(OutKind.CARD_END, card.id, ANN.chat)]


async def test_a_chat_in_which_somebody_stays_keeps_its_buttons() -> None:
    world = await World.start()
    beside = replace(BEN, face=ANN.face, chat=ANN.chat)
    await world.ask(Pair(beside, Role.ADMIN))
    await world.card()
    await world.ask(Pair(GROUP, Role.ADMIN))
    assert not [o for o in world.uow.outbox.all() if dict(o.fields).get("moved")]
