"""What a person sets is answered where it was asked, and announced everywhere else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.domain.approval import Actor
from core.domain.commands import Delivered, Pair
from core.domain.journal import AlarmState, Outgoing, OutKind
from core.domain.modes import EVERYTHING, OrderMode, SetMode
from core.domain.people import OPERATOR, Role
from core.domain.switches import HaltLevel, Scope
from core.domain.wanted import SetLimit
from core.flow.notify import ANSWERED
from core.flow.outbox_line import ANSWER_S
from tests import bot_api as api
from tests.e2e.process import until
from tests.fakes import FakeFace
from tests.harness import World
from tests.phone import Phone, phone

GROUP, MAIL = "-100200", "ann@example.com"
PHONE = Actor("telegram", "1", "1", "Ann")
WORK = Actor("slack", "U1", "D1", "Ann")
BETH = Actor("telegram", "2", "2", "Beth")
CARL, DORA = (Actor("telegram", user, GROUP, user) for user in ("3", "4"))


async def world_of(*people: Actor) -> World:
    """Start a world of administrators; Ann stands behind two faces."""
    world = World()
    world.faces = {actor.face: FakeFace(actor) for actor in people} | {
        "email": FakeFace(Actor("email", MAIL, MAIL))
    }
    world.desk, world.runtime = world._build()
    for actor in people:
        person = OPERATOR if actor.name == "Ann" else actor.name
        await world.ask(Pair(actor, Role.ADMIN, person))
    await world.boot()
    return world


def chats(world: World, subject: str) -> list[tuple[str, str]]:
    """Give where a notice was queued."""
    return sorted((o.face, o.chat) for o in world.uow.outbox.all() if o.subject == subject)


def tighter(actor: Actor) -> SetLimit:
    return SetLimit(actor, "daily_loss", Decimal("0.01"))


def looser(actor: Actor) -> SetLimit:
    return SetLimit(actor, "daily_loss", Decimal("0.03"))


def signals(actor: Actor) -> SetMode:
    return SetMode(EVERYTHING, OrderMode.SIGNAL, actor, reason="holidays")


CHANGES = [
    (tighter, "notice.limit.tightened"),
    (looser, "notice.limit.later"),
    (signals, "notice.mode_signal"),
]


@pytest.mark.parametrize(("make", "subject"), CHANGES, ids=lambda it: getattr(it, "__name__", ""))
async def test_who_asked_gets_the_answer_and_everybody_else_the_notice(
    make: Any, subject: str
) -> None:
    world = await world_of(PHONE, WORK, BETH)
    assert (await world.ask(make(PHONE))).ok
    assert chats(world, subject) == [("slack", "D1"), ("telegram", "2")], "her other face hears"


@pytest.mark.parametrize(("make", "subject"), CHANGES, ids=lambda it: getattr(it, "__name__", ""))
async def test_a_group_in_which_it_was_asked_reads_it_once(make: Any, subject: str) -> None:
    world = await world_of(PHONE, CARL, DORA)
    assert (await world.ask(make(CARL))).ok
    assert chats(world, subject) == [("telegram", "1")], "the group has the answer"


async def test_a_word_in_a_group_is_announced_in_the_speakers_own_chat() -> None:
    world = await world_of(PHONE, BETH)
    spoken = Actor("telegram", "1", GROUP, "Ann")
    assert (await world.ask(tighter(spoken))).ok
    assert chats(world, "notice.limit.tightened") == [("telegram", "1"), ("telegram", "2")]


async def test_what_is_loud_goes_to_the_mail_all_the_same() -> None:
    world = await world_of(PHONE)
    world.desk.mail = (MAIL,)
    await world.ask(signals(PHONE))
    assert chats(world, "notice.mode_signal") == [("email", MAIL)]


async def test_the_same_change_again_is_counted_into_the_notice_of_before() -> None:
    world = await world_of(PHONE, BETH)
    for _ in range(3):
        assert (await world.ask(signals(PHONE))).ok
        await world.runtime.settle()
        world.clock.move_by(5)
    (row,) = [o for o in world.uow.outbox.all() if o.subject == "notice.mode_signal"]
    assert (row.chat, row.times) == ("2", 3)


@pytest.mark.parametrize("span", [None, timedelta(minutes=30)], ids=["stop", "pause"])
async def test_who_stops_has_seen_the_stop_and_everybody_is_told(span: timedelta | None) -> None:
    world = await world_of(PHONE, WORK, BETH)
    until = world.clock.now() + span if span else None
    await world.runtime.halt(Scope(), HaltLevel.HALT_NEW, PHONE, "lunch", until=until)
    (alarm,) = world.uow.alarms.all()
    assert (alarm.state, alarm.seen_by) == (AlarmState.SEEN, "Ann")
    assert len(chats(world, "notice.pause" if span else "notice.halt")) == 3


def shown(world: World, kind: str = "notice.halt") -> list[tuple[str, str]]:
    """Give where a notice was shown, as often as it was."""
    every = [o for face in world.faces.values() for o in face.shown]
    return sorted((o.face, o.chat) for o in every if (o.kind, o.subject) == (OutKind.NOTICE, kind))


async def rest(world: World, seconds: float) -> None:
    """Let time pass and deliver what is due."""
    world.clock.move_by(seconds)
    await world.runtime.settle()


async def stopped(world: World, actor: Actor) -> Outgoing:
    """Stop with a promise to say when the answer arrived; gives what that stands for."""
    result = await world.runtime.halt(Scope(), HaltLevel.HALT_NEW, actor, "lunch", answered=True)
    await world.runtime.settle()
    (row,) = (world.uow.outbox.get(key) for key in result.stands_for)
    assert row is not None
    return row


async def test_a_stop_is_announced_at_once_but_where_it_is_answered() -> None:
    world = await world_of(PHONE, WORK, BETH)
    row = await stopped(world, PHONE)
    assert shown(world) == [("slack", "D1"), ("telegram", "2")]
    await world.ask(Delivered(row.id))
    await rest(world, 2 * ANSWER_S)
    assert shown(world) == [("slack", "D1"), ("telegram", "2")]


@pytest.mark.parametrize("again", [False, True], ids=["no-answer", "and-a-restart"])
async def test_a_stop_whose_answer_never_arrives_is_announced_there_too(again: bool) -> None:
    world = await world_of(PHONE, BETH)
    await stopped(world, PHONE)
    if again:
        await world.restart()
    await rest(world, ANSWER_S - 1)
    assert shown(world) == [("telegram", "2")]
    await rest(world, 1)
    assert shown(world) == [("telegram", "1"), ("telegram", "2")]


async def test_a_stop_that_nobody_answers_for_is_announced_everywhere_at_once() -> None:
    world = await world_of(PHONE, BETH)
    await world.runtime.halt(Scope(), HaltLevel.HALT_NEW, PHONE, "lunch")
    await world.runtime.settle()
    assert shown(world) == [("telegram", "1"), ("telegram", "2")]


@pytest.mark.parametrize("line", ["/halt 점심", "/flatten 점심"])
async def test_who_stops_reads_it_once(line: str, tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        assert "점심" in await it.say(line)
        await until(lambda: not kept_back(it.world), "the word that the answer arrived")
        await rest(it.world, 2 * ANSWER_S)
        assert notices(it) == 0


async def test_who_gets_no_answer_to_a_stop_reads_the_notice(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        it.server.fail("sendMessage", api.SERVER_ERROR)
        await it.say("/halt 점심")
        assert len(kept_back(it.world)) == 1
        await rest(it.world, ANSWER_S)
        assert (notices(it), kept_back(it.world)) == (1, [])


def kept_back(world: World) -> list[Outgoing]:
    """Give the notices that wait for an answer to arrive."""
    return [row for row in world.uow.outbox.waiting() if row.because == ANSWERED]


def notices(it: Phone) -> int:
    """Count the notices of a stop in the owner's chat."""
    return sum("정지: 전체" in text for text in it.texts())
