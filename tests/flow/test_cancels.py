"""Cancels, row by row of A25: asked, refused, lost, repeated, over a restart, and late fills."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core.domain.approval import Approval
from core.domain.commands import AnswerQuestion, CancelAnswered, CancelOrder
from core.domain.order import Order, OrderState
from core.domain.people import Question, QuestionState
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope
from core.errors import InDoubt, NotSent, Refused
from core.flow.cancels import next_look_s
from tests.harness import ANN, BEN, OTHER, PRICE, Lost, World

STUCK = InDoubt("timed out")
DOUBTS: Sequence[Exception | str] = ("open", STUCK, Refused("40330000", "nothing left"))


async def resting(world: World, side: Side = Side.BUY, shares: int = 10) -> Approval:
    """Bring an order to rest at the broker."""
    card = await world.card(side, shares)
    await world.press(card)
    assert world.order(card).state is OrderState.ACCEPTED
    return card


async def cancel(world: World, order: Order, who: object = ANN) -> Result:
    """Ask to cancel and work everything off."""
    result = await world.ask(CancelOrder(order.id, who))  # type: ignore[arg-type]
    await world.runtime.settle()
    return result


def stuck_question(world: World) -> Question | None:
    """Give the open question about a cancel that will not come true."""
    found = [q for q in world.uow.questions.all() if q.kind == "cancel"]
    return next((q for q in found if q.state is QuestionState.OPEN), None)


async def answer(world: World, question: Question, *, yes: bool, who: object = ANN) -> Result:
    """Press the question's button in its own message."""
    message = next(m for m in question.messages if m.face == who.face)  # type: ignore[attr-defined]
    nonce = world.nonces.nonce(question.id)
    result = await world.ask(AnswerQuestion(nonce, yes, who, message, ()))  # type: ignore[arg-type]
    await world.runtime.settle()
    return result


async def test_a_cancel_is_true_only_when_a_look_shows_the_row_closed() -> None:
    world = await World.start()
    card = await resting(world)
    result = await world.ask(CancelOrder(world.order(card).id, ANN))
    assert (result.key, world.order(card).state) == ("cancel.asked", OrderState.CANCELLING)
    await world.runtime.gateway.cancels.drain()
    assert world.order(card).state is OrderState.CANCELLING
    assert "cancelled" not in world.faces["phone"].events()
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED
    assert world.faces["phone"].events()[-2:] == ["cancelling", "cancelled"]
    assert len(world.broker.cancels) == 1


async def test_a_lost_answer_is_ended_by_the_closed_row() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.append(Lost())
    await cancel(world, world.order(card))
    assert world.order(card).state is OrderState.CANCELLED
    await world.look(60)
    assert len(world.broker.cancels) == 1


@pytest.mark.parametrize("said", DOUBTS, ids=["accepted", "in doubt", "refused"])
async def test_an_order_still_open_is_cancelled_again_by_the_same_number(
    said: Exception | str,
) -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.append(said)
    await cancel(world, world.order(card))
    assert len(world.broker.cancels) == 1, "a look of the same moment must not count"
    await world.look(3)
    number = world.order(card).number
    assert world.broker.cancels == [number, number]
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED


@pytest.mark.parametrize(
    "said", [*DOUBTS, NotSent("no turn")], ids=["yes", "doubt", "no", "unsent"]
)
async def test_after_three_cancels_a_person_is_asked_and_nothing_loops(
    said: Exception | str,
) -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.extend([said] * 50)
    await cancel(world, world.order(card))
    for _ in range(40):
        await world.look(30)
    assert len(world.broker.cancels) == 3
    for face in world.faces.values():
        assert face.notices().count("notice.cancel_stuck") == 1


async def test_a_person_may_have_three_more_tries() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.extend(["open"] * 3)
    await cancel(world, world.order(card))
    for _ in range(4):
        await world.look(21)
    question = stuck_question(world)
    assert question is not None
    assert (await answer(world, question, yes=True, who=BEN)).key == "cancel.asked"
    await world.look(1)
    assert len(world.broker.cancels) == 4
    assert world.order(card).state is OrderState.CANCELLED


async def test_a_no_leaves_the_order_and_asks_no_more() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.extend(["open"] * 9)
    await cancel(world, world.order(card))
    for _ in range(4):
        await world.look(21)
    question = stuck_question(world)
    assert question is not None
    assert (await answer(world, question, yes=False)).key == "cancel.kept"
    for _ in range(10):
        await world.look(60)
    assert len(world.broker.cancels) == 3
    assert stuck_question(world) is None


async def test_a_stranger_may_not_answer_a_question_that_is_open_to_every_owner() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.extend(["open"] * 9)
    await cancel(world, world.order(card))
    for _ in range(4):
        await world.look(21)
    question = stuck_question(world)
    assert question is not None
    message = question.messages[0]
    stranger = type(ANN)("phone", "999", "100", "Eve")
    press = AnswerQuestion(world.nonces.nonce(question.id), True, stranger, message, ())
    assert (await world.ask(press)).key == "press.not_yours"


async def test_a_fill_in_the_middle_of_a_cancel_is_booked() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.append("open")
    await cancel(world, world.order(card))
    world.broker.fill(world.order(card).number or "", 4)
    await world.look(1)
    assert (world.order(card).state, world.order(card).filled) == (OrderState.CANCELLING, 4)
    world.broker.change(world.order(card).number or "", state="cancelled")
    await world.look(1)
    assert (world.order(card).state, world.order(card).filled) == (OrderState.CANCELLED, 4)
    assert world.desk.book("golden_cross", world.order(card).intent.symbol).shares == 4


async def test_a_fill_that_wins_the_race_is_a_fill() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.append(Refused("40330000", "nothing left"))
    world.broker.fill(world.order(card).number or "", 10)
    await cancel(world, world.order(card))
    assert world.order(card).state is OrderState.FILLED
    assert "cancelled" not in world.faces["phone"].events()
    await world.look(60)
    assert len(world.broker.cancels) == 1


async def test_a_late_fill_after_the_closed_row_is_booked_and_alarms() -> None:
    world = await World.start()
    card = await resting(world)
    await cancel(world, world.order(card))
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED
    world.broker.fill(world.order(card).number or "", 3)
    await world.look(1)
    order = world.order(card)
    assert (order.state, order.filled) == (OrderState.CANCELLED, 3)
    assert world.faces["phone"].events()[-1] == "late_fill"
    assert world.desk.book("golden_cross", order.intent.symbol).shares == 3


async def test_a_second_wish_while_the_first_is_under_way_sends_nothing() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.append("open")
    order = world.order(card)
    first = await world.ask(CancelOrder(order.id, ANN))
    second = await world.ask(CancelOrder(order.id, BEN))
    await world.runtime.settle()
    assert (first.key, second.key) == ("cancel.asked", "cancel.asked")
    assert len(world.broker.cancels) == 1


async def test_an_order_that_ended_or_never_was_is_said_so() -> None:
    world = await World.start()
    card = await resting(world)
    await cancel(world, world.order(card))
    await world.look(1)
    assert (await cancel(world, world.order(card))).key == "cancel.not_open"
    assert (await world.ask(CancelOrder("nothing", ANN))).key == "cancel.none"
    assert len(world.broker.cancels) == 1


async def test_an_order_in_doubt_is_cancelled_when_it_is_found() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.answers.append(Lost(visible_after=30))
    await world.press(card)
    order = world.order(card)
    assert order.state is OrderState.UNKNOWN
    assert (await cancel(world, order)).key == "cancel.unknown_number"
    assert (await cancel(world, order)).key == "cancel.unknown_number"
    assert world.faces["phone"].notices().count("notice.cancel_waits") == 1
    assert not world.broker.cancels
    await world.look(31)
    assert world.broker.cancels == [world.order(card).number]
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED


async def test_an_order_on_the_wire_is_cancelled_as_soon_as_it_has_a_number() -> None:
    world = await World.start()
    card = await world.card()
    await world.runtime.press(world.button(card))
    assert world.order(card).state is OrderState.SENDING
    assert (await world.ask(CancelOrder(world.order(card).id, ANN))).key == "cancel.unknown_number"
    await world.runtime.settle()
    assert len(world.broker.cancels) == 1
    assert world.order(card).state is OrderState.CANCELLED


@pytest.mark.parametrize("reached", [False, True])
async def test_after_a_crash_the_looks_decide_and_it_may_be_asked_again(reached: bool) -> None:
    world = await World.start()
    card = await resting(world)
    order = world.order(card)
    await world.ask(CancelOrder(order.id, ANN))
    if reached:
        world.broker.change(order.number or "", state="cancelled")
    await world.restart()
    assert world.order(card).state is (OrderState.CANCELLED if reached else OrderState.CANCELLING)
    await world.look(5)
    await world.look(5)
    assert world.order(card).state is OrderState.CANCELLED
    assert len(world.broker.cancels) == (0 if reached else 1)


async def test_an_answer_after_the_end_changes_nothing() -> None:
    world = await World.start()
    card = await resting(world)
    await cancel(world, world.order(card))
    await world.look(1)
    before = world.order(card)
    for late in (
        CancelAnswered(before.id, accepted=True),
        CancelAnswered(before.id, refused="x"),
        CancelAnswered(before.id, in_doubt="x"),
        CancelAnswered("nothing", accepted=True),
    ):
        assert not (await world.ask(late)).ok
    assert world.order(card) == before


@pytest.mark.parametrize("level", [HaltLevel.HALT_NEW, HaltLevel.REDUCE_ONLY])
async def test_no_stop_keeps_a_cancel_back(level: HaltLevel) -> None:
    world = await World.start()
    card = await resting(world)
    await world.runtime.halt(Scope(), level, ANN, "test")
    await cancel(world, world.order(card))
    assert world.order(card).state is OrderState.CANCELLED


async def test_an_order_that_waits_for_its_answer_holds_up_no_cancel() -> None:
    world = await World.start()
    card = await resting(world)
    other = await world.card(symbol=OTHER)
    await world.runtime.press(world.button(other))
    await world.ask(CancelOrder(world.order(card).id, ANN))
    await world.runtime.gateway.cancels.drain()
    assert world.broker.cancels == [world.order(card).number]
    assert world.order(other).state is OrderState.SENDING
    assert world.broker.submits[-1].intent.price <= PRICE * 2


async def test_looks_follow_a_cancel_until_its_end_and_then_no_more() -> None:
    world = await World.start()
    assert next_look_s(world.desk) is None
    card = await resting(world)
    world.broker.cancel_answers.extend(["open"] * 3)
    await cancel(world, world.order(card))
    assert next_look_s(world.desk) == 3
    for _ in range(6):
        await world.look(20)
    assert next_look_s(world.desk) == 60, "a person was asked: no hurry any more"
    world.broker.change(world.order(card).number or "", state="cancelled")
    await world.look(1)
    assert next_look_s(world.desk) is None


async def test_in_tasks_a_lost_cancel_is_looked_for_without_anybody_asking() -> None:
    world = await World.start()
    card = await resting(world)
    world.broker.cancel_answers.append(Lost())
    group = asyncio.ensure_future(world.runtime.run())
    await asyncio.sleep(0)
    await world.ask(CancelOrder(world.order(card).id, ANN))
    async with asyncio.timeout(60):
        while world.order(card).state is not OrderState.CANCELLED:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    group.cancel()
    await asyncio.wait([group])
