"""The questions about orders in doubt: who may press, what each choice does, what never sends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.domain.approval import Actor, ApprovalState, GrantKind
from core.domain.calendar import Phase
from core.domain.commands import AskDoubt, SecondFactor
from core.domain.doubt import Finding, LinkKind
from core.domain.order import OrderKind, OrderState
from core.domain.people import QuestionState, Role
from core.domain.wanted_people import SetRole
from core.errors import StoreError
from core.flow.intents import intent_again
from tests import doubts
from tests.doubts import choose, doubt, doubtful, finding, is_frozen, lost, match, now, said, wait
from tests.harness import ANN, BEN, OTHER, PRICE, SYMBOL, World

FIRST, SECOND, THIRD = "0000000001", "0000000002", "0000000003"


async def absent(world: World | None = None) -> tuple[World, Any]:
    """Give an order that is absent so far, and asked about."""
    world, order = await doubtful(world=world)
    await wait(world, 240)
    return world, order


async def several(channel: str = "api") -> tuple[World, Any]:
    """Give an order with two exact candidates."""
    world, order = await doubtful()
    for _ in range(2):
        world.broker.take(world.broker.submits[0], channel=channel)
    await wait(world, 1)
    return world, order


@pytest.mark.parametrize(
    ("choice", "key"), [("keep_looking", "doubt.looking"), ("has_number", "doubt.type_number")]
)
async def test_looking_on_sends_nothing_and_is_not_asked_again(choice: str, key: str) -> None:
    world, order = await absent()
    assert (await choose(world, order, choice)).key == key
    await wait(world, 300)
    assert not doubts.questions(world, order)
    assert now(world, order).state is OrderState.UNKNOWN
    assert len(world.broker.submits) == 1
    assert (await world.ask(AskDoubt(order.id, ANN))).key == "doubt.asked"
    assert len(doubts.questions(world, order)) == 1


async def test_no_answer_within_five_minutes_holds_and_sends_nothing() -> None:
    world, order = await absent()
    question = doubts.open_question(world, order)
    await world.look(301)
    stored = world.uow.questions.get(question.id)
    assert stored is not None
    assert stored.state is QuestionState.LAPSED
    press = doubts.button(world, question, "absent_resend")
    assert (await world.runtime.ask(press)).key == "press.already"
    assert now(world, order).state is OrderState.UNKNOWN


async def test_a_press_in_the_last_second_counts_and_one_after_it_does_not() -> None:
    world, order = await absent()
    question = doubts.open_question(world, order)
    world.clock.move_to(question.expires_at)
    press = doubts.button(world, question, "keep_looking")
    assert (await world.runtime.ask(press)).key in ("doubt.lapsed", "press.already")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"actor": Actor("phone", "999", "100")}, "press.not_yours"),
        ({"actor": replace(ANN, chat="elsewhere")}, "press.wrong_message"),
        ({"message": replace(doubts.REF, message="m999")}, "press.wrong_message"),
        ({"nonce": "A" * 22}, "press.unknown"),
    ],
)
async def test_a_button_is_bound_to_person_message_and_nonce(
    change: dict[str, object], key: str
) -> None:
    world, order = await absent()
    good = doubts.button(world, doubts.open_question(world, order), "absent_resend")
    bad = replace(good, **change)  # type: ignore[arg-type]
    assert (await world.runtime.ask(bad)).key == key
    assert (await world.runtime.ask(good)).key == "doubt.needs_pin"


async def test_any_owner_may_answer_in_their_own_message() -> None:
    world, order = await absent()
    assert (await choose(world, order, "keep_looking", BEN)).ok


async def test_a_restart_kills_the_old_buttons_and_asks_anew() -> None:
    world, order = await absent()
    old = doubts.open_question(world, order)
    await world.restart()
    press = doubts.button(world, old, "absent_resend")
    assert (await world.runtime.ask(press)).key == "press.already"
    new = doubts.open_question(world, order)
    assert new.id != old.id
    assert (await choose(world, order, "keep_looking")).ok


async def test_a_new_attempt_needs_choice_second_factor_card_and_press() -> None:
    world, order = await absent()
    assert (await world.runtime.ask(SecondFactor(ANN))).key == "doubt.no_pin"
    assert (await choose(world, order, "absent_resend")).key == "doubt.needs_pin"
    assert (await world.runtime.ask(SecondFactor(BEN))).key == "doubt.no_pin"
    told = await world.runtime.ask(SecondFactor(ANN))
    await world.runtime.settle()
    assert told.key == "doubt.card"
    card = world.uow.approvals.get(told.subject)
    assert card is not None
    assert (card.kind, card.coid, card.evidence_id) == (GrantKind.RESEND, order.id, order.id)
    assert doubt(world, order).resend_allowed == 1
    assert len(world.broker.submits) == 1, "a card sends nothing"
    assert now(world, order).state is OrderState.UNKNOWN, "the lock stays until the press"
    assert (await world.press(card)).key == "press.granted"
    assert (now(world, order).state, now(world, order).note) == (OrderState.REJECTED, "absent")
    new = world.order(card)
    assert (new.coid, new.attempt, new.state) == (order.id, 2, OrderState.ACCEPTED)
    assert len(world.broker.submits) == 2


async def test_the_press_of_a_second_attempt_looks_once_more_however_fresh_the_last_look() -> None:
    world, order = await absent()
    await choose(world, order, "absent_resend")
    told = await world.runtime.ask(SecondFactor(ANN))
    await world.runtime.settle()
    card = world.uow.approvals.get(told.subject)
    assert card is not None
    world.clock.move_by(7)
    looks = world.broker.looks
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at)
    assert (await world.press(card)).key == "press.already"
    assert world.broker.looks > looks
    assert now(world, order).number == FIRST
    assert len(world.broker.submits) == 1


async def test_the_second_factor_is_waited_for_two_minutes() -> None:
    world, order = await absent()
    await choose(world, order, "absent_resend")
    world.clock.move_by(121)
    assert (await world.runtime.ask(SecondFactor(ANN))).key == "doubt.no_pin"


async def test_a_role_that_was_lost_before_the_second_factor_puts_up_no_card() -> None:
    world, order = await absent()
    await choose(world, order, "absent_resend")
    assert (await world.ask(SetRole(BEN, f"{ANN.face}:{ANN.user}", Role.TRADER))).ok
    assert (await world.runtime.ask(SecondFactor(ANN))).key == "press.not_yours"
    assert not world.desk.open_cards()


async def test_an_order_that_shows_before_the_second_factor_ends_the_wish() -> None:
    world, order = await lost(visible_after=300)
    await wait(world, 240)
    await choose(world, order, "absent_resend")
    world.clock.move_by(70)
    assert (await world.runtime.ask(SecondFactor(ANN))).key == "doubt.no_pin"
    assert now(world, order).number == FIRST
    assert len(world.broker.submits) == 1


async def test_an_order_that_shows_before_the_new_cards_press_withdraws_the_card() -> None:
    world, order = await lost(visible_after=270)
    await wait(world, 240)
    await choose(world, order, "absent_resend")
    told = await world.runtime.ask(SecondFactor(ANN))
    await world.runtime.settle()
    card = world.uow.approvals.get(told.subject)
    assert card is not None
    world.clock.move_by(40)
    assert (await world.press(card)).key == "press.already"
    assert world.approval(card).state is ApprovalState.WITHDRAWN
    assert len(world.broker.submits) == 1


async def test_a_second_resend_card_for_one_doubt_makes_one_order_only() -> None:
    world, order = await absent()
    assert (await doubts.resend(world, order)).key == "press.granted"
    again = await world.ask(AskDoubt(order.id, ANN))
    assert again.key == "doubt.closed"
    (new,) = [o for o in world.uow.orders.all() if o.attempt == 2]
    world.uow.orders.put(replace(new, id="THIRD", approval_id="FREE"))
    with pytest.raises(StoreError, match="attempt"):
        await world.uow.commit()


async def test_resend_without_a_look_of_just_now_is_refused() -> None:
    world, order = await absent()
    await choose(world, order, "absent_resend")
    world.broker.down = True
    world.clock.move_by(6)
    assert (await world.runtime.ask(SecondFactor(ANN))).key == "doubt.closed"
    assert not [a for a in world.uow.approvals.all() if a.kind is GrantKind.RESEND]


async def test_neither_is_noted_and_the_search_goes_on() -> None:
    world, order = await several(channel="unreadable")
    assert (await choose(world, order, "neither")).key == "doubt.neither"
    await wait(world, 5)
    assert finding(world, order) is Finding.LOOKING
    assert {link.how for link in world.uow.links.all()} == {LinkKind.OUTSIDE}
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at)
    await wait(world, 30)
    assert now(world, order).number == THIRD


@pytest.mark.parametrize("filled", [0, 4, 10])
async def test_who_said_neither_by_mistake_can_type_the_number_after_all(filled: int) -> None:
    world, order = await several(channel="unreadable")
    world.broker.fill(FIRST, filled)
    await choose(world, order, "neither")
    await wait(world, 240)
    assert (await match(world, order, FIRST)).key == "doubt.adopted"
    await world.look(1)
    assert (now(world, order).number, now(world, order).filled) == (FIRST, filled)
    held = {b.owner: b.shares for b in world.uow.books.all() if b.symbol == SYMBOL and b.shares}
    assert held == ({"golden_cross": filled} if filled else {})
    assert (await match(world, order, SECOND)).key == "doubt.closed"


async def test_a_number_that_another_order_took_over_is_not_taken_by_typing_it() -> None:
    world, order = await several(channel="unreadable")
    await choose(world, order, "neither")
    first = replace(order, id="01FIRST", approval_id="01CARD", coid="01COID",
                    intent=replace(order.intent, id="01INTENT"),
                    state=OrderState.ACCEPTED, number=FIRST)  # fmt: skip
    world.uow.orders.put(first)
    await world.uow.commit()
    assert (await match(world, order, FIRST)).key == "doubt.other_order"
    assert (await match(world, order, SECOND)).key == "doubt.adopted"


async def test_both_keeps_one_and_cancels_the_unfilled_surplus() -> None:
    world, order = await several()
    world.broker.fill(SECOND, 3)
    assert (await choose(world, order, "both")).key == "doubt.both"
    assert now(world, order).number == SECOND, "the one with more filled is kept"
    assert world.broker.cancels == [FIRST]
    assert doubts.row(world, FIRST).state == "cancelled"
    assert said(world, "notice.sibling") == 1
    assert is_frozen(world)
    world.broker.fill(SECOND, 7)
    await world.look(1)
    assert now(world, order).state is OrderState.FILLED
    assert world.desk.book("golden_cross", SYMBOL).shares == world.broker.held[SYMBOL] == 10


async def test_a_surplus_that_stays_open_is_asked_for_three_times_at_most() -> None:
    world, order = await several()
    world.broker.cancel_answers.extend(["open"] * 9)
    await choose(world, order, "both")
    for _ in range(9):
        await world.look(10)
    assert len(world.broker.cancels) == 3


async def test_hold_leaves_everything_as_it_is() -> None:
    world, order = await several()
    assert (await choose(world, order, "hold")).key == "doubt.held"
    await wait(world, 120)
    assert now(world, order).state is OrderState.UNKNOWN
    assert not doubts.questions(world, order)


async def test_a_typed_number_is_taken_only_from_the_look_of_just_now() -> None:
    world, order = await doubtful()
    assert (await match(world, order, FIRST)).key == "doubt.not_seen"
    world.broker.take(world.broker.submits[0], price=PRICE - 100)
    world.broker.by_hand(side="sell")
    world.broker.by_hand(symbol=OTHER)
    assert (await match(world, order, SECOND)).key == "doubt.other_order"
    assert (await match(world, order, THIRD)).key == "doubt.other_order"
    assert (await match(world, order, "9")).key == "doubt.not_seen"
    world.broker.down = True
    world.clock.move_by(31)
    assert (await match(world, order, FIRST)).key == "doubt.not_seen"
    world.broker.down = False
    stranger = Actor("phone", "999", "100")
    assert (await match(world, order, FIRST, stranger)).key == "press.not_yours"
    assert (await match(world, order, "1")).key == "doubt.adopted"
    assert now(world, order).number == FIRST
    assert [li.how for li in world.uow.links.all() if li.order_id] == [LinkKind.HUMAN]
    assert (await match(world, order, FIRST)).key == "doubt.closed"


async def test_a_number_of_before_the_order_was_sent_is_another_order() -> None:
    world = await World.start()
    world.broker.by_hand()
    await world.look(1)
    world, order = await doubtful(world=world)
    assert order.known_numbers == (FIRST,)
    assert (await match(world, order, FIRST)).key == "doubt.other_order"


async def test_what_was_answered_is_in_the_journal_with_its_person() -> None:
    world, order = await several()
    await choose(world, order, f"pick:{FIRST}", BEN)
    entry = next(e for e in world.uow.journal if e.kind == "answered")
    assert dict(entry.data) == {
        "choice": f"pick:{FIRST}", "face": BEN.face, "order": order.id, "user": BEN.user,
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(OrderKind))
async def test_a_card_anew_is_for_the_session_that_runs_now(kind: OrderKind) -> None:
    world, order = await absent()
    again = intent_again(world.desk, replace(order.intent, kind=kind))
    assert again.kind is OrderKind.LIMIT, "its auction is over"
    quote = world.desk.quotes[SYMBOL]
    world.desk.quotes[SYMBOL] = replace(quote, phase=Phase.PRE_OPEN)
    assert intent_again(world.desk, replace(order.intent, kind=kind)).kind is kind
