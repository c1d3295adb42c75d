"""The path of a press, and every reason not to follow it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.approval import Actor, ApprovalState, MessageRef
from core.domain.calendar import utc
from core.domain.commands import Pair
from core.domain.journal import OutKind
from core.domain.limits import Limits
from core.domain.order import OrderState
from core.domain.people import Role
from core.domain.signal import Side, Timing
from core.domain.switches import HaltLevel, Scope
from tests.harness import ANN, BEN, DAY, OTHER, PRICE, SYMBOL, WIDE, World

# Longer than what a press may take from the last look and quote.
READING_S = 11


async def test_one_press_gives_one_order_with_what_the_card_showed() -> None:
    world = await World.start()
    card = await world.card()
    result = await world.press(card)
    assert (result.ok, result.key) == (True, "press.granted")
    (sent,) = world.broker.submits
    assert sent.intent.canon_hash() == card.canon_hash
    order = world.order(card)
    assert (order.state, order.number) == (OrderState.ACCEPTED, "0000000001")
    assert world.approval(card).by == ANN
    assert world.approval(card).order_id == order.id


async def test_a_card_reaches_every_paired_chat_and_binds_to_each_message() -> None:
    world = await World.start()
    card = world.approval(await world.card())
    assert sorted(m.face for m in card.messages) == ["desktop", "phone"]


@pytest.mark.parametrize("second", [ANN, BEN])
async def test_a_second_press_is_answered_and_not_applied(second: Actor) -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    again = await world.press(card, who=second)
    assert (again.ok, again.key) == (False, "press.already")
    assert again.fields["order"] == "accepted"
    assert len(world.broker.submits) == 1


async def test_a_no_after_a_yes_changes_nothing() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    assert (await world.press(card, yes=False)).key == "press.already"
    assert world.approval(card).state is ApprovalState.GRANTED


async def test_two_people_at_once_make_one_order_while_the_engine_runs() -> None:
    world = await World.start()
    card = await world.card()
    engine = asyncio.create_task(world.runtime.engine.run())
    await asyncio.sleep(0)
    presses = [world.runtime.press(world.button(card, who=w)) for w in (ANN, BEN) * 5]
    results = await asyncio.gather(*presses)
    await world.runtime.gateway.drain()
    engine.cancel()
    assert [r.key for r in results].count("press.granted") == 1
    assert {r.key for r in results} == {"press.granted", "press.already"}
    assert len(world.broker.submits) == 1


async def test_a_no_rejects_the_card_and_ends_it_in_every_chat() -> None:
    world = await World.start()
    card = await world.card()
    result = await world.press(card, yes=False)
    assert (result.ok, result.key) == (True, "press.rejected")
    assert world.approval(card).state is ApprovalState.REJECTED
    assert not world.broker.submits
    for face in world.faces.values():
        assert [o.subject for o in face.shown if o.kind is OutKind.CARD_END] == [card.id]


@pytest.mark.parametrize(("seconds", "key"), [(89, "press.granted"), (90, "press.lapsed")])
async def test_a_card_lives_ninety_seconds(seconds: int, key: str) -> None:
    world = await World.start()
    card = await world.card()
    world.clock.move_by(seconds)
    assert (await world.press(card)).key == key


async def test_a_card_lapses_by_time_alone_and_says_so() -> None:
    world = await World.start()
    card = await world.card()
    await world.look(89)
    assert world.approval(card).state is ApprovalState.OPEN
    await world.look(1)
    assert world.approval(card).state is ApprovalState.LAPSED
    assert world.faces["phone"].shown[-1].kind is OutKind.CARD_END


async def test_a_clock_set_back_ends_the_card() -> None:
    world = await World.start()
    card = await world.card()
    early = replace(world.approval(card), asked_at=world.clock.now() + timedelta(seconds=1))
    world.uow.approvals.put(early)
    await world.uow.commit()
    assert (await world.press(card)).key == "press.lapsed"
    assert not world.broker.submits


async def test_a_card_of_yesterday_is_dead_though_its_time_is_not_over() -> None:
    world = await World.start()
    card = await world.card()
    long = replace(world.approval(card), expires_at=world.clock.now() + timedelta(days=2))
    world.uow.approvals.put(long)
    await world.uow.commit()
    world.clock.move_to(utc(DAY + timedelta(days=1), 10))
    assert (await world.press(card)).key == "press.lapsed"


async def test_strangers_and_viewers_cannot_press() -> None:
    world = await World.start()
    card = await world.card()
    stranger = replace(world.button(card), actor=replace(ANN, user="666"))
    assert (await world.runtime.press(stranger)).key == "press.not_yours"
    await world.ask(Pair(Actor("phone", "7", "100", "Vic"), Role.VIEWER))
    viewer = replace(world.button(card), actor=Actor("phone", "7", "100", "Vic"))
    assert (await world.runtime.press(viewer)).key == "press.not_yours"
    assert world.approval(card).state is ApprovalState.OPEN


@pytest.mark.parametrize(
    "message",
    [
        MessageRef("phone", "100", "m999"),
        MessageRef("phone", "999", "m1"),
        MessageRef("desktop", "100", "m1"),
    ],
)
async def test_a_button_in_another_message_or_chat_is_refused(message: MessageRef) -> None:
    world = await World.start()
    card = await world.card()
    assert (await world.press(card, message=message)).key == "press.wrong_message"
    assert not world.broker.submits


async def test_a_button_pressed_from_another_chat_than_its_message_is_refused() -> None:
    world = await World.start()
    card = await world.card()
    elsewhere = replace(world.button(card), actor=replace(ANN, chat="-200"))
    assert (await world.runtime.press(elsewhere)).key == "press.wrong_message"
    crossed = replace(world.button(card), actor=BEN)
    assert (await world.runtime.press(crossed)).key == "press.wrong_message"


@pytest.mark.parametrize("nonce", ["", "A" * 22, "\x00", "가" * 400])
async def test_an_invented_button_is_unknown(nonce: str) -> None:
    world = await World.start()
    card = await world.card()
    assert (await world.press(card, nonce=nonce)).key == "press.unknown"


@pytest.mark.parametrize("price", [PRICE * 1005 // 1000, PRICE * 995 // 1000])
async def test_a_drift_of_exactly_half_a_percent_passes(price: int) -> None:
    world = await World.start()
    card = await world.card()
    world.market.prices[SYMBOL] = price
    assert (await world.press(card)).key == "press.granted"


@pytest.mark.parametrize("price", [50_300, 49_700])
async def test_more_drift_makes_a_new_card_and_kills_the_old_one(price: int) -> None:
    world = await World.start()
    old = await world.card()
    world.clock.move_by(READING_S)
    world.market.prices[SYMBOL] = price
    result = await world.press(old)
    assert (result.ok, result.key) == (False, "press.drift")
    assert result.fields == {"shown": PRICE, "now": price}
    assert world.approval(old).state is ApprovalState.REPLACED
    assert (await world.press(old)).key == "press.already"
    new = world.uow.approvals.get(result.subject)
    assert new is not None
    assert (new.intent.ref_price, new.intent.shares) == (price, old.intent.shares)
    assert (await world.press(new)).key == "press.granted"
    assert [s.intent.id for s in world.broker.submits] == [new.intent.id]


async def test_a_drift_over_the_cap_makes_a_smaller_card() -> None:
    limits = replace(WIDE, order_won=505_000)
    world = await World.start(limits=limits)
    old = await world.card(shares=10)
    world.clock.move_by(READING_S)
    assert old.intent.shares == 10
    world.market.prices[SYMBOL] = 50_400
    result = await world.press(old)
    assert result.key == "press.drift"
    new = world.uow.approvals.get(result.subject)
    assert new is not None
    assert (new.intent.shares, new.figures.trimmed_from) == (9, 10)


async def test_a_drift_that_risk_refuses_ends_without_a_card() -> None:
    world = await World.start()
    old = await world.card()
    world.clock.move_by(READING_S)
    world.market.prices[SYMBOL] = 50_400
    world.broker.cash = 100_000
    result = await world.press(old)
    assert (result.key, result.fields["rule"]) == ("press.risk", "cash")
    assert world.approval(old).state is ApprovalState.WITHDRAWN
    assert not world.desk.open_approvals()


async def test_a_stale_or_missing_quote_refuses_and_the_card_stays() -> None:
    world = await World.start()
    card = await world.card()
    world.market.down = True
    world.clock.move_by(6)
    assert (await world.press(card)).key == "press.stale"
    world.desk.quotes.clear()
    assert (await world.press(card)).key == "press.stale"
    world.market.down = False
    assert (await world.press(card)).key == "press.granted"


async def test_a_price_of_nothing_is_no_quote() -> None:
    world = await World.start()
    card = await world.card()
    world.clock.move_by(READING_S)
    world.market.prices[SYMBOL] = 0
    assert (await world.press(card)).key == "press.stale"


async def test_a_quote_from_the_future_is_no_quote() -> None:
    world = await World.start()
    card = await world.card()
    world.clock.move_by(READING_S)
    world.market.changes = {"at": world.clock.now() + timedelta(seconds=3)}
    assert (await world.press(card)).key == "press.stale"


@pytest.mark.parametrize(("seconds", "key"), [(30, "press.granted"), (31, "press.stale")])
async def test_a_broker_look_older_than_half_a_minute_refuses(seconds: int, key: str) -> None:
    world = await World.start()
    card = await world.card()
    world.broker.down = True
    world.clock.move_by(seconds)
    assert (await world.press(card)).key == key


async def test_another_flight_on_the_symbol_refuses_until_it_is_resolved() -> None:
    world = await World.start()
    first = await world.card()
    second = await world.card(symbol=OTHER)
    moved = replace(
        world.approval(second),
        intent=replace(second.intent, symbol=SYMBOL),
        canon_hash=replace(second.intent, symbol=SYMBOL).canon_hash(),
    )
    world.uow.approvals.put(moved)
    await world.uow.commit()
    world.broker.answers.append(TimeoutError())
    await world.press(first)
    assert world.order(first).state is OrderState.UNKNOWN
    assert (await world.press(second)).key == "press.in_flight"
    assert len(world.broker.submits) == 1


async def test_a_row_changed_behind_the_card_is_never_sent() -> None:
    world = await World.start()
    card = await world.card()
    forged = replace(world.approval(card), intent=replace(card.intent, shares=1000))
    world.uow.approvals.put(forged)
    await world.uow.commit()
    assert not (await world.press(card)).ok
    assert world.approval(card).state is ApprovalState.WITHDRAWN
    assert not world.broker.submits


async def test_a_halt_takes_the_card_back_before_the_press() -> None:
    world = await World.start()
    card = await world.card()
    await world.runtime.halt(Scope(), HaltLevel.HALT_NEW, BEN, "enough")
    assert (await world.press(card)).key == "press.already"
    assert not world.broker.submits


async def test_money_gone_since_the_card_refuses_at_the_press() -> None:
    world = await World.start()
    card = await world.card()
    world.clock.move_by(READING_S)
    world.broker.cash = 10_000
    result = await world.press(card)
    assert (result.key, result.fields["rule"]) == ("press.risk", "cash")
    assert world.approval(card).state is ApprovalState.WITHDRAWN


async def test_a_trim_at_the_press_makes_a_new_card_and_keeps_the_old_row_as_shown() -> None:
    world = await World.start(limits=replace(WIDE, symbol_weight=WIDE.symbol_weight))
    card = await world.card(shares=300)
    world.clock.move_by(READING_S)
    world.broker.held[SYMBOL] = 200
    result = await world.press(card)
    assert result.key == "press.trimmed"
    old, new = world.approval(card), world.uow.approvals.get(result.subject)
    assert old.state is ApprovalState.REPLACED
    assert old.intent == card.intent
    assert old.intent.canon_hash() == old.canon_hash
    assert new is not None
    assert new.intent.shares == result.fields["allowed"] < 300
    assert not world.broker.submits


async def test_a_resting_purchase_is_paid_for_once() -> None:
    world = World(limits=replace(WIDE, symbol_weight=Decimal("0.5")))
    world.broker.cash = 1_100_000
    await world.ask_to_pair()
    await world.boot()
    await world.press(await world.card())
    await world.look(61)
    second = await world.card(symbol=OTHER)
    assert (second.intent.gross, world.broker.cash) == (505_000, 1_100_000)
    assert (await world.press(second)).key == "press.granted"


async def test_too_fast_a_press_leaves_the_card_to_be_pressed_again() -> None:
    world = await World.start(limits=replace(WIDE, orders_per_second=1))
    first, second = await world.card(), await world.card(symbol=OTHER)
    await world.press(first)
    assert (await world.press(second)).fields["rule"] == "order_rate"
    assert world.approval(second).state is ApprovalState.OPEN
    world.clock.move_by(1)
    assert (await world.press(second)).key == "press.granted"


async def test_an_auction_card_cannot_be_pressed_in_the_next_phase() -> None:
    world = await World.start(at=utc(DAY, 8, 59, 30))
    card = await world.card(timing=Timing.OPEN)
    world.clock.move_to(utc(DAY, 9, 0, 10))
    result = await world.press(card)
    assert (result.ok, result.key) == (False, "press.risk")
    assert not world.broker.submits


async def test_the_limits_of_a_card_hold_for_its_life() -> None:
    world = await World.start(limits=Limits(card_life_s=10, order_won=50_000_000))
    card = await world.card()
    assert (card.expires_at - card.asked_at).total_seconds() == 10


async def test_a_sale_needs_shares_at_the_press_too() -> None:
    world = await World.start()
    await world.hold(10)
    card = await world.card(Side.SELL, 10)
    assert (await world.press(card)).key == "press.granted"
    assert world.broker.submits[-1].intent.side is Side.SELL
