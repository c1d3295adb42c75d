"""Who hears an alert, where and how loudly: quiet hours, other faces, other chats."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.domain.alert import AlertState, Condition, Measure, SetAlert, Toward
from core.domain.calendar import utc
from core.domain.commands import Pair
from core.domain.journal import Mute, Severity
from core.domain.people import Role
from core.domain.wanted import SetQuiet
from tests.alert_world import HIGH, LEVEL, LOW, asked, next_day, price, state, told, words
from tests.harness import ANN, BEN, DAY, World


async def test_quiet_hours_hold_it_and_a_muted_kind_is_left_out() -> None:
    world = await World.start()
    await world.ask(SetQuiet(ANN, (9 * 60, 12 * 60)))
    await asked(world)
    await price(world, LEVEL)
    (row,) = told(world)
    assert (row.held_until, row.delivered_at) == (utc(DAY, 12), None)
    await world.ask(SetQuiet(ANN, (0, 0), (Mute("alert"),)))
    low = await asked(world, LOW)
    await price(world, 48_000)
    assert (state(world, low), len(told(world))) == (AlertState.DONE, 1)


async def test_a_loss_of_the_day_is_loud_and_once_a_day() -> None:
    world = await World.start()
    await world.hold(300)
    await asked(world, Condition(Measure.DAY_LOSS, "", Toward.BELOW, Decimal("-0.01")), again=True)
    await price(world, 46_800)
    assert not told(world)
    await price(world, 46_600)
    (row,) = told(world)
    assert row.severity is Severity.WARNING
    assert Decimal("0.01") < Decimal(str(words(world)["value"])) < Decimal("0.011")
    await price(world, 50_000)
    await price(world, 46_000)
    assert len(told(world)) == 1
    await next_day(world)
    await price(world, 46_000)
    assert len(told(world)) == 2


async def test_it_reaches_its_person_on_another_face_and_nobody_when_they_left() -> None:
    world = await World.start()
    alert = await asked(world)
    row = world.uow.users.get(f"{ANN.face}:{ANN.user}")
    assert row is not None
    world.uow.users.put(replace(row, left_at=world.clock.now()))
    await world.uow.commit()
    await world.ask(Pair(replace(BEN, user="ann"), Role.VIEWER, alert.owner))
    await price(world, LEVEL)
    (told_row,) = told(world)
    assert told_row.face == BEN.face
    low = await asked_by(world, BEN, LOW)
    for user in list(world.uow.users.all()):
        world.uow.users.put(replace(user, left_at=world.clock.now()))
    await world.uow.commit()
    await price(world, 48_000)
    assert (len(told(world)), world.uow.alerts.get(low)) == (1, None)


async def test_it_follows_who_moved_to_another_chat_and_stays_in_a_room() -> None:
    world = await World.start()
    world.clock.move_by(1)
    await world.ask(SetAlert(replace(ANN, chat="room"), HIGH))
    await price(world, LEVEL)
    assert [o.chat for o in told(world)] == ["room"]
    await asked(world, LOW)
    world.clock.move_by(1)
    await world.ask(Pair(replace(ANN, chat="moved"), Role.ADMIN))
    await price(world, 48_000)
    assert [o.chat for o in told(world)] == ["room", "moved"]


async def asked_by(world: World, who: Any, condition: Condition) -> str:
    return (await world.ask(SetAlert(who, condition))).subject
