"""M15, M17: critical messages until somebody saw them, other channels, folding, quiet hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.approval import Actor
from core.domain.calendar import utc
from core.domain.commands import Halt, Pair, Tick, Warn
from core.domain.journal import AlarmState, Mute, OutKind, Quiet, Severity
from core.domain.people import OPERATOR, Role
from core.domain.switches import HaltLevel, Scope
from core.domain.wanted import Acknowledge, SetQuiet
from core.errors import DeliveryError
from core.flow.attending import Attending
from core.flow.elsewhere import NOTE
from core.flow.notify import notice
from tests.fakes import FakeFace
from tests.harness import DAY, World

WAIT_S = 600
PHONE = Actor("telegram", "1", "1", "Ann")
DESK = Actor("slack", "U1", "D1", "Ann")
SCREEN = Actor("console", "local", "tty", "Ann")
BETH = Actor("telegram", "2", "2", "Beth")
MAIL = "ann@example.com"


async def world_of(*people: tuple[Actor, str]) -> World:
    """Start a world with these people, each with the name of the person behind the face."""
    world = World()
    world.faces = {actor.face: FakeFace(actor) for actor, _ in people} | {
        "email": FakeFace(Actor("email", MAIL, MAIL))
    }
    world.desk, world.runtime = world._build()
    for actor, person in people:
        world.clock.move_by(1)
        await world.ask(Pair(actor, Role.ADMIN, person))
    await world.boot()
    return world


async def ann_and_beth(*, mail: bool = False) -> World:
    world = await world_of((PHONE, OPERATOR), (DESK, OPERATOR), (SCREEN, OPERATOR), (BETH, "beth"))
    world.desk.mail = (MAIL,) if mail else ()
    return world


def attending(world: World) -> Attending:
    return Attending(world.uow, world.runtime, world.clock, wait_s=WAIT_S)


async def waited(world: World, times: int) -> None:
    """Let the acknowledgement be awaited so many times over."""
    for _ in range(times):
        await attending(world).check()
        await world.runtime.settle()
        world.clock.move_by(WAIT_S)
    await attending(world).check()
    await world.runtime.settle()


def came(world: World, subject: str) -> list[tuple[str, str, str]]:
    """Give where a notice was shown, with why, in order."""
    rows = [o for o in world.uow.outbox.all() if o.subject == subject and o.delivered_at]
    return [(o.face, o.chat, o.because) for o in rows if not o.error]


async def test_what_nobody_acknowledges_goes_round_every_channel_and_then_to_the_next_person() -> (
    None
):
    world = await ann_and_beth(mail=True)
    await world.ask(Warn("notice.conflict"))
    await world.runtime.settle()
    first = came(world, "notice.conflict")
    assert [way[:2] for way in first] == [
        ("telegram", "1"), ("slack", "D1"), ("console", "tty"), ("telegram", "2"), ("email", MAIL),
    ]  # fmt: skip
    await waited(world, 7)
    again = [way[:2] for way in came(world, "notice.conflict")[5:]]
    assert again == [("slack", "D1"), ("email", MAIL), ("telegram", "1"), ("telegram", "2")]
    (alarm,) = world.uow.alarms.all()
    assert alarm.state is AlarmState.SPENT


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_an_acknowledgement_ends_it_and_takes_the_buttons_away(after: int) -> None:
    world = await ann_and_beth()
    await world.ask(Warn("notice.conflict"))
    await world.runtime.settle()
    await waited(world, after)
    (alarm,) = world.uow.alarms.all()
    before = len(came(world, "notice.conflict"))
    assert (await world.ask(Acknowledge(alarm.id, BETH))).key == "alarm.seen"
    assert (await world.ask(Acknowledge(alarm.id, PHONE))).key == "alarm.already"
    await waited(world, 5)
    assert len(came(world, "notice.conflict")) == before == 4 + after
    updates = [o for o in world.uow.outbox.all() if o.kind is OutKind.UPDATE]
    assert len(updates) == before
    (seen,) = world.uow.alarms.all()
    assert (seen.seen_by, seen.state) == ("Beth", AlarmState.SEEN)
    assert not (await world.ask(Acknowledge("01JNOBODY", PHONE))).ok


async def test_the_wait_survives_a_restart() -> None:
    world = await ann_and_beth()
    await world.ask(Warn("notice.conflict"))
    await world.runtime.settle()
    await attending(world).check()
    world.clock.move_by(WAIT_S - 1)
    await world.restart()
    assert await attending(world).check() == 0
    world.clock.move_by(1)
    assert await attending(world).check() == 1
    await world.runtime.settle()
    assert came(world, "notice.conflict")[-1] == ("slack", "D1", "again")


async def test_who_stopped_trading_is_not_asked_whether_they_saw_it() -> None:
    world = await ann_and_beth()
    await world.ask(Halt(Scope(), HaltLevel.HALT_NEW, PHONE, "news"))
    watchdog = Actor("latch", "watchdog", "", "watchdog")
    await world.ask(Halt(Scope(), HaltLevel.CANCEL_OPEN, watchdog, "silent"))
    states = {dict(a.fields)["by"]: a.state for a in world.uow.alarms.all()}
    assert states == {"Ann": AlarmState.SEEN, "watchdog": AlarmState.OPEN}


async def test_the_same_trouble_again_is_counted_into_the_first_message() -> None:
    world = await ann_and_beth()
    for _ in range(12):
        await world.ask(Warn("notice.conflict"))
        await world.runtime.settle()
    rows = [o for o in world.uow.outbox.all() if o.subject == "notice.conflict"]
    assert [o.times for o in rows] == [12] * 4
    assert len(list(world.uow.alarms.all())) == 1
    edits = [o for o in world.uow.outbox.all() if o.kind is OutKind.UPDATE]
    assert {o.subject for o in edits} == {o.id for o in rows}


async def test_a_new_message_comes_after_ten_minutes_and_after_an_acknowledgement() -> None:
    world = await ann_and_beth()
    await world.ask(Warn("notice.conflict"))
    world.clock.move_by(601)
    await world.ask(Warn("notice.conflict"))
    first, second = world.uow.alarms.all()
    assert first.id != second.id
    await world.ask(Acknowledge(second.id, PHONE))
    await world.ask(Warn("notice.conflict"))
    assert len(list(world.uow.alarms.all())) == 3
    assert all(o.times == 1 for o in world.uow.outbox.all())


async def down(world: World, face: str, seconds: int) -> None:
    """Let a face take nothing for so long."""
    world.faces[face].fails.extend([DeliveryError("down")] * 500)
    for _ in range(seconds):
        await world.runtime.settle()
        world.clock.move_by(1)
    world.faces[face].fails.clear()


async def test_what_a_channel_does_not_take_is_told_once_on_the_others_and_not_again() -> None:
    world = await ann_and_beth()
    await world.ask(Warn("notice.conflict"))
    await down(world, "telegram", 60)
    assert came(world, NOTE) == [("slack", "D1", "")]
    for _ in range(40):
        await world.runtime.settle()
        world.clock.move_by(1)
    # Ann was told on Slack; Beth has nothing but the phone and gets it late.
    assert {w[:2] for w in came(world, "notice.conflict")} == {
        ("slack", "D1"), ("console", "tty"), ("telegram", "2"),
    }  # fmt: skip


async def test_mail_that_gets_no_copy_of_its_own_is_the_way_of_last_resort() -> None:
    world = await world_of((PHONE, OPERATOR), (SCREEN, OPERATOR))
    world.desk.mail = ()
    await world.ask(Warn("notice.conflict"))
    world.desk.mail = (MAIL,)
    await down(world, "telegram", 60)
    ways = came(world, "notice.conflict")
    assert ("email", MAIL, "unreached:telegram") in ways
    for _ in range(40):
        await world.runtime.settle()
        world.clock.move_by(1)
    assert "telegram" not in [face for face, _, _ in came(world, "notice.conflict")]
    assert not await world.runtime.unheard.check()


async def test_what_came_through_after_all_is_not_sent_round_as_well() -> None:
    world = await world_of((PHONE, OPERATOR), (SCREEN, OPERATOR))
    await world.ask(Warn("notice.conflict"))
    world.desk.mail = (MAIL,)
    world.faces["email"].fails.extend([DeliveryError("down")] * 100)
    await down(world, "telegram", 60)
    sent_round = [o for o in world.uow.outbox.waiting() if o.because == "unreached:telegram"]
    assert [o.face for o in sent_round] == ["email"]
    for _ in range(40):
        await world.runtime.settle()
        world.clock.move_by(1)
    world.faces["email"].fails.clear()
    for _ in range(40):
        await world.runtime.settle()
        world.clock.move_by(1)
    ways = came(world, "notice.conflict")
    assert ("telegram", "1", "") in ways
    assert not [way for way in ways if way[0] == "email"]
    assert not came(world, NOTE)


async def test_the_screen_of_the_server_alone_does_not_count_as_told() -> None:
    world = await world_of((PHONE, OPERATOR), (SCREEN, OPERATOR))
    await world.ask(Warn("notice.conflict"))
    await down(world, "telegram", 60)
    for _ in range(40):
        await world.runtime.settle()
        world.clock.move_by(1)
    assert ("telegram", "1", "") in came(world, "notice.conflict")


async def test_common_messages_wait_for_their_own_channel() -> None:
    world = await ann_and_beth()
    notice(world.desk, "notice.plan", name="n", why="")
    await world.uow.commit()
    await down(world, "telegram", 60)
    assert not came(world, NOTE)
    assert len([w for w in came(world, "notice.plan") if w[0] == "slack"]) == 1


NIGHT = utc(DAY, 23, 30)


async def quiet_world() -> World:
    world = await ann_and_beth()
    assert (await world.ask(SetQuiet(DESK, (22 * 60, 7 * 60)))).ok
    world.clock.move_to(NIGHT)
    return world


def plain_ways(world: World, subject: str) -> list[tuple[str, str]]:
    return [way[:2] for way in came(world, subject)]


async def test_at_night_only_what_is_common_waits_and_comes_as_one_in_the_morning() -> None:
    world = await quiet_world()
    for at in range(3):
        notice(world.desk, "notice.plan", name=f"n{at}", why="")
    notice(world.desk, "notice.cancel_waits", Severity.WARNING, symbol="005930", name="x", id="1")
    await world.ask(Warn("notice.conflict"))
    await world.runtime.settle()
    assert set(plain_ways(world, "notice.plan")) == {("telegram", "2")}
    assert len(came(world, "notice.cancel_waits")) == len(came(world, "notice.conflict")) == 4
    world.clock.move_to(utc(DAY + timedelta(days=1), 6, 59))
    await world.ask(Tick())
    assert not [o for o in world.uow.outbox.all() if o.kind is OutKind.DIGEST]
    world.clock.move_to(utc(DAY + timedelta(days=1), 7))
    await world.ask(Tick())
    await world.runtime.settle()
    digests = [o for o in world.uow.outbox.all() if o.kind is OutKind.DIGEST]
    assert [(o.face, dict(o.fields)["count"]) for o in digests] == [
        ("telegram", 3), ("slack", 3), ("console", 3),
    ]  # fmt: skip
    assert not list(world.uow.outbox.waiting())


async def test_what_waits_survives_a_restart_and_comes_when_quiet_is_switched_off() -> None:
    world = await quiet_world()
    notice(world.desk, "notice.plan", name="n", why="")
    await world.uow.commit()
    await world.restart()
    assert ("telegram", "1") not in plain_ways(world, "notice.plan")
    await world.ask(SetQuiet(PHONE, (0, 0)))
    await world.ask(Tick())
    await world.runtime.settle()
    assert ("slack", "D1") in plain_ways(world, "notice.plan") or [
        o for o in world.faces["slack"].shown if o.kind is OutKind.DIGEST
    ]


async def test_a_muted_kind_is_left_out_for_its_time_and_only_where_it_is_common() -> None:
    world = await ann_and_beth()
    until = world.clock.now() + timedelta(hours=2)
    await world.ask(SetQuiet(PHONE, mutes=(Mute("costs", until), Mute("broker"))))
    notice(world.desk, "notice.costs", moved=1, orders=1)
    notice(world.desk, "notice.broker_up")
    await world.runtime.settle()
    await world.uow.commit()
    await world.runtime.settle()
    assert plain_ways(world, "notice.costs") == [("telegram", "2")]
    world.clock.move_by(7_200)
    notice(world.desk, "notice.costs", moved=2, orders=1)
    await world.uow.commit()
    await world.runtime.settle()
    assert len(came(world, "notice.costs")) == 5
    assert plain_ways(world, "notice.broker_up") == [("telegram", "2")]


async def test_nobody_unpaired_sets_anything() -> None:
    world = await ann_and_beth()
    result = await world.ask(SetQuiet(Actor("telegram", "9", "9"), (0, 60)))
    assert (result.ok, result.key) == (False, "quiet.nobody")
    assert not list(world.uow.quiets.all())


@given(
    starts=st.integers(0, 1439),
    ends=st.integers(0, 1439),
    minute=st.integers(0, 2 * 1440),
)
def test_quiet_ends_exactly_once_within_a_day(starts: int, ends: int, minute: int) -> None:
    now = utc(DAY, 0) + timedelta(minutes=minute)
    quiet = Quiet("p", starts, ends)
    inside = (minute - starts) % 1440 < (ends - starts) % 1440
    end = quiet.until(now)
    assert (end is not None) is inside
    if end is not None:
        assert timedelta(0) < end - now <= timedelta(days=1)
        assert (end - utc(DAY, 0)) % timedelta(days=1) == timedelta(minutes=ends)
        assert quiet.until(end) is None
