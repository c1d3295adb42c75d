"""The undo window (M7): a press waits, can be taken back, and goes exactly once at its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.approval import Actor, Approval, ApprovalState, MessageRef
from core.domain.commands import CancelOrder, Pair, Press, Release, Undo
from core.domain.journal import OutKind
from core.domain.order import Mode, OrderState
from core.domain.people import Role
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.domain.wanted_people import RemoveUser, SetRole
from core.flow.waiting_orders import button_subject
from tests.harness import ANN, BEN, DAY, OTHER, PRICE, SYMBOL, World

WINDOW = 5
EVE = Actor("phone", "666", "100", "Eve")


async def opened(**how: object) -> World:
    """Give a world whose presses wait five seconds."""
    return await World.start(undo_s=WINDOW, **how)


async def pressed(world: World, **changes: object) -> Approval:
    """Give a card that was pressed a moment ago."""
    card = await world.card(**changes)
    result = await world.press(card)
    assert (result.ok, result.key) == (True, "press.waits")
    return card


def undo(world: World, card: Approval, who: Actor = ANN) -> Undo:
    """Give the press of a card's undo button by one of the people."""
    nonce = world.nonces.nonce(button_subject(world.order(card).id))
    message = next(m for m in world.approval(card).messages if m.face == who.face)
    return Undo(world.nonces.digest(nonce), who, message)


async def taken_back(world: World, card: Approval, who: Actor = ANN) -> Result:
    result = await world.ask(undo(world, card, who))
    await world.runtime.settle()
    return result


async def test_a_press_waits_and_goes_once_at_the_end_of_the_window() -> None:
    world = await opened()
    card = await pressed(world)
    assert world.order(card).state is OrderState.READY
    assert world.broker.submits == []
    await world.look(WINDOW - 1)
    assert world.broker.submits == []
    await world.look(1)
    (sent,) = world.broker.submits
    assert sent.intent.canon_hash() == card.canon_hash
    assert world.order(card).state is OrderState.ACCEPTED
    await world.look(60)
    assert len(world.broker.submits) == 1


@pytest.mark.parametrize("who", [ANN, BEN], ids=["who-pressed", "another-owner"])
async def test_undone_in_the_window_the_broker_is_never_called(who: Actor) -> None:
    world = await opened()
    card = await pressed(world)
    world.clock.move_by(WINDOW - 1)
    looks = world.broker.looks
    assert (await taken_back(world, card, who)).key == "undo.done"
    await world.look(60)
    assert (world.broker.submits, world.broker.cancels) == ([], [])
    assert world.broker.looks >= looks
    order = world.order(card)
    assert (order.state, order.note, order.sent_at) == (OrderState.CANCELLED, "undone", None)


async def test_a_used_grant_stays_used_after_an_undo() -> None:
    world = await opened()
    card = await pressed(world)
    await taken_back(world, card)
    assert (await world.press(card)).key == "press.already"
    assert world.approval(card).state is ApprovalState.GRANTED
    await world.look(60)
    assert world.broker.submits == []


async def test_an_undo_after_the_end_changes_nothing() -> None:
    world = await opened()
    card = await pressed(world)
    late = undo(world, card)
    await world.look(WINDOW)
    assert (await world.ask(late)).key == "undo.late"
    assert world.order(card).state is OrderState.ACCEPTED
    assert world.broker.cancels == []


async def test_nobody_else_may_undo() -> None:
    world = await opened()
    await world.ask(Pair(Actor("phone", "200", "200", "Vic"), Role.VIEWER))
    card = await pressed(world)
    mine = undo(world, card)
    stranger = Undo(mine.nonce_sha, EVE, mine.message)
    viewer = Undo(mine.nonce_sha, Actor("phone", "200", "200", "Vic"), mine.message)
    copied = Undo(mine.nonce_sha, ANN, MessageRef("phone", "100", "copied"))
    made_up = Undo("0" * 64, ANN, mine.message)
    keys = [(await world.ask(one)).key for one in (stranger, viewer, copied, made_up)]
    assert keys == ["press.not_yours", "press.not_yours", "press.wrong_message", "undo.late"]
    assert world.order(card).state is OrderState.READY


async def test_a_restart_in_the_window_sends_nothing_and_says_so() -> None:
    world = await opened()
    card = await pressed(world)
    await world.restart()
    await world.look(60)
    assert world.broker.submits == []
    order = world.order(card)
    assert (order.state, order.note) == (OrderState.CANCELLED, "restart")
    told = [o for o in world.uow.outbox.all() if o.kind is OutKind.ORDER and o.subject == order.id]
    assert {o.face for o in told} == {"phone", "desktop"}


@pytest.mark.parametrize(
    ("level", "scope", "side", "goes"),
    [
        (HaltLevel.HALT_NEW, Scope(), Side.BUY, False),
        (HaltLevel.CANCEL_OPEN, Scope(), Side.BUY, False),
        (HaltLevel.FLATTEN, Scope(ScopeKind.SYMBOL, SYMBOL), Side.BUY, False),
        (HaltLevel.REDUCE_ONLY, Scope(), Side.BUY, False),
        (HaltLevel.REDUCE_ONLY, Scope(), Side.SELL, True),
        (HaltLevel.HALT_NEW, Scope(ScopeKind.SYMBOL, OTHER), Side.BUY, True),
    ],
)
async def test_a_stop_in_the_window_takes_back_what_it_stops(
    level: HaltLevel, scope: Scope, side: Side, *, goes: bool
) -> None:
    world = await opened()
    if side is Side.SELL:
        world.desk.undo_s = 0
        await world.hold(10)
        world.desk.undo_s = WINDOW
    sent = len(world.broker.submits)
    card = await pressed(world, side=side)
    await world.runtime.halt(scope, level, ANN, "test")
    await world.runtime.settle()
    assert (world.order(card).state is OrderState.READY) is goes
    await world.look(WINDOW)
    assert len(world.broker.submits) - sent == goes


async def test_a_price_that_moved_in_the_window_gives_a_new_card() -> None:
    world = await opened()
    card = await pressed(world)
    world.market.prices[SYMBOL] = int(PRICE * 1.01)
    await world.look(WINDOW)
    assert world.broker.submits == []
    assert world.order(card).note == "drift"
    (anew,) = world.desk.open_cards()
    assert anew.figures.quote_price == int(PRICE * 1.01)
    assert anew.canon_hash != card.canon_hash


async def test_a_quote_that_does_not_come_ends_the_window_unsent() -> None:
    world = await opened()
    card = await pressed(world)
    world.market.down = True
    for seconds in (WINDOW + 1, *[2] * 8):
        world.clock.move_by(seconds)
        await world.runtime.settle()
    assert world.broker.submits == []
    assert (world.order(card).state, world.order(card).note) == (OrderState.CANCELLED, "late")


async def test_a_quote_that_comes_a_moment_late_still_sends() -> None:
    world = await opened()
    card = await pressed(world)
    world.market.down = True
    world.clock.move_by(WINDOW + 1)
    await world.runtime.settle()
    assert world.order(card).state is OrderState.READY
    world.market.down = False
    world.clock.move_by(2)
    await world.runtime.settle()
    assert world.order(card).state is OrderState.ACCEPTED


async def test_a_window_over_the_end_of_the_day_is_not_sent() -> None:
    world = await opened()
    card = await pressed(world)
    world.clock.move_by(timedelta(days=1).total_seconds())
    await world.look()
    assert world.broker.submits == []
    assert world.order(card).state is OrderState.CANCELLED


async def test_the_rules_are_asked_again_at_the_end() -> None:
    world = await opened()
    card = await pressed(world)
    world.desk.base_limits = type(world.desk.limits)(order_won=PRICE)
    await world.look(WINDOW)
    assert world.broker.submits == []
    assert world.order(card).state is OrderState.CANCELLED


async def test_a_cancel_of_a_waiting_order_is_an_undo() -> None:
    world = await opened()
    card = await pressed(world)
    result = await world.ask(CancelOrder(world.order(card).id, ANN))
    assert result.key == "undo.done"
    await world.look(60)
    assert (world.broker.submits, world.broker.cancels) == ([], [])


async def test_what_protects_does_not_wait() -> None:
    world = await World.start()
    await world.hold(10)
    world.desk.undo_s = WINDOW
    card = await world.card(Side.SELL, 10, key=f"{DAY.isoformat()}:stop:1000")
    assert (await world.press(card)).key == "press.granted"
    assert world.order(card).state is OrderState.ACCEPTED


async def test_a_second_press_of_the_symbol_waits_for_the_first_window() -> None:
    world = await opened()
    first = await world.card()
    second = await world.card(symbol=OTHER)
    await world.press(first)
    twin = Press(world.nonces.nonce(second.id), True, ANN, second.messages[0])
    assert (await world.runtime.press(twin)).key == "press.waits"
    await world.look(WINDOW)
    assert len(world.broker.submits) == 2


async def test_a_release_before_its_time_or_twice_changes_nothing() -> None:
    world = await opened()
    card = await pressed(world)
    order = world.order(card)
    assert (await world.ask(Release(order.id))).key == "release.waits"
    await world.look(WINDOW)
    assert (await world.ask(Release(order.id))).key == "done"
    assert (await world.ask(Release("nobody"))).key == "done"
    assert len(world.broker.submits) == 1


async def test_posts_grants_and_presses_add_up_with_and_without_an_undo() -> None:
    world = await opened()
    first = await pressed(world)
    await taken_back(world, first)
    await pressed(world, symbol=OTHER)
    await world.look(WINDOW)
    assert world.engine_counts() == (1, 2, 2)
    await world.runtime.audit()
    assert not list(world.latch.read())
    assert world.desk.mode is Mode.PAPER


@pytest.mark.parametrize("change", ["lowered", "removed"])
async def test_who_lost_the_right_in_the_window_sends_nothing(change: str) -> None:
    world = await opened()
    card = await pressed(world)
    key = f"{ANN.face}:{ANN.user}"
    wish = SetRole(BEN, key, Role.VIEWER) if change == "lowered" else RemoveUser(BEN, key)
    assert (await world.ask(wish)).ok
    await world.look(WINDOW)
    assert world.broker.submits == []
    order = world.order(card)
    assert (order.state, order.note) == (OrderState.CANCELLED, "role")
