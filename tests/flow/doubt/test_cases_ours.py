"""A14 to A26 of reliability.md 6.7: crashes, late answers, people's words, other programs."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.domain import commands
from core.domain.calendar import utc
from core.domain.commands import Answered, CancelOrder
from core.domain.doubt import Finding, LinkKind
from core.domain.order import OrderMove, OrderState
from core.domain.people import QuestionState
from core.domain.switches import HaltLevel, Scope
from core.failpoint import arm, disarm
from core.ports import Broker
from tests import doubts
from tests.doubts import doubt, doubtful, finding, is_frozen, lost, now, said, wait
from tests.harness import ANN, DAY, OTHER, PRICE, SEC, SYMBOL, Lost, World

FIRST, SECOND, THIRD = "0000000001", "0000000002", "0000000003"
NEXT = DAY + timedelta(days=1)


class Died(BaseException):
    """The process ended here."""


async def died(point: str, answer: Any = None) -> tuple[World, Any]:
    """Give a world that died at a step of sending and was started again."""
    world = await World.start()
    card = await world.card()
    if answer is not None:
        world.broker.answers.append(answer)

    def die() -> None:
        raise Died(point)

    arm(point, die)
    try:
        with pytest.raises(Died):
            await world.press(card)
    finally:
        disarm()
    await world.restart()
    return world, world.order(card)


async def test_a14_a_crash_between_send_and_answer_is_looked_for() -> None:
    world, order = await died("submit.after_send")
    assert (now(world, order).state, now(world, order).number) == (OrderState.ACCEPTED, FIRST)
    assert len(world.broker.submits) == 1


async def test_a14_the_last_moment_after_a_crash_is_a_minute_after_the_send() -> None:
    world, order = await died("submit.before_send")
    assert order.sent_at is not None
    assert doubt(world, order).sent_until == order.sent_at + 60 * SEC


async def test_a15_a_crash_before_the_send_costs_a_question_and_never_a_double() -> None:
    world, order = await died("submit.before_send")
    await wait(world, 240)
    assert finding(world, order) is Finding.ABSENT_SO_FAR
    assert len(doubts.questions(world, order)) == 1
    assert world.broker.submits == []


async def test_a16_a_stale_or_missing_look_refuses_to_send() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.down = True
    world.clock.move_by(31)
    assert (await world.press(card)).key == "press.stale"
    world.desk.view = None
    assert (await world.press(card)).key == "press.stale"
    assert world.broker.submits == []


async def test_a17_an_answer_that_comes_after_the_question_wins() -> None:
    world, order = await doubtful()
    await wait(world, 240)
    question = doubts.open_question(world, order)
    await world.ask(Answered(order.id, number="0000000077"))
    await world.runtime.settle()
    assert (now(world, order).state, now(world, order).number) == (
        OrderState.ACCEPTED, "0000000077",
    )  # fmt: skip
    stored = world.uow.questions.get(question.id)
    assert stored is not None
    assert stored.state is QuestionState.ANSWERED
    press = doubts.button(world, question, "absent_resend")
    assert (await world.runtime.ask(press)).key == "press.already"


async def test_a18_an_answer_with_another_number_than_the_adopted_one_freezes_and_asks() -> None:
    world, order = await lost()
    world.broker.take(world.broker.submits[0], channel="hts")
    await world.look(1)
    await world.ask(Answered(order.id, number=THIRD))
    await world.runtime.settle()
    assert (now(world, order).number, finding(world, order)) == (FIRST, Finding.SEVERAL)
    assert is_frozen(world)
    choices = doubts.open_question(world, order).choices
    assert choices == (f"pick:{FIRST}", f"pick:{THIRD}", "hold")
    how = {link.number: link.how for link in world.uow.links.all() if link.order_id == order.id}
    assert how == {FIRST: LinkKind.ADOPTED, THIRD: LinkKind.ANSWER}


async def test_a18_an_answer_with_the_number_of_another_order_is_doubt_and_freezes() -> None:
    world = await World.start()
    await world.press(await world.card(symbol=OTHER))
    world.clock.move_by(61)
    card = await world.card()
    world.broker.answers.append(FIRST)
    await world.press(card)
    assert world.order(card).state is OrderState.UNKNOWN
    assert is_frozen(world)


@pytest.mark.parametrize("filled", [0, 4])
async def test_a19_a_wrong_absent_is_found_and_the_surplus_is_cancelled(filled: int) -> None:
    world, order = await lost(visible_after=400)
    await wait(world, 240)
    result = await doubts.resend(world, order)
    assert result.key == "press.granted", result
    assert now(world, order).state is OrderState.REJECTED
    (again,) = [o for o in world.uow.orders.all() if o.coid == order.id and o.id != order.id]
    assert (again.attempt, again.state) == (2, OrderState.ACCEPTED)
    assert len(world.broker.submits) == 2
    if filled:
        world.broker.fill(FIRST, filled)
    visible = world.broker.hidden[FIRST]
    while world.clock.now() < visible:
        await wait(world, 1)
    await wait(world, 10)
    assert said(world, "notice.sibling") == 1
    assert is_frozen(world)
    assert now(world, order).number == FIRST
    gone = SECOND
    assert world.broker.cancels == [gone]
    await wait(world, 20)
    assert doubts.row(world, gone).state == "cancelled"
    assert now(world, again).state is OrderState.CANCELLED
    assert world.desk.book("golden_cross", SYMBOL).shares == filled


async def test_a19_a_filled_surplus_is_shown_with_its_worth_and_booked() -> None:
    world, order = await lost(visible_after=400)
    await wait(world, 240)
    await doubts.resend(world, order)
    world.broker.fill(FIRST, 10)
    world.broker.fill(SECOND, 10)
    await wait(world, 200)
    words = [dict(o.fields) for o in world.faces["phone"].shown if o.subject == "notice.sibling"]
    assert [(w["number"], w["filled"], w["value"]) for w in words] == [(FIRST, 10, 10 * PRICE)]
    books = sum(b.shares for b in world.uow.books.all() if b.symbol == SYMBOL)
    assert books == world.broker.held[SYMBOL] == 20
    assert world.broker.cancels == []


async def test_a20_a_wrong_pick_leaves_the_books_right_and_shows_the_other_row() -> None:
    world, order = await doubtful()
    for _ in range(2):
        world.broker.take(world.broker.submits[0], channel="unreadable")
    await wait(world, 1)
    assert (await doubts.choose(world, order, f"pick:{SECOND}")).key == "doubt.adopted"
    assert now(world, order).number == SECOND
    world.broker.fill(FIRST, 10)
    world.broker.fill(SECOND, 3)
    await world.look(1)
    assert said(world, "notice.external") == 1
    books = {b.owner: b.shares for b in world.uow.books.all() if b.shares}
    assert books == {"golden_cross": 3, "outside": 10}
    assert sum(books.values()) == world.broker.held[SYMBOL]
    how = {link.number: (link.how, link.order_id) for link in world.uow.links.all()}
    assert how == {SECOND: (LinkKind.HUMAN, order.id), FIRST: (LinkKind.OUTSIDE, "")}


async def test_a20_a_wrong_automatic_adoption_is_corrected_once_the_twin_shows() -> None:
    world, order = await lost(visible_after=40, channel="unreadable")
    world.broker.by_hand(channel="unreadable", price=50_500, placed_at=order.sent_at)
    world.broker.change(SECOND, price=order.intent.price)
    await wait(world, 2)
    assert now(world, order).number == SECOND, "the only one to be seen"
    await wait(world, 60)
    assert finding(world, order) is Finding.SEVERAL
    assert (await doubts.choose(world, order, f"pick:{FIRST}")).key == "doubt.adopted"
    assert now(world, order).number == FIRST
    world.broker.fill(FIRST, 10)
    world.broker.fill(SECOND, 10)
    await world.look(1)
    books = {b.owner: b.shares for b in world.uow.books.all() if b.shares}
    assert books == {"golden_cross": 10, "outside": 10}


async def test_a21_a_stop_in_doubt_sends_nothing_and_cancels_what_is_adopted() -> None:
    world, order = await lost(visible_after=30)
    await world.runtime.halt(Scope(), HaltLevel.CANCEL_OPEN, ANN, "enough")
    await world.runtime.settle()
    assert now(world, order).state is OrderState.UNKNOWN
    await wait(world, 60)
    await world.look(1)
    assert now(world, order).state is OrderState.CANCELLED
    assert world.broker.cancels == [FIRST]
    assert len(world.broker.submits) == 1


async def test_a21_a_cancel_of_an_order_in_doubt_is_remembered() -> None:
    world, order = await lost(visible_after=30)
    result = await world.ask(CancelOrder(order.id, ANN))
    assert result.key == "cancel.unknown_number"
    await wait(world, 60)
    await world.look(1)
    assert now(world, order).state is OrderState.CANCELLED


async def test_a22_looks_go_on_after_a_time_without_a_token() -> None:
    # A dead token is a look that fails until it was renewed; the renewal is the adapter's.
    world, order = await lost(visible_after=5)
    world.broker.fails = 6
    await wait(world, 60)
    assert now(world, order).number == FIRST


async def test_a23_another_program_is_noted_and_lowers_the_trust_of_the_day() -> None:
    world = await World.start()
    world.broker.by_hand(symbol=OTHER, channel="api")
    await world.look(1)
    assert said(world, "notice.other_program") == 1
    (link,) = world.uow.links.all()
    assert (link.how, link.order_id) == (LinkKind.OUTSIDE, "")
    world, order = await lost(world=world)
    assert (now(world, order).number, finding(world, order)) == (SECOND, Finding.OURS_UNREAD)
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at)
    await wait(world, 12)
    assert finding(world, order) is Finding.SEVERAL, "asked, not cancelled: it may be theirs"
    assert world.broker.cancels == []
    world.broker.by_hand(symbol=OTHER, channel="api")
    await world.look(1)
    assert said(world, "notice.other_program") == 1, "told once a day"


async def test_a24_a_number_of_another_day_or_branch_is_another_number() -> None:
    world, order = await lost()
    assert now(world, order).number == FIRST
    await world.look(1)
    world.broker.fill(FIRST, 10)
    await world.look(1)
    world.clock.move_to(utc(NEXT, 10))
    await world.look()
    card = await world.card(symbol=OTHER)
    world.broker.answers.append(FIRST)
    await world.press(card)
    again = world.order(card)
    assert (again.state, again.number) == (OrderState.ACCEPTED, FIRST)
    keys = {link.key for link in world.uow.links.all()}
    assert len(keys) == 2
    link = next(iter(world.uow.links.all()))
    assert replace(link, branch="00950").key not in keys


async def test_a25_a_cancel_without_answer_is_decided_by_looks() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    world.broker.cancel_answers.append(Lost())
    await world.ask(CancelOrder(world.order(card).id, ANN))
    await world.runtime.settle()
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED


async def test_a26_amending_is_not_offered() -> None:
    assert not [m for m in OrderMove if "amend" in m.value or "modify" in m.value]
    assert not [name for name in dir(commands) if "Amend" in name or "Modify" in name]
    ports = {name for name, _ in inspect.getmembers(Broker)}
    assert "cancel" in ports
    assert not {"amend", "modify", "revise"} & ports
