"""Who belongs to gaemi: codes, roles and removals, by administrators alone; the last one stays."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.access import CONSOLE, PAIR_CONSOLE
from core.domain.approval import Actor
from core.domain.commands import Pair, SecondFactor
from core.domain.journal import OutKind
from core.domain.order import Mode
from core.domain.people import OPERATOR, Role, User
from core.domain.results import Result
from core.domain.wanted import CloseGroup
from core.domain.wanted_people import InvitePerson, RemoveUser, SetRole
from tests.harness import ANN, BEN, PRICE, World

CHA = Actor("phone", "3", "3", "Cha")
DAN = Actor("phone", "4", "4", "Dan")
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


async def test_the_keyboard_stays_an_administrator_whatever_its_persons_other_faces_become() -> (
    None
):
    world = await world_of()
    await world.ask(PAIR_CONSOLE)
    # Whichever of the two was paired first.
    for number, other in enumerate((BEN, DAN)):
        await world.ask(Pair(other, Role.ADMIN, OPERATOR))
        lowered = await world.ask(SetRole(CONSOLE, key(other), Role.VIEWER))
        assert lowered.key == "users.role_set"
        assert (role_of(world, other), role_of(world, CONSOLE)) == (Role.VIEWER, Role.ADMIN)
        invited = await world.ask(InvitePerson(ANN, key=key(other)))
        new = replace(CHA, user=f"3{number}", chat=f"3{number}")
        await joined(world, invited, new)
        assert role_of(world, new) is Role.VIEWER, "another face of a viewer is no administrator's"
        assert (await world.ask(SetRole(CONSOLE, key(other), Role.ADMIN))).ok
        for face in (other, new):
            assert (await world.ask(RemoveUser(CONSOLE, key(face)))).ok


@pytest.mark.parametrize("change", ["lowered", "removed"])
async def test_a_move_to_another_chat_brings_no_lost_right_back(change: str) -> None:
    # The face read its person's role a moment ago; meanwhile an administrator changed it.
    world = await world_of(Role.APPROVER)
    wish = SetRole(ANN, key(BEN), Role.VIEWER) if change == "lowered" else RemoveUser(ANN, key(BEN))
    assert (await world.ask(wish)).ok
    moved = await world.ask(Pair(replace(BEN, chat="-900"), Role.APPROVER, moves=True))
    expected = ("pair.done", Role.VIEWER) if change == "lowered" else ("pair.withdrawn", None)
    assert (moved.key, role_of(world, BEN)) == expected


def drawn_anew(world: World, actor: Actor) -> list[tuple[OutKind, str]]:
    """Give what one person was shown anew, and the card or message that it was."""
    kinds = (OutKind.CARD_NEWS, OutKind.UPDATE)
    return [(o.kind, o.subject) for o in world.faces[actor.face].shown if o.kind in kinds]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN])
async def test_open_cards_are_drawn_anew_for_whoever_got_another_role(role: Role) -> None:
    world = await world_of(Role.TRADER)
    card = await world.card()
    await world.ask(SetRole(ANN, key(BEN), role))
    await world.runtime.settle()
    assert drawn_anew(world, BEN) == [(OutKind.CARD_NEWS, card.id)]
    assert drawn_anew(world, ANN) == []
    pressed = await world.press(card, who=BEN)
    assert pressed.key == ("press.granted" if role is Role.ADMIN else "press.not_yours")


async def test_open_questions_are_drawn_anew_for_whoever_got_another_role() -> None:
    world = await world_of(Role.TRADER)
    await world.hold(10)
    world.uow.books.put(replace(next(iter(world.uow.books.all())), cost=10 * PRICE * 2))
    await world.uow.commit()
    asked = await world.ask(CloseGroup(ANN, "losers", ()))
    assert asked.key == "close.asked", asked
    await world.runtime.settle()
    await world.ask(SetRole(ANN, key(BEN), Role.VIEWER))
    await world.runtime.settle()
    ((kind, subject),) = drawn_anew(world, BEN)
    shown = world.uow.outbox.get(subject)
    assert kind is OutKind.UPDATE
    assert shown is not None
    assert dict(shown.fields)["question"] == asked.subject


async def test_a_role_changes_no_message_when_nothing_is_open() -> None:
    world = await world_of(Role.TRADER)
    await world.press(await world.card(), yes=False)
    await world.ask(SetRole(ANN, key(BEN), Role.VIEWER))
    await world.runtime.settle()
    assert drawn_anew(world, BEN) == []


async def test_a_room_that_one_of_two_left_is_drawn_anew_for_who_stays() -> None:
    world = await world_of(Role.TRADER)
    stays = User(BEN.face, "9", BEN.chat, "Eve", Role.VIEWER, world.clock.now())
    world.uow.users.put(stays)
    await world.uow.commit()
    card = await world.card()
    await world.ask(RemoveUser(ANN, key(BEN)))
    await world.runtime.settle()
    assert (OutKind.CARD_NEWS, card.id) in drawn_anew(world, BEN)
    ends = [o for o in world.faces[BEN.face].shown if o.kind is OutKind.CARD_END]
    assert not [o for o in ends if dict(o.fields).get("moved")]
