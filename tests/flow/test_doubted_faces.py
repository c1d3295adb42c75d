"""A face whose line somebody else may have confirms nothing until a person says so elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import trust
from core.domain.approval import Actor, ApprovalState
from core.domain.commands import AnswerQuestion, AskResume, Pair, TrustFace, Warn
from core.domain.people import QuestionState, Role
from core.domain.switches import HaltLevel, Scope
from core.flow.doubted import DOUBTS
from tests import fakes_bot as fb
from tests.fakes import FakeFace
from tests.harness import ANN, BEN, World

MINA = Actor("telegram", "1001", "1001", "Mina")


async def doubted(key: str = "notice.conflict") -> World:
    """Give a world with a third person on Telegram, whose token is in doubt."""
    world = World()
    world.faces["telegram"] = FakeFace(MINA)
    world.desk, world.runtime = world._build()
    await world.ask_to_pair()
    await world.ask(Pair(MINA, Role.ADMIN))
    await world.boot()
    await world.ask(Warn(key))
    await world.runtime.settle()
    return world


@pytest.mark.parametrize("key", DOUBTS)
async def test_a_yes_is_refused_there_and_taken_elsewhere(key: str) -> None:
    world = await doubted(key)
    card = await world.card()
    refused = await world.press(card, who=MINA)
    assert (refused.ok, refused.key) == (False, "press.doubted")
    assert world.broker.posts == 0
    assert world.approval(card).state is ApprovalState.OPEN
    assert (await world.press(card, who=BEN)).key == "press.granted"


async def test_a_no_and_a_stop_are_heard_all_the_same() -> None:
    world = await doubted()
    assert (await world.press(await world.card(), yes=False, who=MINA)).key == "press.rejected"
    assert (await world.runtime.halt(Scope(), HaltLevel.HALT_NEW, MINA, "x")).ok


async def test_a_resume_is_not_confirmed_there() -> None:
    world = await doubted()
    await world.runtime.halt(Scope(), HaltLevel.HALT_NEW, ANN, "x")
    await world.ask(AskResume(Scope(), MINA, "fine", ()))
    await world.look(31)
    (question,) = [q for q in world.uow.questions.all() if q.state is QuestionState.OPEN]
    message = next(m for m in question.messages if m.face == "telegram")
    press = AnswerQuestion(world.nonces.nonce(question.id), True, MINA, message, ())
    assert (await world.ask(press)).key == "press.doubted"
    assert world.latch.read()


async def test_a_restart_does_not_end_the_doubt() -> None:
    world = await doubted()
    await world.restart()
    assert (await world.press(await world.card(), who=MINA)).key == "press.doubted"


async def test_the_doubt_is_ended_elsewhere_and_told_to_everybody() -> None:
    world = await doubted()
    assert (await world.ask(TrustFace("telegram", MINA))).key == "trust.elsewhere"
    assert (await world.ask(TrustFace("telegram", ANN))).ok
    await world.runtime.settle()
    assert all("notice.trusted" in face.notices() for face in world.faces.values())
    assert (await world.press(await world.card(), who=MINA)).key == "press.granted"
    assert (await world.ask(TrustFace("telegram", ANN))).key == "trust.nothing"


async def test_somebody_without_the_role_ends_no_doubt() -> None:
    world = await doubted()
    await world.ask(Pair(Actor("desktop", "7", "7", "Tom"), Role.TRADER))
    for actor in (Actor("desktop", "7", "7", "Tom"), Actor("phone", "666", "666", "Eve")):
        assert (await world.ask(TrustFace("telegram", actor))).key == "error.role"
    assert (await world.press(await world.card(), who=MINA)).key == "press.doubted"


async def test_other_warnings_leave_every_face_alone() -> None:
    world = await doubted("notice.token")
    assert (await world.press(await world.card(), who=MINA)).key == "press.granted"


async def test_the_command_names_what_is_blocked() -> None:
    world = await doubted()
    context = replace(fb.Bench().context, uow=world.uow, actor=ANN)
    told = await trust.handle(context, trust.TrustArgs())
    assert fb.text_of(told).strip() == "확인 버튼이 막힌 곳: 텔레그램"
    await world.ask(TrustFace("telegram", ANN))
    told = await trust.handle(context, trust.TrustArgs())
    assert fb.text_of(told).strip() == "확인 버튼이 막힌 곳은 없습니다."
