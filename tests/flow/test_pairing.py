"""Who gets what is shown: people who pair late, and people who move to another chat."""

from __future__ import annotations

from dataclasses import replace

from core.domain.approval import Actor
from core.domain.commands import Pair
from core.domain.journal import OutKind
from core.domain.people import Role
from tests.harness import ANN, World

LATE = Actor("phone", "9", "9", "Cho")


async def test_who_pairs_while_a_card_is_open_gets_it_and_can_confirm_it() -> None:
    world = await World.start()
    card = await world.card()

    result = await world.ask(Pair(LATE, Role.ADMIN))
    await world.runtime.settle()

    assert (result.ok, result.key) == (True, "pair.done")
    message = next(m for m in world.approval(card).messages if m.chat == LATE.chat)
    press = replace(world.button(card), actor=LATE, message=message)
    assert (await world.runtime.press(press)).key == "press.granted"


async def test_nobody_else_is_shown_the_open_card_again() -> None:
    world = await World.start()
    await world.card()
    before = len(world.faces[ANN.face].shown)

    await world.ask(Pair(LATE, Role.ADMIN))
    await world.runtime.settle()

    (new,) = world.faces[ANN.face].shown[before:]
    assert (new.chat, new.kind) == (LATE.chat, OutKind.CARD)


async def test_an_owner_who_pairs_in_a_group_gets_everything_there_from_then_on() -> None:
    world = await World.start()
    group = replace(ANN, chat="-100")

    assert (await world.ask(Pair(group, Role.ADMIN))).key == "pair.done"
    card = await world.card()

    chats = {m.chat for m in world.approval(card).messages if m.face == ANN.face}
    assert chats == {"-100"}
    assert len([u for u in world.uow.users.all() if u.user == ANN.user]) == 1


async def test_pairing_twice_in_one_chat_changes_nothing() -> None:
    world = await World.start()
    await world.card()
    before = len(list(world.uow.outbox.all()))

    result = await world.ask(Pair(ANN, Role.ADMIN))

    assert (result.ok, result.key) == (False, "pair.already")
    assert result.fields == {"name": ANN.name}
    assert len(list(world.uow.outbox.all())) == before
