"""Orders in doubt for tests: how they come up, how time passes, what a person presses."""

from __future__ import annotations

from core.domain.approval import Actor, MessageRef
from core.domain.commands import (
    BrokerRow,
    BrokerView,
    Choose,
    MatchNumber,
    SecondFactor,
    Seen,
)
from core.domain.doubt import Doubt, Finding
from core.domain.order import Order
from core.domain.people import Question, QuestionState, choice_subject
from core.domain.results import Result
from core.domain.switches import HaltLevel
from tests.harness import ANN, SYMBOL, Lost, World

REF = MessageRef("phone", "100", "m1")


async def doubtful(
    answer: Exception | None = None, shares: int = 10, world: World | None = None
) -> tuple[World, Order]:
    """Give a world with one order whose answer never came; it never arrived unless said."""
    world = world or await World.start()
    card = await world.card(shares=shares)
    world.broker.answers.append(answer or TimeoutError())
    await world.press(card)
    return world, world.order(card)


async def lost(
    *, visible_after: float = 0, channel: str = "api", shares: int = 10, world: World | None = None
) -> tuple[World, Order]:
    """Give a world with an order that the broker took, without an answer."""
    world = world or await World.start()
    world.broker.channel = channel
    return await doubtful(Lost(visible_after=visible_after), shares, world)


def now(world: World, order: Order) -> Order:
    """Give an order as it is stored."""
    row = world.uow.orders.get(order.id)
    assert row is not None
    return row


def doubt(world: World, order: Order) -> Doubt:
    """Give what is known of an order's doubt."""
    row = world.uow.doubts.get(order.id)
    assert row is not None
    return row


def finding(world: World, order: Order) -> Finding:
    """Give what the looks say now."""
    return doubt(world, order).finding


async def wait(world: World, seconds: float, *, step: float = 1.0) -> None:
    """Let time pass and the schedule of looks go on by itself."""
    left = seconds
    while left > 0:
        world.clock.move_by(min(step, left))
        left -= step
        if world.runtime.gateway.due():
            await world.runtime.gateway.look()
        await world.runtime.settle()


def questions(world: World, order: Order) -> list[Question]:
    """Give the open questions about an order."""
    return [
        q for q in world.uow.questions.all()
        if q.subject == order.id and q.state is QuestionState.OPEN
    ]  # fmt: skip


def open_question(world: World, order: Order) -> Question:
    """Give the one open question about an order."""
    (found,) = questions(world, order)
    return found


def button(world: World, question: Question, choice: str, who: Actor = ANN) -> Choose:
    """Give the press of a choice."""
    at = question.choices.index(choice)
    nonce = world.nonces.nonce(choice_subject(question.id, at))
    message = next(m for m in question.messages if m.face == who.face)
    return Choose(nonce, who, message)


async def choose(world: World, order: Order, choice: str, who: Actor = ANN) -> Result:
    """Press a choice of the open question and work everything off."""
    result = await world.runtime.ask(button(world, open_question(world, order), choice, who))
    await world.runtime.settle()
    return result


async def resend(world: World, order: Order) -> Result:
    """Say that an order is absent, prove it is oneself, and press the new card."""
    asked = await choose(world, order, "absent_resend")
    assert asked.key == "doubt.needs_pin", asked
    told = await world.runtime.ask(SecondFactor(ANN))
    await world.runtime.settle()
    if not told.ok:
        return told
    card = world.uow.approvals.get(told.subject)
    assert card is not None
    return await world.press(card)


async def match(world: World, order: Order, number: str, who: Actor = ANN) -> Result:
    """Type a broker number."""
    result = await world.runtime.ask(MatchNumber(order.id, number, who))
    await world.runtime.settle()
    return result


def said(world: World, key: str, face: str = "phone") -> int:
    """Count the notices of a kind that one person saw."""
    return world.faces[face].notices().count(key)


def is_frozen(world: World, symbol: str = SYMBOL) -> bool:
    """Tell whether a symbol is stopped, in the latch file too."""
    switch = world.uow.switches.get(f"symbol:{symbol}")
    kept = any(s.scope.key == symbol for s in world.latch.read())
    return kept and switch is not None and switch.level is HaltLevel.HALT_NEW


def row(world: World, number: str) -> BrokerRow:
    """Give a row of the broker's own books."""
    return next(r for r in world.broker.rows if r.number == number)


def seen(view: BrokerView) -> Seen:
    """Give the message that a complete look arrived."""
    return Seen(view)
