"""Two people in one chat: what goes to the group goes there once (C13)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from core.domain.approval import Actor
from core.domain.calendar import kst_text
from core.domain.commands import AskResume, Halt, Pair
from core.domain.journal import Mute, Outgoing, OutKind
from core.domain.people import Role
from core.domain.switches import HaltLevel, Scope
from core.domain.wanted import SetQuiet
from core.domain.wanted_people import SetRole
from core.flow.notify import notice
from tests.harness import ANN, World

DAN = Actor("phone", "4", ANN.chat, "Dan")


async def group(*, role: Role = Role.TRADER) -> World:
    world = await World.start()
    await world.ask(Pair(ANN, Role.ADMIN))
    await world.ask(Pair(DAN, role))
    await world.runtime.settle()
    return world


def rows(world: World, kind: OutKind, subject: str = "") -> int:
    """Count what was put for the group, a subject's rows or those of a kind."""
    found = Counter(o.subject for o in world.uow.outbox.all() if o.kind is kind and _here(o))
    return found[subject] if subject else max(found.values(), default=0)


def _here(row: Outgoing) -> bool:
    return (row.face, row.chat) == (ANN.face, ANN.chat)


async def story(*people: Actor) -> list[tuple[OutKind, str]]:
    """Play a press, a stop and its question with some people; give what the chat got."""
    world = await World.start()
    for who in people:
        await world.ask(Pair(who, Role.ADMIN))
    before = {o.id for o in world.uow.outbox.all()}
    await world.press(await world.card())
    await world.ask(Halt(Scope(), HaltLevel.HALT_NEW, ANN, "lunch"))
    await world.ask(AskResume(Scope(), ANN, "back", ()))
    await world.runtime.settle()
    told = [o for o in world.uow.outbox.all() if _here(o) and o.id not in before]
    return [(o.kind, o.subject if o.kind is OutKind.NOTICE else "") for o in told]


async def test_a_chat_of_two_gets_what_a_chat_of_one_gets() -> None:
    alone = await story(ANN)
    assert {kind for kind, _ in alone} >= {OutKind.CARD, OutKind.CARD_END, OutKind.NOTICE}
    assert await story(ANN, DAN) == alone


async def test_who_comes_to_a_group_has_no_card_shown_there_a_second_time() -> None:
    world = await World.start()
    await world.ask(Pair(ANN, Role.VIEWER))
    card = await world.card()
    await world.ask(Pair(DAN, Role.TRADER))
    assert rows(world, OutKind.CARD, card.id) == 1
    assert rows(world, OutKind.CARD_NEWS, card.id) == 1, "drawn anew: Dan may press it"


async def test_administrators_of_a_group_are_told_once_of_a_role() -> None:
    world = await group(role=Role.ADMIN)
    third = Actor("phone", "5", "500", "Eva")
    await world.ask(Pair(third, Role.VIEWER))
    await world.ask(SetRole(ANN, f"{third.face}:{third.user}", Role.TRADER))
    assert rows(world, OutKind.NOTICE, "notice.users_role") == 1


async def test_what_nobody_of_a_group_wants_is_left_out_and_what_one_wants_is_not() -> None:
    world = await group()
    await world.ask(SetQuiet(ANN, mutes=(Mute("costs"),)))
    notice(world.desk, "notice.costs")
    assert rows(world, OutKind.NOTICE, "notice.costs") == 1, "Dan has not muted it"
    await world.ask(SetQuiet(DAN, mutes=(Mute("costs"),)))
    notice(world.desk, "notice.costs")
    assert rows(world, OutKind.NOTICE, "notice.costs") == 1, "now nobody wants it"


async def test_a_group_rests_only_while_all_of_its_people_do() -> None:
    world = await group()
    hour, minute = map(int, kst_text(world.desk.now, "%H %M").split())
    minute += hour * 60
    await world.ask(SetQuiet(ANN, ((minute - 60) % 1_440, (minute + 120) % 1_440)))
    notice(world.desk, "notice.broker_up")
    await world.ask(SetQuiet(DAN, ((minute - 60) % 1_440, (minute + 60) % 1_440)))
    notice(world.desk, "notice.started")
    held = {o.subject: o.held_until for o in world.uow.outbox.all() if _here(o)}
    assert held["notice.broker_up"] is None, "Dan was awake"
    until = held["notice.started"]
    assert until is not None
    assert until - world.desk.now <= timedelta(hours=1), "until the first one wakes"
