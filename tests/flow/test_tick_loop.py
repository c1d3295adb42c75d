"""The ten ticks through the whole engine: one purchase, a target for each slice, and again."""

from __future__ import annotations

import pytest

from core.domain.approval import Approval, ApprovalState
from core.domain.calendar import utc
from core.domain.commands import SetStrategy
from core.domain.order import Order, OrderState
from core.domain.signal import Side
from core.flow.lots import Stage, lots_of, stage_of
from tests.harness import ANN, DAY, SYMBOL, Lost, World

PAID, TARGET = 50_000, 51_000  # ten ticks of 100 won
OWNER = "tick_target"


class Loop:
    """A world with the ten ticks on one symbol, and a person who presses everything."""

    def __init__(self, world: World) -> None:
        self.world = world

    @classmethod
    async def start(cls, **settings: str) -> Loop:
        world = await World.start()
        for name in list(world.desk.params):
            await world.ask(SetStrategy(name, ANN, running=False))
        given = {"symbols": SYMBOL, "budget": "500000", **settings}
        for parameter, value in given.items():
            told = await world.ask(SetStrategy(OWNER, ANN, parameter=parameter, value=value))
            assert told.ok, told
        assert (await world.ask(SetStrategy(OWNER, ANN, running=True))).ok
        return cls(world)

    async def poll(self, *, press: bool = True, seconds: float = 10) -> None:
        """Look once, and press whatever is asked."""
        await self.world.look(seconds)
        for card in self.world.desk.open_cards() if press else []:
            assert (await self.world.press(card)).key == "press.granted"

    def cards(self) -> list[Approval]:
        return self.world.desk.open_cards()

    def orders(self, side: Side) -> list[Order]:
        return [o for o in self.world.uow.orders.all() if o.intent.side is side]

    def sent(self) -> list[tuple[str, int, int]]:
        """Give every order that left: side, shares and price."""
        intents = [a.intent for a in self.world.broker.submits]
        return [(i.side.value, i.shares, i.price) for i in intents]

    async def fill(self, order: Order, shares: int) -> None:
        fresh = self.world.uow.orders.get(order.id)
        assert fresh is not None
        self.world.broker.fill(fresh.number or "", shares, price=fresh.intent.price)

    @property
    def stage(self) -> Stage:
        return stage_of(self.world.uow, self.world.desk.book(OWNER, SYMBOL))

    @property
    def held(self) -> int:
        return self.world.desk.book(OWNER, SYMBOL).shares


@pytest.mark.parametrize("restarts", [False, True])
async def test_the_specified_script_sends_one_purchase_two_targets_and_one_purchase(
    restarts: bool,
) -> None:
    loop = await Loop.start()
    stages = [loop.stage]

    async def poll() -> None:
        if restarts:
            await loop.world.restart()
        await loop.poll()
        stages.append(loop.stage)

    await poll()  # 1: a purchase of ten works
    assert loop.sent() == [("buy", 10, PAID)]
    (buy,) = loop.orders(Side.BUY)
    await loop.fill(buy, 4)
    await poll()  # 2: four are offered, nothing is bought
    assert loop.sent()[1:] == [("sell", 4, TARGET)]
    await loop.fill(buy, 6)
    await poll()  # 3: six more
    assert loop.sent()[2:] == [("sell", 6, TARGET)]
    first, second = loop.orders(Side.SELL)
    await loop.fill(first, 4)
    await poll()  # 4: the first four are sold
    assert len(loop.sent()) == 3
    await loop.fill(second, 6)
    await poll()  # 5: all are sold
    assert restarts or len(loop.sent()) == 3
    await poll()  # 6: one new purchase
    await poll()
    assert loop.sent()[3:] == [("buy", 10, PAID)]
    # A restart looks as well: stages go by sooner then.
    wanted = ["idle", "buy_ordered", "buy_ordered", "sell_ordered", "sell_ordered",
              "sell_completed", "buy_ordered", "buy_ordered"]  # fmt: skip
    assert restarts or stages == wanted


async def test_when_all_is_sold_the_loop_says_so_until_it_buys_again() -> None:
    loop = await bought()
    await loop.fill(loop.orders(Side.SELL)[0], 10)

    await loop.poll(press=False)

    assert (loop.stage, loop.held, loop.cards()) == (Stage.SELL_COMPLETED, 0, [])
    await loop.poll(press=False)
    assert [c.intent.side for c in loop.cards()] == [Side.BUY]


async def bought(**settings: str) -> Loop:
    """Give a loop that holds ten shares, its target at rest."""
    loop = await Loop.start(**settings)
    await loop.poll()
    await loop.fill(loop.orders(Side.BUY)[0], 10)
    await loop.poll()
    assert loop.sent()[1:] == [("sell", 10, TARGET)]
    return loop


@pytest.mark.parametrize("moment", ["asked", "pressed"])
async def test_a_restart_between_fill_and_target_offers_it_once(moment: str) -> None:
    loop = await Loop.start()
    await loop.poll()
    await loop.fill(loop.orders(Side.BUY)[0], 10)
    await loop.poll(press=moment == "pressed")

    for _ in range(3):
        await loop.world.restart()
        await loop.poll()

    assert loop.sent() == [("buy", 10, PAID), ("sell", 10, TARGET)]


async def test_a_target_whose_answer_was_lost_is_not_offered_twice() -> None:
    loop = await Loop.start()
    await loop.poll()
    await loop.fill(loop.orders(Side.BUY)[0], 10)
    loop.world.broker.answers.append(Lost())
    await loop.poll()
    for _ in range(5):
        await loop.poll()

    assert loop.sent() == [("buy", 10, PAID), ("sell", 10, TARGET)]
    assert [o.state for o in loop.orders(Side.SELL)] == [OrderState.ACCEPTED]


async def test_looks_that_repeat_the_same_fills_and_quotes_ask_nothing_more() -> None:
    loop = await bought()

    for _ in range(10):
        await loop.poll(seconds=0)

    assert len(loop.sent()) == 2
    assert len(list(loop.world.uow.signals.all())) == 2


async def test_a_purchase_that_waits_too_long_is_cancelled_and_quoted_anew() -> None:
    loop = await Loop.start()
    await loop.poll()
    loop.world.market.prices[SYMBOL] = 50_300

    await loop.poll(seconds=61)
    assert loop.world.broker.cancels == [loop.orders(Side.BUY)[0].number]
    await loop.poll()
    await loop.poll()

    assert loop.sent() == [("buy", 10, PAID), ("buy", 9, 50_300)]


async def test_what_filled_before_the_cancel_is_offered_and_nothing_is_bought() -> None:
    loop = await Loop.start()
    await loop.poll()
    await loop.fill(loop.orders(Side.BUY)[0], 3)
    await loop.poll(seconds=61)

    for _ in range(3):
        await loop.poll()

    assert loop.sent() == [("buy", 10, PAID), ("sell", 3, TARGET)]
    assert loop.held == 3


async def test_a_declined_purchase_is_asked_again_after_half_an_hour() -> None:
    loop = await Loop.start()
    await loop.poll(press=False)
    (card,) = loop.cards()
    await loop.world.press(card, yes=False)

    for _ in range(10):
        await loop.poll(press=False, seconds=60)
    assert len(list(loop.world.uow.approvals.all())) == 1
    await loop.poll(press=False, seconds=1_500)

    assert len(loop.cards()) == 1


async def test_an_unsold_lot_is_offered_again_the_next_morning_at_the_same_target() -> None:
    loop = await bought()
    number = loop.orders(Side.SELL)[0].number or ""
    loop.world.clock.move_to(utc(DAY, 15, 40))
    loop.world.broker.change(number, state="expired")
    await loop.poll()
    assert loop.stage is Stage.BUY_COMPLETED
    loop.world.market.prices[SYMBOL] = 48_000

    loop.world.clock.move_to(utc(DAY.replace(day=DAY.day + 1), 9, 1))
    await loop.poll()

    assert loop.sent()[2:] == [("sell", 10, TARGET)]


async def test_a_target_above_the_upper_limit_waits_at_that_limit() -> None:
    loop = await Loop.start(ticks_up="100")
    loop.world.market.prices[SYMBOL] = 64_000
    await loop.poll()
    await loop.fill(loop.orders(Side.BUY)[0], 7)
    await loop.poll()

    assert loop.sent()[1:] == [("sell", 7, 65_000)]
    assert "capped" in loop.orders(Side.SELL)[0].intent.reason


async def test_a_target_above_the_upper_limit_is_left_out_when_it_is_not_to_be_capped() -> None:
    loop = await Loop.start(ticks_up="100", cap_at_upper_limit="false")
    loop.world.market.prices[SYMBOL] = 64_000
    await loop.poll()
    await loop.fill(loop.orders(Side.BUY)[0], 7)
    await loop.poll()

    assert len(loop.sent()) == 1


async def test_the_stop_takes_the_target_back_before_it_sells() -> None:
    loop = await bought(stop_loss="5%")
    loop.world.market.prices[SYMBOL] = 47_500

    await loop.poll()
    assert loop.world.broker.cancels == [loop.orders(Side.SELL)[0].number]
    await loop.poll()
    await loop.poll()

    assert loop.sent()[2:] == [("sell", 10, 47_050)]
    assert len(loop.sent()) == 3


async def test_a_fall_without_a_stop_leaves_the_target_where_it_is() -> None:
    loop = await bought()
    loop.world.market.prices[SYMBOL] = 36_000

    for _ in range(3):
        await loop.poll()

    assert len(loop.sent()) == 2
    assert loop.world.broker.cancels == []


async def test_shares_that_others_bought_are_not_touched() -> None:
    loop = await Loop.start(symbols="none")
    loop.world.broker.held[SYMBOL] = 20

    for _ in range(3):
        await loop.poll()

    assert loop.sent() == []


async def test_a_halted_symbol_is_left_alone() -> None:
    loop = await Loop.start()
    loop.world.market.changes = {"halted": True}

    await loop.poll()

    assert loop.sent() == []


async def test_the_target_is_reckoned_from_what_was_paid_not_from_what_was_ordered() -> None:
    loop = await Loop.start()
    loop.world.market.prices[SYMBOL] = 49_900
    await loop.poll()
    order = loop.orders(Side.BUY)[0]
    loop.world.broker.fill(order.number or "", 10, price=49_850)

    await loop.poll()

    assert loop.sent()[1:] == [("sell", 10, 50_700)]
    (lot,) = lots_of(loop.world.uow, loop.world.desk.book(OWNER, SYMBOL))
    assert (lot.left, lot.offered, lot.price) == (10, 10, 49_850)


async def test_a_card_that_is_pressed_late_still_offers_the_same_price() -> None:
    loop = await Loop.start()
    await loop.poll()
    await loop.fill(loop.orders(Side.BUY)[0], 10)
    await loop.poll(press=False)
    (card,) = loop.cards()
    loop.world.market.prices[SYMBOL] = 50_900

    assert (await loop.world.press(card)).key == "press.granted"
    assert loop.sent()[1:] == [("sell", 10, TARGET)]
    assert loop.world.approval(card).state is ApprovalState.GRANTED
