"""A pause for a time: it ends by itself only when all is well and nothing else was stopped."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.context import Check
from bot.pauses import Pauses
from core.domain.results import Result
from core.domain.saying import say
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch, is_harder, stricter
from core.domain.wanted import EndPause
from core.flow.killswitch import engaged, freeze
from core.latch import FileLatch
from tests.harness import ANN, BEN, NOW, SYMBOL, World

ALL, SHARE = Scope(), Scope(ScopeKind.SYMBOL, SYMBOL)
HALT, REDUCE, CANCEL = HaltLevel.HALT_NEW, HaltLevel.REDUCE_ONLY, HaltLevel.CANCEL_OPEN
HALF_HOUR = timedelta(minutes=30)


async def pause(
    world: World, scope: Scope = ALL, level: HaltLevel = HALT, span: timedelta = HALF_HOUR
) -> Result:
    return await world.runtime.halt(
        scope, level, ANN, "점심", until=world.clock.now() + span
    )  # fmt: skip


async def glance(world: World, *red: str) -> None:
    """Do what the program does each second, with these checks red."""

    async def checks() -> list[Check]:
        return [Check(name, ok=False) for name in red]

    await Pauses(world.uow, world.runtime, checks, clock=world.clock).glance()
    await world.runtime.settle()


def level_of(world: World, scope: Scope = ALL) -> HaltLevel:
    switch = world.uow.switches.get(scope.name)
    return switch.level if switch else HaltLevel.NONE


def told(world: World) -> list[str]:
    return [o.subject for o in world.uow.outbox.all() if o.subject.startswith("notice.pause")]


async def test_a_pause_stops_at_once_and_ends_at_its_end_when_all_is_well() -> None:
    world = await World.start()
    result = await pause(world)
    assert datetime.fromisoformat(str(result.fields["until"])) == NOW + HALF_HOUR
    world.clock.move_by(1_799)
    await glance(world)
    assert level_of(world) is HALT
    world.clock.move_by(1)
    await glance(world)
    assert level_of(world) is HaltLevel.NONE
    assert world.latch.read() == ()
    assert told(world) == ["notice.pause"] * 2 + ["notice.pause_over"] * 2


async def test_time_alone_lifts_nothing() -> None:
    world = await World.start()
    await pause(world)
    await world.look(7_200)
    assert level_of(world) is HALT
    (kept,) = world.latch.read()
    assert kept.until == NOW + HALF_HOUR


async def test_a_red_check_makes_it_a_stop_that_stays_and_says_so() -> None:
    world = await World.start()
    await pause(world)
    world.clock.move_by(1_800)
    await glance(world, "disk")
    world.clock.move_by(86_400)
    await glance(world)
    assert level_of(world) is HALT
    assert [s.until for s in world.latch.read()] == [None]
    assert told(world)[2:] == ["notice.pause_red"] * 2


@pytest.mark.parametrize(
    ("scope", "level"), [(ALL, HALT), (ALL, REDUCE), (ALL, CANCEL), (SHARE, HALT), (SHARE, REDUCE)]
)
async def test_another_stop_in_between_is_never_lifted(scope: Scope, level: HaltLevel) -> None:
    world = await World.start()
    await pause(world)
    world.clock.move_by(60)
    await world.runtime.halt(scope, level, BEN, "급락")
    world.clock.move_by(1_800)
    await glance(world)
    assert level_of(world) in (HALT, CANCEL)
    assert level_of(world, scope) in (HALT, level)
    assert all(s.until is None for s in engaged(world.desk))


async def test_what_froze_by_itself_meanwhile_stays_too() -> None:
    world = await World.start()
    await pause(world, SHARE)
    freeze(world.desk, SYMBOL, why=say("freeze.books", own_shares=1, broker_shares=2))
    await world.uow.commit()
    world.clock.move_by(1_800)
    await glance(world)
    assert level_of(world, SHARE) is HALT


async def test_a_stop_set_in_the_file_from_outside_is_not_lifted(tmp_path: Path) -> None:
    latch = FileLatch(tmp_path / "latch.json", patience_s=30)
    latch.create()
    world = await World.start(latch=latch)
    await pause(world)
    world.clock.move_by(1_800)
    # The engine has not heeded it yet.
    latch.add(Switch(ALL, HALT, "cli", "밖에서", world.clock.now()))
    await glance(world)
    await world.runtime.heed_latch()
    assert level_of(world) is HALT
    assert [s.until for s in latch.read()] == [None]


async def test_a_pause_never_gives_an_end_to_a_stop_without_one() -> None:
    world = await World.start()
    await world.runtime.halt(ALL, HALT, ANN, "급락")
    result = await pause(world)
    assert "until" not in result.fields
    world.clock.move_by(7_200)
    await glance(world)
    assert level_of(world) is HALT


async def test_of_two_pauses_the_longer_holds_and_each_scope_ends_by_itself() -> None:
    world = await World.start()
    await pause(world, span=timedelta(hours=1))
    await pause(world)
    await pause(world, SHARE, span=timedelta(hours=2))
    world.clock.move_by(1_800)
    await glance(world)
    assert level_of(world) is HALT
    world.clock.move_by(1_800)
    await glance(world)
    assert (level_of(world), level_of(world, SHARE)) == (HaltLevel.NONE, HALT)
    world.clock.move_by(3_600)
    await glance(world)
    assert level_of(world, SHARE) is HaltLevel.NONE


async def test_the_end_survives_a_restart_and_a_crash_before_the_commit(tmp_path: Path) -> None:
    latch = FileLatch(tmp_path / "latch.json", patience_s=30)
    latch.create()
    world = await World.start(latch=latch)
    await pause(world)
    # Only the file has the second one: the crash came before the commit.
    latch.change(Switch(SHARE, HALT, "Ann", "점심", world.clock.now(), NOW + HALF_HOUR))
    await world.restart()
    assert {s.until for s in engaged(world.desk)} == {NOW + HALF_HOUR}
    world.clock.move_by(1_800)
    await world.restart()
    assert level_of(world) is HALT
    await glance(world)
    assert engaged(world.desk) == ()
    assert latch.read() == ()


async def test_before_the_first_look_after_a_start_nothing_is_lifted() -> None:
    world = await World.start()
    await pause(world)
    world.clock.move_by(1_800)
    world.desk.ready = False
    await glance(world)
    assert level_of(world) is HALT


async def test_ending_what_is_no_pause_changes_nothing() -> None:
    world = await World.start()
    assert not (await world.ask(EndPause(ALL, ()))).ok
    await world.runtime.halt(ALL, HALT, ANN, "급락")
    assert not (await world.ask(EndPause(ALL, ()))).ok
    await pause(world, SHARE)
    assert not (await world.ask(EndPause(SHARE, ()))).ok
    assert level_of(world, SHARE) is HALT


switches = st.builds(
    Switch, st.just(ALL), st.sampled_from([x for x in HaltLevel if x is not HaltLevel.NONE]),
    st.just("x"), st.just("y"), st.just(NOW),
    st.none() | st.integers(1, 99).map(lambda m: NOW + timedelta(minutes=m)),
)  # fmt: skip


@given(switches, switches)
def test_of_two_stops_what_holds_stops_as_much_and_as_long_as_either(
    one: Switch, other: Switch
) -> None:
    held = stricter(one, other)
    for asked in (one, other):
        assert not is_harder(asked.level, held.level)
        assert held.until is None or (asked.until is not None and held.until >= asked.until)
    assert stricter(held, other) is held
    assert stricter(held, one) is held


@given(switches)
def test_the_file_gives_back_the_end_it_was_given(switch: Switch) -> None:
    with TemporaryDirectory() as folder:
        latch = FileLatch(Path(folder) / "latch.json", patience_s=30)
        latch.write((switch,))
        assert latch.read() == (switch,)


@pytest.mark.parametrize("end", ["soon", "2026-11-03T10:00:00", 5])
def test_an_end_that_cannot_be_read_stops_everything(tmp_path: Path, end: object) -> None:
    path = tmp_path / "latch.json"
    FileLatch(path).write((Switch(SHARE, REDUCE, "x", "y", NOW, NOW + HALF_HOUR),))
    data = json.loads(path.read_text())
    data["switches"][0]["until"] = end
    path.write_text(json.dumps(data))
    assert [(s.scope, s.level, s.until) for s in FileLatch(path).read()] == [(ALL, HALT, None)]
