"""Cards of every kind end in time and count down; stops are asked again where wanted (M5)."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from core.domain.approval import Approval, ApprovalState
from core.domain.journal import OutKind
from core.domain.limits import CARD_MOST_S, Expiry, Limits, OnExpiry
from core.domain.signal import Side
from core.errors import SettingsError
from core.flow.expiry import STEPS
from core.flow.wishes import MOST_AGAIN
from tests.harness import ANN, DAY, PRICE, SYMBOL, WIDE, World

KINDS = ("entry", "exit", "stop")
LIVES = (0, 30, 200, CARD_MOST_S)


async def asked(world: World, kind: str) -> Approval:
    """Put up a card of a kind."""
    if kind == "entry":
        return await world.card()
    await world.hold(10)
    key = f"{DAY.isoformat()}:stop:1000" if kind == "stop" else "leave"
    return await world.card(Side.SELL, 10, key=key)


def kinds_shown(world: World, card: Approval, kind: OutKind) -> list[int]:
    """Give the second each message of a kind about a card was made at, counted from its asking."""
    rows = [o for o in world.uow.outbox.all() if o.kind is kind and o.subject == card.id]
    mine = [o for o in rows if o.face == ANN.face]
    return [round((o.made_at - card.asked_at).total_seconds()) for o in mine]


@pytest.mark.parametrize(
    ("kind", "stop_s", "choice"), list(itertools.product(KINDS, LIVES, OnExpiry))
)
async def test_every_kind_ends_in_its_time_without_an_order(
    kind: str, stop_s: int, choice: OnExpiry
) -> None:
    world = await World.start()
    world.desk.expiry = Expiry(stop_s, choice, countdown=True)
    card = await asked(world, kind)
    life = stop_s if kind == "stop" and stop_s else world.limits.card_life_s
    assert (card.expires_at - card.asked_at).total_seconds() == life
    sent = len(world.broker.submits)
    await world.look(life - 1)
    assert world.approval(card).state is ApprovalState.OPEN
    await world.look(1)
    assert world.approval(card).state is ApprovalState.LAPSED
    assert (await world.press(card)).key == "press.already"
    assert len(world.broker.submits) == sent
    assert kinds_shown(world, card, OutKind.CARD_END) == [life]


@pytest.mark.parametrize("life", [30, 90, 300])
async def test_the_countdown_never_floods_and_stops_with_the_card(life: int) -> None:
    limits = Limits(**{**{f: getattr(WIDE, f) for f in WIDE.__slots__}, "card_life_s": life})
    world = await World.start(limits=limits)
    world.desk.expiry = Expiry(countdown=True)
    card = await world.card()
    for _ in range(life + 60):
        await world.look(1)
    ticks = kinds_shown(world, card, OutKind.CARD_TICK)
    assert ticks == [life - step for step in STEPS if step < life]
    assert all(later - earlier >= 15 for earlier, later in itertools.pairwise(ticks))


async def test_a_card_that_was_pressed_is_no_longer_counted_down() -> None:
    world = await World.start()
    world.desk.expiry = Expiry(countdown=True)
    card = await world.card()
    await world.look(31)
    await world.press(card)
    for _ in range(60):
        await world.look(1)
    assert kinds_shown(world, card, OutKind.CARD_TICK) == [31]


async def test_without_people_in_front_nothing_is_counted_down() -> None:
    world = await World.start()
    card = await world.card()
    await world.look(80)
    assert kinds_shown(world, card, OutKind.CARD_TICK) == []


async def touched(world: World) -> None:
    """Let the market stand below the stop of what is held, minute after minute."""
    world.market.prices[SYMBOL] = int(PRICE * 0.9)
    await world.look(1)


async def stops_after(choice: OnExpiry, minutes: int) -> list[Approval]:
    """Give the cards of one touched stop that nobody ever answers."""
    world = await World.start()
    await world.hold(10)
    world.desk.expiry = Expiry(0, choice)
    await touched(world)
    for _ in range(minutes * 12):
        await world.look(5)
    cards = [a for a in world.uow.approvals.all() if a.intent.side is Side.SELL]
    # From 10:01 on, so that a half hour does not end on the way.
    assert world.clock.now() < cards[0].asked_at + timedelta(minutes=28)
    return cards


async def test_a_stop_that_nobody_answers_is_asked_again_while_it_is_touched() -> None:
    cards = await stops_after(OnExpiry.ASK, 12)
    assert len(cards) == 1 + MOST_AGAIN
    assert [c.state for c in cards] == [ApprovalState.LAPSED] * len(cards)
    assert len({c.intent.signal_id for c in cards}) == len(cards)


async def test_with_deny_a_stop_is_asked_once_in_its_half_hour() -> None:
    assert len(await stops_after(OnExpiry.DENY, 12)) == 1


async def test_a_stop_that_was_rejected_is_not_asked_again_at_once() -> None:
    world = await World.start()
    await world.hold(10)
    world.desk.expiry = Expiry(0, OnExpiry.ASK)
    await touched(world)
    (card,) = world.desk.open_cards()
    await world.press(card, yes=False)
    for _ in range(60):
        await world.look(5)
    assert world.desk.open_cards() == []


async def test_a_stop_whose_price_came_back_is_not_asked_again() -> None:
    world = await World.start()
    await world.hold(10)
    world.desk.expiry = Expiry(0, OnExpiry.ASK)
    await touched(world)
    (card,) = world.desk.open_cards()
    world.market.prices[SYMBOL] = PRICE
    await world.look(100)
    await world.look(5)
    assert world.approval(card).state is ApprovalState.LAPSED
    assert world.desk.open_cards() == []


@pytest.mark.parametrize("seconds", [-1, CARD_MOST_S + 1])
def test_no_card_outlives_the_ceiling(seconds: int) -> None:
    with pytest.raises(SettingsError, match=str(CARD_MOST_S)):
        Expiry(seconds)
