"""Orders that need several people (M6): they leave at the last yes of the last different person."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.commands import Pair
from core.domain.journal import OutKind
from core.domain.limits import PressRules
from core.domain.people import Role
from core.domain.results import Result
from core.domain.signal import Side, Size
from core.domain.wanted import EditCard, ProposeOrder
from core.domain.wanted_people import RemoveUser, TakeBack
from core.errors import SettingsError
from tests.harness import ANN, BEN, OTHER, PRICE, SYMBOL, World

CHA = Actor("phone", "3", "100", "Cha")
ANN_AT_HOME = Actor("desktop", "11", "tty", "Ann")
TWO = PressRules(several_above=100_000)
SEEDS = range(60)


async def world_of(rules: PressRules = TWO, **people: Role) -> World:
    """Make a world in which Ann, Ben and Cha have roles, each a person of their own."""
    world = await World.start(rules=rules)
    for who in (ANN, BEN, CHA):
        await world.ask(Pair(who, people.get(who.name.lower(), Role.ADMIN)))
    return world


async def take_back(world: World, card: Approval, who: Actor) -> Result:
    button = world.button(card, who=who)
    result = await world.ask(TakeBack(button.nonce, who, button.message))
    await world.runtime.settle()
    return result


async def asked_by(world: World, who: Actor, shares: int = 10) -> Approval:
    """Let a person ask for an order and give its card."""
    (quote,) = await world.market.quotes([SYMBOL])
    wish = ProposeOrder(f"m-{who.name}", who, SYMBOL, Side.BUY, Size(shares=shares), quote=quote)
    result = await world.ask(wish)
    assert result.key == "propose.card", result
    await world.runtime.settle()
    return world.approval(next(a for a in world.uow.approvals.all() if a.id == result.subject))


async def test_below_the_amount_one_person_is_enough() -> None:
    world = await world_of(PressRules(several_above=10 * PRICE * 2))
    card = await world.card()
    assert card.needed == 1
    assert (await world.press(card)).key == "press.granted"


async def test_above_the_amount_the_order_leaves_at_the_second_person() -> None:
    world = await world_of()
    card = await world.card()
    assert card.needed == 2
    first = await world.press(card)
    assert (first.ok, first.key, first.fields) == (True, "press.seconded", {"done": 1, "needed": 2})
    assert not world.broker.submits
    assert (await world.press(card, who=BEN)).key == "press.granted"
    assert len(world.broker.submits) == 1
    granted = world.approval(card)
    assert [a.name for a in granted.pressed] == ["Ann", "Ben"]


async def test_the_card_is_drawn_anew_where_it_stands_after_a_yes() -> None:
    world = await world_of()
    card = await world.card()
    await world.press(card)
    for face in world.faces.values():
        assert face.shown[-1].kind is OutKind.CARD_NEWS


async def test_one_person_counts_once_however_often_and_on_whichever_face() -> None:
    world = await world_of()
    await world.ask(Pair(replace(ANN, chat=ANN.chat), Role.ADMIN, "ann"))
    await world.ask(Pair(ANN_AT_HOME, Role.ADMIN, "ann"))
    card = await world.card()
    await world.press(card)
    for again in (ANN, ANN_AT_HOME):
        assert (await world.press(card, who=again)).key == "press.counted"
    assert not world.broker.submits


async def test_who_asked_for_the_order_does_not_count() -> None:
    world = await world_of()
    card = await asked_by(world, ANN)
    assert (await world.press(card)).key == "press.proposer"
    assert (await world.press(card, who=BEN)).key == "press.seconded"
    assert (await world.press(card)).key == "press.proposer"
    assert not world.broker.submits
    assert (await world.press(card, who=CHA)).key == "press.granted"


async def test_who_edited_a_card_proposed_the_new_one() -> None:
    world = await world_of()
    card = await world.card()
    await world.press(card)
    edited = await world.ask(EditCard(card.id, BEN, shares=9))
    await world.runtime.settle()
    fresh = next(a for a in world.uow.approvals.all() if a.id == edited.subject)
    assert (fresh.pressed, fresh.proposer) == ((), f"{BEN.face}:{BEN.user}")
    assert (await world.press(fresh, who=BEN)).key == "press.proposer"


async def test_a_yes_can_be_taken_back_until_the_last_one() -> None:
    world = await world_of()
    card = await world.card()
    await world.press(card)
    assert (await take_back(world, card, BEN)).key == "press.none_yours"
    assert (await take_back(world, card, ANN)).key == "press.taken_back"
    assert (await world.press(card, who=BEN)).key == "press.seconded"
    assert (await world.press(card, who=ANN)).key == "press.granted"
    assert (await take_back(world, card, ANN)).key == "press.already"
    assert len(world.broker.submits) == 1


async def test_the_yes_of_somebody_whose_role_was_taken_does_not_count() -> None:
    world = await world_of()
    card = await world.card()
    await world.press(card)
    await world.ask(Pair(ANN, Role.VIEWER))
    assert (await world.press(card, who=BEN)).key == "press.seconded"
    assert not world.broker.submits


async def test_a_yes_survives_a_restart() -> None:
    world = await world_of()
    card = await world.card()
    await world.press(card)
    await world.restart()
    assert (await world.press(card)).key == "press.counted"
    assert (await world.press(card, who=BEN)).key == "press.granted"
    assert len(world.broker.submits) == 1


async def test_time_and_a_no_end_a_card_with_one_yes() -> None:
    world = await world_of()
    card = await world.card()
    await world.press(card)
    assert (await world.press(card, who=BEN, yes=False)).key == "press.rejected"
    late = await world.card()
    await world.press(late)
    world.clock.move_by(90)
    assert (await world.press(late, who=BEN)).key == "press.lapsed"
    assert not world.broker.submits


async def test_all_is_looked_at_again_at_the_last_yes() -> None:
    world = await world_of()
    card = await world.card()
    await world.press(card)
    world.clock.move_by(2)
    world.market.prices[SYMBOL] = round(PRICE * 1.01)
    result = await world.press(card, who=BEN)
    assert result.key == "press.drift"
    fresh = next(a for a in world.uow.approvals.all() if a.id == result.subject)
    assert (fresh.needed, fresh.pressed) == (2, ())
    assert not world.broker.submits


async def test_a_stricter_rule_holds_for_cards_that_are_open_already() -> None:
    world = await world_of(PressRules())
    card = await world.card()
    world.desk.rules = TWO
    assert (await world.press(card)).key == "press.seconded"
    assert not world.broker.submits


@pytest.mark.parametrize("role", Role)
async def test_a_trader_confirms_up_to_the_limit_and_approvers_more(role: Role) -> None:
    world = await world_of(PressRules(trader_won=10 * PRICE), ben=role)
    small, large = await world.card(shares=1), await world.card(shares=20, symbol=OTHER)
    assert (await world.press(small, who=BEN)).ok is role.covers(Role.TRADER)
    result = await world.press(large, who=BEN)
    assert result.ok is role.covers(Role.APPROVER)
    if role is Role.TRADER:
        assert result.key == "press.above_role"


@pytest.mark.parametrize(
    "wrong", [{"several": 1}, {"several": 6}, {"pin_share": Decimal(0)}, {"trader_won": -1}]
)
def test_rules_that_would_loosen_everything_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(SettingsError):
        PressRules(**wrong)


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_order_leaves_only_with_enough_different_people(seed: int) -> None:
    """Presses, roles, take-backs and restarts at random; the count is made here anew."""
    rng = random.Random(seed)
    world = await world_of(replace(TWO, several=rng.choice((2, 3))))
    people = {ANN: "a", BEN: "b", CHA: "c", ANN_AT_HOME: "a"}
    roles = dict.fromkeys(people, Role.ADMIN)
    for who, person in people.items():
        await world.ask(Pair(who, Role.ADMIN, person))
    card = await asked_by(world, ANN) if rng.random() < 0.3 else await world.card()
    proposers = {people[ANN]} if card.proposer else set()
    said: set[Actor] = set()
    for _ in range(14):
        who, step = rng.choice(list(people)), rng.random()
        if step < 0.6:
            known = world.approval(card).pressed
            await world.press(card, who=who)
            said |= set(world.approval(card).pressed) - set(known)
            counts = {people[a] for a in said | {who} if roles[a] is Role.ADMIN} - proposers
            able = roles[who] is Role.ADMIN and people[who] not in proposers
            must = able and len(counts) >= card.needed
            assert not must or world.broker.submits, seed
        elif step < 0.75:
            roles[who] = rng.choice((Role.VIEWER, Role.ADMIN))
            await world.ask(Pair(who, roles[who], people[who]))
        elif step < 0.9:
            if (await take_back(world, card, who)).ok:
                said -= {a for a in said if people[a] == people[who]}
        else:
            await world.restart()
        enough = {people[a] for a in said if roles[a] is Role.ADMIN} - proposers
        gone = world.approval(card).state is ApprovalState.GRANTED
        assert len(world.broker.submits) == gone, seed
        if gone:
            assert len(enough) >= card.needed, seed
            return


async def test_who_asked_for_the_order_counts_no_more_once_somebody_else_edited_it() -> None:
    world = await world_of()
    card = await asked_by(world, ANN)
    edited = await world.ask(EditCard(card.id, BEN, shares=9))
    await world.runtime.settle()
    fresh = next(a for a in world.uow.approvals.all() if a.id == edited.subject)
    for who in (ANN, BEN):
        assert (await world.press(fresh, who=who)).key == "press.proposer"
    assert (await world.press(fresh, who=CHA)).key == "press.seconded"
    assert not world.broker.submits
    assert world.runtime.count.check().key == ""


@pytest.mark.parametrize("waits", [False, True])
async def test_a_proposer_who_gave_the_asking_face_away_is_still_the_proposer(waits: bool) -> None:
    world = await world_of()
    await world.ask(Pair(ANN, Role.ADMIN, "ann"))
    await world.ask(Pair(ANN_AT_HOME, Role.ADMIN, "ann"))
    card = await asked_by(world, ANN)
    if waits:
        await world.restart()
    assert (await world.ask(RemoveUser(BEN, f"{ANN.face}:{ANN.user}"))).ok
    assert (await world.press(card, who=ANN_AT_HOME)).key == "press.proposer"
    assert (await world.press(card, who=BEN)).key == "press.seconded"
    assert not world.broker.submits
