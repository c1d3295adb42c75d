"""Winners, losers or a strategy: one question lists the sales, its press sends exactly those."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain.approval import ApprovalState
from core.domain.commands import AnswerQuestion
from core.domain.limits import Limits
from core.domain.people import Question, QuestionState
from core.domain.position import OUTSIDE, PERSON, Book
from core.domain.results import Result
from core.domain.wanted import CloseGroup
from core.flow.flatten_lines import lines_of
from tests.harness import ANN, BEN, DAY, OTHER, PRICE, SYMBOL, World

THIRD, FOURTH = "035420", "105560"
COSTS = {SYMBOL: 40_000, OTHER: 51_000, THIRD: 45_000, FOURTH: 50_000}
OWNERS = {SYMBOL: PERSON, OTHER: "golden_cross", THIRD: OUTSIDE, FOURTH: "golden_cross"}


async def holding(**how: Any) -> World:
    """Hold ten of each: two winners, of which one is outside's, one loser, one at cost."""
    world = await World.start(**how)
    for symbol, cost in COSTS.items():
        book = Book(OWNERS[symbol], symbol, 10, 10 * cost, 10 * cost, DAY)
        world.uow.books.put(book)
        world.broker.held[symbol] = 10
    await world.uow.commit()
    await world.look(1)
    return world


async def close(world: World, group: str) -> Result:
    quotes = tuple(await world.market.quotes(list(COSTS)))
    result = await world.runtime.ask(CloseGroup(ANN, group, quotes))
    await world.runtime.settle()
    return result


def question(world: World) -> Question:
    (one,) = [q for q in world.uow.questions.all() if q.state is QuestionState.OPEN]
    return one


async def answer(world: World, asked: Question, *, yes: bool = True) -> Result:
    stored = world.uow.questions.get(asked.id)
    assert stored is not None
    message = next(m for m in stored.messages if m.face == ANN.face)
    press = AnswerQuestion(world.nonces.nonce(asked.id), yes, ANN, message, ())
    result = await world.runtime.ask(press)
    await world.runtime.settle()
    return result


@pytest.mark.parametrize(
    ("group", "symbols"),
    [
        ("winners", {SYMBOL}),
        ("losers", {OTHER}),
        ("golden_cross", {OTHER, FOURTH}),
        (OUTSIDE, {THIRD}),
        (PERSON, {SYMBOL}),
    ],
)
async def test_one_press_sends_exactly_what_was_listed(group: str, symbols: set[str]) -> None:
    world = await holding()
    assert (await close(world, group)).key == "close.asked"
    asked = question(world)
    lines = lines_of(world.desk, asked.id)
    assert {x.intent.symbol for x in lines} == symbols
    assert world.broker.posts == 0
    result = await answer(world, asked)
    assert (result.key, result.fields) == ("close.sent", {"count": len(symbols), "refused": 0})
    assert {s.intent.canon_hash() for s in world.broker.submits} == {x.canon_hash for x in lines}
    assert not world.latch.read(), "no stop is engaged"
    assert world.engine_counts() == (len(symbols),) * 3


async def test_the_rate_of_orders_does_not_hold_it_up() -> None:
    world = await holding(limits=Limits())
    await close(world, "golden_cross")
    assert (await answer(world, question(world))).fields["count"] == 2


async def test_a_second_press_sends_nothing_more() -> None:
    world = await holding()
    await close(world, "winners")
    asked = question(world)
    await answer(world, asked)
    assert (await answer(world, asked)).key == "press.already"
    assert world.broker.posts == 1


async def test_a_no_takes_the_lines_back_and_frees_the_symbols() -> None:
    world = await holding()
    await close(world, "winners")
    asked = question(world)
    (line,) = lines_of(world.desk, asked.id)
    assert (await answer(world, asked, yes=False)).key == "close.kept"
    assert world.approval(line).state is ApprovalState.WITHDRAWN
    assert not world.desk.busy(SYMBOL)
    assert world.broker.posts == 0


async def test_silence_sends_nothing() -> None:
    world = await holding()
    await close(world, "winners")
    asked = question(world)
    await world.look(91)
    assert (await answer(world, asked)).key == "press.already"
    assert world.broker.posts == 0


async def test_asking_again_replaces_the_question() -> None:
    world = await holding()
    await close(world, "winners")
    first = question(world)
    assert (await close(world, "losers")).key == "close.asked"
    assert question(world).id != first.id
    assert not lines_of(world.desk, first.id)


async def test_what_an_open_card_sells_is_left_out() -> None:
    world = await holding()
    await world.wish(symbol=FOURTH)
    await world.look(1)
    result = await close(world, "golden_cross")
    assert (result.fields["count"], result.fields["left"]) == (1, 1)


async def test_a_price_that_moved_is_not_sent() -> None:
    world = await holding()
    await close(world, "golden_cross")
    world.market.prices[OTHER] = PRICE * 102 // 100
    await world.look(1)
    result = await answer(world, question(world))
    assert result.fields == {"count": 1, "refused": 1}
    assert [s.intent.symbol for s in world.broker.submits] == [FOURTH]


async def test_nothing_held_and_nothing_sendable_are_said() -> None:
    world = await World.start()
    assert (await close(world, "winners")).key == "close.nothing"
    held = await holding()
    held.market.changes = {"halted": True}
    assert (await close(held, "winners")).key == "close.none_now"


async def test_a_restart_sends_nothing_of_an_open_question() -> None:
    world = await holding()
    await close(world, "winners")
    asked = question(world)
    await world.restart()
    result = await answer(world, asked)
    assert (result.ok, result.fields.get("count", 0)) == (False, 0)
    assert world.broker.posts == 0


async def test_any_owner_may_answer() -> None:
    world = await holding()
    await close(world, "winners")
    stored = world.uow.questions.get(question(world).id)
    assert stored is not None
    message = next(m for m in stored.messages if m.face == BEN.face)
    press = AnswerQuestion(world.nonces.nonce(stored.id), True, BEN, message, ())
    assert (await world.runtime.ask(press)).key == "close.sent"
