"""The engine itself judges who asks: where a word was heard says nothing about now (M14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_args

import pytest

from core.domain import commands as c
from core.domain.approval import Actor
from core.domain.journal import AlarmState
from core.domain.modes import EVERYTHING, OrderMode, SetMode
from core.domain.people import Role
from core.domain.signal import Side, Size
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.domain.wanted import Acknowledge, CloseGroup, EditCard, ProposeOrder, RejectCard, SetLevel
from core.domain.wanted_people import RemoveUser, SetRole
from tests.harness import ANN, OTHER, SYMBOL, Lost, World

THIRD, FOURTH = "035420", "105560"
OWNER = "golden_cross"
STOPPED = Scope(ScopeKind.STRATEGY, "rsi")
TOM, TOM_KEY = Actor("desktop", "7", "7", "Tom"), "desktop:7"
# The wish of somebody, in a world where it could be granted, and the least role that it needs.
ASKED: dict[type[Any], tuple[Role, Callable[[World, Actor], Any]]] = {
    SetMode: (Role.ADMIN, lambda _, who: SetMode(EVERYTHING, OrderMode.SIGNAL, who)),
    c.SetStrategy: (Role.ADMIN, lambda _, who: c.SetStrategy(OWNER, who, running=False)),
    c.AskResume: (Role.ADMIN, lambda _, who: c.AskResume(STOPPED, who, "all is well", ())),
    c.AskDoubt: (Role.ADMIN, lambda world, who: c.AskDoubt(_order(world, "unknown"), who)),
    c.TrustFace: (Role.ADMIN, lambda _, who: c.TrustFace("telegram", who)),
    EditCard: (Role.TRADER, lambda world, who: EditCard(_card(world), who, shares=5)),
    CloseGroup: (Role.TRADER, lambda _, who: CloseGroup(who, OWNER)),
    ProposeOrder: (
        Role.TRADER,
        lambda _, who: ProposeOrder("said", who, OTHER, Side.SELL, Size(shares=1), owner=OWNER),
    ),
    RejectCard: (Role.TRADER, lambda world, who: RejectCard(_card(world), who, "no")),
    SetLevel: (Role.TRADER, lambda _, who: SetLevel(who, OTHER, "stop", price=40_000)),
    c.CancelOrder: (Role.TRADER, lambda world, who: c.CancelOrder(_order(world, "accepted"), who)),
    Acknowledge: (Role.TRADER, lambda world, who: Acknowledge(_alarm(world), who)),
}  # fmt: skip
# Judged by their own handlers, which know more than the word: a button's message, a question's
# kind, an amount, whose list it is. Stops are everybody's.
JUDGED_ELSEWHERE = {
    "Press", "Undo", "TakeBack", "Choose", "AnswerQuestion", "MatchNumber", "SecondFactor",
    "SetLimit", "InvitePerson", "SetRole", "RemoveUser", "Pair",
    "SetSubscription", "SetWatch", "SetQuiet", "SetAlert", "ChangeAlerts",
    "Halt", "Flatten",
}  # fmt: skip


def _card(world: World) -> str:
    return next(a.id for a in world.desk.open_cards())


def _order(world: World, state: str) -> str:
    return next(o.id for o in world.uow.orders.all() if o.state.value == state)


def _alarm(world: World) -> str:
    return next(a.id for a in world.uow.alarms.all() if a.state is AlarmState.OPEN)


async def world_with(role: Role | None) -> World:
    """Have a holding, an open card, orders at the broker and in doubt, a stop, an alarm and Tom."""
    world = await World.start()
    await world.hold(10, OTHER)
    await world.press(await world.card(symbol=THIRD))
    world.broker.answers.append(Lost(visible_after=999))
    await world.press(await world.card(symbol=FOURTH))
    await world.ask(c.Halt(STOPPED, HaltLevel.HALT_NEW, ANN, "noon"))
    await world.ask(c.Warn("notice.conflict"))
    await world.card(symbol=SYMBOL)
    if role is not None:
        await world.ask(c.Pair(TOM, role))
    await world.runtime.settle()
    return world


async def wished(world: World, kind: type[Any]) -> Any:
    """Have Tom ask."""
    return await world.ask(ASKED[kind][1](world, TOM))


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.__name__)
async def test_a_wish_is_granted_from_its_role_on_and_changes_nothing_below(
    kind: type[Any], role: Role | None
) -> None:
    world = await world_with(role)
    said = len(world.uow.journal)
    result = await wished(world, kind)
    if role is not None and role.covers(ASKED[kind][0]):
        assert result.ok, result
        return
    assert (result.ok, result.key) == (False, "error.role")
    assert len(world.uow.journal) == said
    assert not world.uow.dirty


@pytest.mark.parametrize("lost", [SetRole(ANN, TOM_KEY, Role.VIEWER), RemoveUser(ANN, TOM_KEY)])
@pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.__name__)
async def test_a_role_that_was_lost_since_grants_nothing(kind: type[Any], lost: Any) -> None:
    world = await world_with(Role.ADMIN)
    assert (await world.ask(lost)).ok
    assert (await wished(world, kind)).key == "error.role"


def test_every_command_of_a_person_is_judged_somewhere() -> None:
    persons = {kind for kind in get_args(c.Command) if "actor" in {f.name for f in fields(kind)}}
    assert len(persons) > len(ASKED)
    assert {kind.__name__ for kind in persons - set(ASKED)} == JUDGED_ELSEWHERE
