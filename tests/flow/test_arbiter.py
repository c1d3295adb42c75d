"""Strategies that disagree about one symbol: the exit wins, and both cards and `why` say so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.approval import ApprovalState
from core.domain.order import OrderState
from core.domain.position import Book
from core.domain.signal import Side, SignalState, Timing
from tests.harness import DAY, OTHER, PRICE, SYMBOL, World

SELLER, BUYER = "golden_cross", "mean_reversion"


async def held(world: World, owner: str = SELLER, shares: int = 10) -> None:
    """Give a strategy shares without a trade."""
    cost = shares * PRICE
    world.uow.books.put(Book(owner, SYMBOL, shares, cost, cost, DAY))
    world.broker.held[SYMBOL] = world.broker.held.get(SYMBOL, 0) + shares
    await world.uow.commit()


@pytest.mark.parametrize("first", [Side.BUY, Side.SELL])
async def test_an_exit_puts_the_entry_of_another_strategy_aside_in_whatever_order(
    first: Side,
) -> None:
    world = await World.start()
    await held(world)
    owners = {Side.BUY: BUYER, Side.SELL: SELLER}
    for side in (first, Side.SELL if first is Side.BUY else Side.BUY):
        await world.wish(side, strategy=owners[side])

    await world.look()

    (card,) = world.desk.open_cards()
    assert (card.intent.side, card.intent.owner) == (Side.SELL, SELLER)
    assert card.figures.beaten == (BUYER,)
    (entry,) = [s for s in world.uow.signals.all() if s.strategy == BUYER]
    assert (entry.state, entry.note) == (
        SignalState.DROPPED,
        f"exit_wins:{card.intent.signal_id}",
    )


async def test_an_open_card_of_an_entry_is_withdrawn_for_an_exit() -> None:
    world = await World.start()
    await held(world)
    buy = await world.card(Side.BUY, strategy=BUYER)

    await world.wish(Side.SELL, strategy=SELLER)
    await world.look()

    ended = world.approval(buy)
    assert ended.state is ApprovalState.WITHDRAWN
    assert ended.note.startswith("exit_wins:")
    (card,) = world.desk.open_cards()
    assert (card.intent.side, card.figures.beaten) == (Side.SELL, (BUYER,))


async def test_a_working_purchase_is_cancelled_and_the_exit_follows_once_it_is_gone() -> None:
    world = await World.start()
    await held(world)
    buy = await world.card(Side.BUY, strategy=BUYER)
    await world.press(buy)

    await world.wish(Side.SELL, strategy=SELLER)
    await world.look()
    assert world.broker.cancels == [world.order(buy).number]
    assert world.desk.open_cards() == [], "both sides never work together"
    await world.look(5)

    assert world.order(buy).state is OrderState.CANCELLED
    (card,) = world.desk.open_cards()
    assert card.intent.side is Side.SELL


async def test_an_entry_that_comes_while_an_exit_is_open_is_dropped() -> None:
    world = await World.start()
    await held(world)
    sell = await world.card(Side.SELL, strategy=SELLER)

    await world.wish(Side.BUY, strategy=BUYER)
    await world.look()

    (entry,) = [s for s in world.uow.signals.all() if s.strategy == BUYER]
    assert (entry.state, entry.note) == (
        SignalState.DROPPED,
        f"exit_wins:{sell.intent.signal_id}",
    )


async def test_after_the_exit_has_filled_another_strategy_may_buy() -> None:
    world = await World.start()
    await held(world)
    sell = await world.card(Side.SELL, strategy=SELLER)
    await world.press(sell)
    world.broker.fill(world.order(sell).number or "", 10)
    await world.look(61)

    card = await world.card(Side.BUY, strategy=BUYER)

    assert card.intent.owner == BUYER


async def test_an_exit_whose_time_has_not_come_puts_nothing_aside() -> None:
    world = await World.start()
    await held(world)
    await world.wish(Side.SELL, strategy=SELLER, timing=Timing.CLOSE)

    card = await world.card(Side.BUY, strategy=BUYER)

    assert card.state is ApprovalState.OPEN


async def test_symbols_are_judged_each_for_itself() -> None:
    world = await World.start()
    await held(world)
    await world.wish(Side.SELL, strategy=SELLER)
    await world.wish(Side.BUY, symbol=OTHER, strategy=BUYER)

    await world.look()

    assert {(c.intent.symbol, c.intent.side) for c in world.desk.open_cards()} == {
        (SYMBOL, Side.SELL),
        (OTHER, Side.BUY),
    }


async def test_strategies_that_agree_are_asked_one_after_the_other_the_holder_first() -> None:
    world = await World.start()
    await held(world, BUYER)
    for strategy in (SELLER, BUYER):
        await world.wish(Side.BUY, strategy=strategy)
    await world.look()
    (first,) = world.desk.open_cards()
    assert (first.intent.owner, first.figures.also_held) == (BUYER, ())
    await world.press(first, yes=False)

    await world.look()

    (second,) = world.desk.open_cards()
    assert (second.intent.owner, second.figures.also_held) == (SELLER, (BUYER,))


async def test_of_two_equal_wishes_the_name_decides() -> None:
    world = await World.start()
    for strategy in ("macd", "envelope", "rsi"):
        await world.wish(Side.BUY, strategy=strategy)

    await world.look()

    (card,) = world.desk.open_cards()
    assert card.intent.owner == "envelope"


async def test_nobody_sells_what_another_strategy_holds() -> None:
    world = await World.start()
    await held(world, BUYER, 30)
    await held(world, SELLER, 10)

    card = await world.card(Side.SELL, 40, strategy=SELLER)

    assert card.intent.shares == 10


async def test_the_judgement_is_the_same_after_a_restart() -> None:
    world = await World.start()
    await held(world)
    wish = await world.wish(Side.BUY, strategy=BUYER)
    world.uow.signals.put(replace(wish, symbol=SYMBOL))
    await world.wish(Side.SELL, strategy=SELLER)
    await world.restart()

    (card,) = world.desk.open_cards()
    assert (card.intent.side, card.figures.beaten) == (Side.SELL, (BUYER,))
