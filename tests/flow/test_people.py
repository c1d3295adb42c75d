"""Who is known to the engine, and in which chat they are told things."""

from __future__ import annotations

from dataclasses import replace

from core.domain.commands import Pair, Warn
from core.domain.people import Role
from tests.harness import ANN, World


async def test_pairing_again_in_the_same_chat_changes_nothing() -> None:
    world = await World.start()
    before = list(world.uow.users.all())

    result = await world.ask(Pair(ANN, Role.ADMIN))

    assert (result.ok, result.key) == (False, "pair.already")
    assert list(world.uow.users.all()) == before


async def test_an_owner_who_pairs_in_a_group_is_told_things_there() -> None:
    world = await World.start()

    result = await world.ask(Pair(replace(ANN, chat="-500"), Role.ADMIN))
    await world.ask(Warn("notice.conflict"))

    assert result.ok
    chats = {o.chat for o in world.uow.outbox.all() if o.subject == "notice.conflict"}
    assert "-500" in chats
    assert ANN.chat not in chats


async def test_a_trouble_of_a_face_is_told_to_everybody() -> None:
    world = await World.start()

    await world.ask(Warn("notice.token"))
    await world.runtime.settle()

    assert all("notice.token" in face.notices() for face in world.faces.values())
