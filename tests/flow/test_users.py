"""Who belongs to gaemi: codes, roles and removals, by administrators alone; the last one stays."""

from __future__ import annotations

import random

import pytest

from core.domain.approval import Actor
from core.domain.commands import Pair, SecondFactor
from core.domain.journal import OutKind
from core.domain.order import Mode
from core.domain.people import Role
from core.domain.results import Result
from core.domain.wanted_people import InvitePerson, RemoveUser, SetRole
from tests.harness import ANN, BEN, World

CHA = Actor("phone", "3", "3", "Cha")
SEEDS = range(40)


def key(actor: Actor) -> str:
    return f"{actor.face}:{actor.user}"


def role_of(world: World, actor: Actor) -> Role | None:
    user = world.uow.users.get(key(actor))
    return user.role if user else None


def notices(world: World) -> list[str]:
    return [o.subject for o in world.uow.outbox.all() if o.kind is OutKind.NOTICE]


async def world_of(ben: Role = Role.TRADER, *, pin: bool = False) -> World:
    """Make a world in which Ann is the administrator; the PIN comes after the roles."""
    world = await World.start()
    await world.ask(Pair(BEN, ben))
    world.desk.pin_is_set = lambda: pin
    return world


async def joined(world: World, invited: Result, who: Actor = CHA) -> Result:
    role = Role(str(invited.fields["role"]))
    joins = bool(invited.fields["joins"])
    return await world.ask(Pair(who, role, invited.subject, key(ANN), joins))


async def test_an_invited_person_has_the_role_of_the_code_and_is_a_person_of_their_own() -> None:
    world = await world_of()
    done = await joined(world, await world.ask(InvitePerson(ANN, Role.APPROVER)))
    assert (done.key, role_of(world, CHA)) == ("pair.done", Role.APPROVER)
    assert len({u.who for u in world.uow.users.all()}) == len((ANN, BEN, CHA))
    assert {"notice.users_invited", "notice.users_joined"} <= set(notices(world))


async def test_another_face_of_somebody_is_the_same_person_with_the_same_role() -> None:
    world = await world_of()
    await joined(world, await world.ask(InvitePerson(ANN, key=key(BEN))))
    ben, cha = (world.uow.users.get(key(who)) for who in (BEN, CHA))
    assert ben is not None
    assert cha is not None
    assert (cha.role, cha.who) == (ben.role, ben.who)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMIN])
async def test_only_administrators_change_who_may_what(role: Role) -> None:
    world = await world_of(role)
    wishes = (InvitePerson(BEN), SetRole(BEN, key(BEN), Role.ADMIN), RemoveUser(BEN, key(ANN)))
    assert {(await world.ask(w)).key for w in (*wishes, SetRole(CHA, key(BEN), Role.ADMIN))} == {
        "press.not_yours"
    }
    assert (role_of(world, ANN), role_of(world, BEN)) == (Role.ADMIN, role)


@pytest.mark.parametrize("lost", ["role", "removed", "person"])
async def test_a_code_whose_ground_is_gone_lets_nobody_in(lost: str) -> None:
    world = await world_of(Role.ADMIN)
    invited = await world.ask(InvitePerson(ANN, key=key(BEN)))
    wish = {
        "role": SetRole(BEN, key(ANN), Role.VIEWER),
        "removed": RemoveUser(BEN, key(ANN)),
        "person": RemoveUser(ANN, key(BEN)),
    }[lost]
    assert (await world.ask(wish)).ok
    assert (await joined(world, invited)).key == "pair.withdrawn"
    assert role_of(world, CHA) is None


async def test_a_new_right_waits_for_the_pin_and_a_lost_one_does_not() -> None:
    world = await world_of(pin=True)
    for wish in (InvitePerson(ANN), SetRole(ANN, key(BEN), Role.ADMIN)):
        assert (await world.ask(wish)).key == "factor.wanted"
    assert role_of(world, BEN) is Role.TRADER
    assert (await world.runtime.ask(SecondFactor(ANN))).key == "users.role_set"
    assert role_of(world, BEN) is Role.ADMIN
    assert (await world.ask(SetRole(ANN, key(BEN), Role.VIEWER))).key == "users.role_set"
    assert (await world.ask(RemoveUser(ANN, key(BEN)))).key == "users.removed"


async def test_a_real_account_without_a_pin_gives_nobody_a_right() -> None:
    world = await world_of()
    world.desk.mode = Mode.LIVE
    assert (await world.ask(InvitePerson(ANN))).key == "factor.none"
    assert (await world.ask(SetRole(ANN, key(BEN), Role.ADMIN))).key == "factor.none"
    assert (await world.ask(RemoveUser(ANN, key(BEN)))).ok


async def test_who_was_removed_is_heard_and_told_no_more_and_stays_gone() -> None:
    world = await world_of(Role.ADMIN)
    card = await world.card()
    assert (await world.ask(RemoveUser(ANN, key(BEN)))).ok
    await world.runtime.settle()
    assert (await world.press(card, who=BEN)).key == "press.not_yours"
    assert world.faces[BEN.face].shown[-1].kind is OutKind.CARD_END
    await world.restart()
    assert role_of(world, BEN) is None
    shown = len(world.faces[BEN.face].shown)
    await world.card(symbol="000660")
    assert len(world.faces[BEN.face].shown) == shown
    assert (await world.ask(Pair(BEN, Role.VIEWER))).key == "pair.done", "a new code is a new start"


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_administrator_is_always_left(seed: int) -> None:
    """Random changes by random people; whatever they do, somebody can still manage."""
    rng = random.Random(seed)
    world = await world_of(rng.choice(list(Role)))
    await world.ask(Pair(CHA, rng.choice(list(Role))))
    people = [ANN, BEN, CHA]
    for _ in range(30):
        who, whom = rng.choice(people), rng.choice(people)
        if rng.random() < 0.4:
            await world.ask(RemoveUser(who, key(whom)))
        else:
            await world.ask(SetRole(who, key(whom), rng.choice(list(Role))))
        assert any(u.role is Role.ADMIN for u in world.uow.users.all()), seed
