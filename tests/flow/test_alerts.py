"""What people may ask to be told of, and how they pause, wake and delete it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.alert import (
    MOST_ALERTS,
    Alert,
    AlertState,
    ChangeAlerts,
    Condition,
    Measure,
    SetAlert,
    Toward,
    is_sound,
)
from core.domain.approval import Actor
from core.domain.commands import Pair
from core.domain.people import Role
from core.domain.results import Result
from core.domain.wanted_people import RemoveUser
from core.flow.alerts.kept import free_number
from tests import samples
from tests.harness import ANN, BEN, DAY, SYMBOL, World

HIGH = Condition(Measure.PRICE, SYMBOL, Toward.ABOVE, Decimal(60_000))
STRANGER = Actor("phone", "9", "9", "Zed")
PHONE = ("phone", "100")


async def ask(world: World, condition: Condition = HIGH, who: Actor = ANN, **how: object) -> Result:
    return await world.ask(SetAlert(who, condition, **how))  # type: ignore[arg-type]


async def change(world: World, act: str, *numbers: int, who: Actor = ANN) -> Result:
    return await world.ask(ChangeAlerts(who, act, numbers))


def at(won: int) -> Condition:
    return replace(HIGH, level=Decimal(won))


def alerts(world: World) -> dict[int, Alert]:
    return {a.number: a for a in world.uow.alerts.all() if a.face == ANN.face}


async def test_an_alert_is_kept_for_the_chat_it_was_asked_in() -> None:
    world = await World.start()
    told = await ask(world, again=True, ends_at=world.clock.now() + timedelta(days=1))
    assert (told.ok, told.key, told.fields) == (True, "alert.set", {"number": 1})
    alert = world.uow.alerts.get(told.subject)
    assert alert is not None
    assert (alert.owner, alert.face, alert.chat) == ("phone:100", *PHONE)
    assert (alert.state, alert.armed_on, alert.again) == (AlertState.ARMED, DAY, True)
    entry = world.uow.journal[-1]
    assert (entry.topic, entry.kind, entry.correlation) == ("system", "alert", told.subject)
    assert dict(entry.data)["what"] == "set"


@pytest.mark.parametrize(
    ("condition", "how", "key"),
    [
        (replace(HIGH, symbol="999999"), {}, "alert.unknown"),
        (replace(HIGH, symbol=""), {}, "alert.bad"),
        (replace(HIGH, level=None), {}, "alert.bad"),
        (replace(HIGH, level=Decimal(0)), {}, "alert.bad"),
        (replace(HIGH, level=Decimal("NaN")), {}, "alert.bad"),
        (replace(HIGH, periods=(5,)), {}, "alert.bad"),
        (Condition(Measure.CROSS, SYMBOL, periods=(20, 5)), {}, "alert.bad"),
        (Condition(Measure.CROSS, SYMBOL, periods=(5, 5)), {}, "alert.bad"),
        (Condition(Measure.CROSS, SYMBOL, periods=(5, 301)), {}, "alert.bad"),
        (Condition(Measure.RSI, SYMBOL, level=Decimal(30)), {}, "alert.bad"),
        (Condition(Measure.FILL, level=Decimal(1)), {}, "alert.bad"),
        (HIGH, {"ends_at": samples.AT}, "alert.past"),
    ],
)
async def test_what_cannot_be_judged_is_refused(
    condition: Condition, how: dict[str, object], key: str
) -> None:
    world = await World.start()
    told = await ask(world, condition, **how)
    assert (told.ok, told.key) == (False, key)
    assert not list(world.uow.alerts.all())


async def test_nobody_is_told_who_is_not_paired_and_a_viewer_is() -> None:
    world = await World.start()
    assert (await ask(world, who=STRANGER)).key == "alert.nobody"
    assert (await change(world, "delete", who=STRANGER)).key == "alert.nobody"
    await world.ask(Pair(STRANGER, Role.VIEWER))
    assert (await ask(world, who=STRANGER)).key == "alert.set"


async def test_the_same_condition_twice_is_one_alert_and_another_person_may_have_it() -> None:
    world = await World.start()
    first = await ask(world)
    twin = await ask(world, replace(HIGH, level=Decimal("60000.0")), again=True)
    assert (twin.key, twin.subject, twin.fields) == ("alert.twin", first.subject, {"number": 1})
    assert (await ask(world, who=BEN)).fields == {"number": 1}
    await change(world, "delete", 1)
    assert (await ask(world)).ok


async def test_a_person_has_fifty_and_not_one_more() -> None:
    world = await World.start()
    for step in range(MOST_ALERTS):
        assert (await ask(world, at(60_000 + step * 100))).ok
    assert (await ask(world, at(90_000))).key == "alert.full"
    await change(world, "pause", 7)
    assert (await ask(world, at(90_000))).key == "alert.full"
    await change(world, "delete", 7)
    assert (await ask(world, at(90_000))).fields == {"number": 7}


async def test_numbers_change_what_they_name_and_say_what_they_miss() -> None:
    world = await World.start()
    for won in (60_000, 61_000, 62_000):
        await ask(world, at(won))
    told = await change(world, "pause", 2, 7, 9, 2)
    assert (told.key, told.fields) == ("alert.paused", {"count": 1, "missing": "7 9"})
    assert alerts(world)[2].state is AlertState.PAUSED
    assert (await change(world, "pause", 2)).key == "alert.none"
    assert (await change(world, "wake", 2)).key == "alert.woken"
    assert (await change(world, "delete", 2)).key == "alert.deleted"
    assert sorted(alerts(world)) == [1, 3]
    assert (await change(world, "delete", 2)).fields == {"count": 0, "missing": "2"}
    assert (await change(world, "sell", 1)).key == "alert.none"


async def test_no_numbers_mean_all_and_only_one_s_own() -> None:
    world = await World.start()
    await ask(world, who=BEN)
    assert (await change(world, "delete")).key == "alert.none"
    for won in (60_000, 61_000):
        await ask(world, at(won))
    assert (await change(world, "pause")).fields["count"] == 2
    assert (await change(world, "wake")).fields["count"] == 2
    assert (await change(world, "delete")).fields["count"] == 2
    assert [a.face for a in world.uow.alerts.all()] == [BEN.face]


def over(world: World, count: int) -> list[Alert]:
    """Store alerts of Ann that spoke, one each minute, and give them, the oldest first."""
    gone = [
        replace(
            samples.alert(f"OVER-{n:02}", owner="phone:100", face="phone", chat="100", number=n),
            condition=at(90_000 + 100 * n),
        ).met(world.clock.now() + timedelta(minutes=n), Decimal(90_000))
        for n in range(1, count + 1)
    ]
    for alert in gone:
        world.uow.alerts.put(alert)
    return gone


async def test_all_that_live_are_woken_and_what_spoke_only_by_its_number() -> None:
    world = await World.start()
    over(world, 1)
    await ask(world)
    await change(world, "pause")
    assert (await change(world, "wake")).fields == {"count": 1, "missing": ""}
    assert alerts(world)[1].state is AlertState.DONE
    assert (await change(world, "wake", 1)).key == "alert.woken"
    assert alerts(world)[1].state is AlertState.ARMED


async def test_who_has_fifty_wakes_no_other() -> None:
    world = await World.start()
    over(world, 2)
    for step in range(MOST_ALERTS - 1):
        assert (await ask(world, at(60_000 + step * 100))).ok
    assert (await change(world, "wake", 1, 2)).key == "alert.full"
    assert (await change(world, "wake", 1)).key == "alert.woken"
    assert (await change(world, "wake", 2)).key == "alert.full"
    assert alerts(world)[2].state is AlertState.DONE


async def test_of_those_that_spoke_the_newest_fifty_are_remembered() -> None:
    world = await World.start()
    gone = over(world, MOST_ALERTS + 3)
    theirs = replace(gone[0], id="THEIRS", owner="phone:200")
    world.uow.alerts.put(theirs)
    await ask(world)
    left = {a.id for a in world.uow.alerts.all() if not a.live}
    assert left == {a.id for a in gone[3:]} | {theirs.id}


async def test_who_is_removed_is_told_nothing_more() -> None:
    world = await World.start()
    await ask(world)
    await ask(world, who=BEN)
    assert (await world.ask(RemoveUser(BEN, f"{ANN.face}:{ANN.user}"))).ok
    assert [a.face for a in world.uow.alerts.all()] == [BEN.face]


@given(st.lists(st.integers(1, 6), unique=True))
@settings(max_examples=50)
def test_a_number_is_the_smallest_that_is_free(taken: list[int]) -> None:
    number = free_number([samples.alert(number=n) for n in taken])
    assert number not in taken
    assert set(range(1, number)) <= set(taken)


@given(st.sampled_from(list(Measure)), st.sampled_from(list(Toward)))
def test_every_measure_has_a_sound_form(measure: Measure, toward: Toward) -> None:
    forms = [
        Condition(measure, SYMBOL, toward, level, days)
        for level in (None, Decimal(1))
        for days in ((), (14,), (5, 20))
    ]
    assert sum(map(is_sound, forms)) == 1
