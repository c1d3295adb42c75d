"""When a live market looks, what it quotes first, and what a hint may do (INV-44)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.kis_feed import KisFeed
from bot.live_market import (
    AGAIN_S,
    CLOSED_LOOK_S,
    DOUBT_LOOK_S,
    HINT_S,
    OPEN_LOOK_S,
    QUIET_LOOK_S,
    LiveMarket,
)
from bot.live_prices import RECENT_S, AnswerPrices
from core.brokers.kis.stream import STARTS, Gap, Hint, HintKind
from core.domain.alert import ChangeAlerts, Condition, Measure, SetAlert
from core.domain.commands import Look
from core.domain.signal import Side, SignalState
from core.errors import ReadFailed
from tests.harness import ANN, OTHER, SHARES, SYMBOL, Lost, World


class Pauses:
    """Sleeps that end at once and are kept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def live(world: World, *symbols: str, pauses: Pauses | None = None) -> LiveMarket:
    return LiveMarket(
        world.runtime,
        world.market,
        clock=world.clock,
        symbols=symbols or tuple(SHARES),
        sleep=pauses or Pauses(),
    )


@asynccontextmanager
async def running(market: LiveMarket) -> AsyncIterator[None]:
    task = asyncio.create_task(market.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def reached(done: Callable[[], bool]) -> None:
    """Let the tasks run until something is so."""
    for _ in range(100_000):
        if done():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")


def looks(world: World) -> list[object]:
    """Count the looks from now on."""
    seen: list[object] = []
    plain = world.broker.look

    async def counted(day=None):
        seen.append(day)
        return await plain(day)

    world.broker.look = counted  # type: ignore[method-assign]
    return seen


async def test_the_next_look_is_as_near_as_what_is_open() -> None:
    world = await World.start()
    market = live(world)
    assert market.look_in_s() == QUIET_LOOK_S
    card = await world.card()
    await world.press(card)
    assert market.look_in_s() == OPEN_LOOK_S
    world.clock.move_by(40)
    assert market.look_in_s() == OPEN_LOOK_S - 40
    world.clock.move_by(400)
    assert market.look_in_s() == 0


async def test_an_order_in_doubt_is_looked_for_every_ten_seconds() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.answers.append(Lost(visible_after=3600))
    await world.press(card)
    assert live(world).look_in_s() == DOUBT_LOOK_S


async def test_a_closed_market_is_looked_at_now_and_then() -> None:
    world = await World.start()
    world.clock.move_by(8 * 3600)
    await world.look()
    assert not live(world).awake
    assert live(world).look_in_s() == CLOSED_LOOK_S


async def test_a_start_waits_for_its_first_complete_look_and_decides_only_then() -> None:
    world = World()
    await world.ask_to_pair()
    world.broker.down = True
    await world.runtime.boot("boot")
    pauses = Pauses()
    market = live(world, pauses=pauses)
    opening = asyncio.create_task(market.open())
    await reached(lambda: len(pauses.slept) >= 3)
    assert not opening.done()
    assert world.uow.cursors.get("day_close") is None
    world.broker.down = False
    await opening
    assert set(pauses.slept) == {AGAIN_S}
    assert world.desk.view is not None
    assert world.uow.cursors.get("day_close") is not None


async def test_no_order_leaves_before_a_complete_look(monkeypatch) -> None:
    world = await World.start()
    card = await world.card()
    world.broker.down = True
    await world.restart()
    again = world.approval(card)
    result = await world.press(again)
    assert (result.ok, result.key) == (False, "press.stale")
    assert not world.broker.submits


async def test_a_hint_pulls_the_look_forward_within_two_tenths_of_a_second() -> None:
    world = await World.start()
    pauses = Pauses()
    market, seen = live(world, pauses=pauses), looks(world)
    async with running(market):
        await asyncio.sleep(0.01)
        assert not seen
        for _ in range(50):
            market.look_soon()
        await reached(lambda: bool(seen))
        await asyncio.sleep(0.01)
    assert len(seen) == 1
    assert HINT_S in pauses.slept
    assert HINT_S <= 0.2


async def test_what_depends_on_a_price_is_quoted_before_the_others() -> None:
    world = await World.start()
    card = await world.card(symbol=OTHER)
    assert card.intent.symbol == OTHER
    asked = await quoted(world)
    assert asked[::2] == [OTHER] * len(asked[::2])
    assert OTHER not in asked[1::2]
    assert len(set(asked[1::2])) == len(SHARES) - 1


async def quoted(world: World, *symbols: str) -> list[str]:
    """Run a market of some symbols and give the first eight that it asks a price of."""
    asked: list[str] = []
    plain = world.market.quotes

    async def noted(some):
        asked.extend(some)
        return await plain(some)

    world.market.quotes = noted  # type: ignore[method-assign]
    async with running(live(world, *symbols)):
        await reached(lambda: len(asked) >= 8)
    world.market.quotes = plain  # type: ignore[method-assign]
    return asked[:8]


async def test_a_stock_that_is_only_in_an_alert_is_quoted_in_its_turn() -> None:
    world = await World.start()
    assert set(await quoted(world, SYMBOL)) == {SYMBOL}
    price = Condition(Measure.PRICE, OTHER, level=Decimal(60_000))
    assert (await world.ask(SetAlert(ANN, price))).ok
    await world.ask(SetAlert(ANN, Condition(Measure.FILL, "035420")))
    assert await quoted(world, SYMBOL) == [OTHER, SYMBOL] * 4
    # What is held or waits for a press comes in each round all the same.
    await world.card(symbol=SYMBOL)
    assert await quoted(world, SYMBOL) == [SYMBOL, OTHER] * 4
    await world.ask(ChangeAlerts(ANN, "pause", (1,)))
    assert OTHER not in await quoted(world, SYMBOL)


async def test_without_anything_to_trade_an_alert_s_stock_is_looked_at() -> None:
    world = await World.start()
    await world.ask(SetAlert(ANN, Condition(Measure.PRICE, OTHER, level=Decimal(60_000))))
    world.market.prices[OTHER] = 60_000
    market = LiveMarket(world.runtime, world.market, clock=world.clock, symbols=(), sleep=Pauses())
    async with running(market):
        await reached(lambda: any(o.subject == "notice.alert" for o in world.uow.outbox.all()))
    assert list(world.uow.signals.all()) == []


async def test_a_symbol_that_moved_comes_first_and_only_if_anything_depends_on_it() -> None:
    world = await World.start()
    for symbol in (SYMBOL, OTHER):
        await world.card(symbol=symbol)
    market = live(world)
    market.moved(OTHER)
    market.moved("035420")
    found = market._round()
    assert list(found[:2]) == [OTHER, SYMBOL]
    assert list(market._round()[:2]) == [SYMBOL, OTHER]


async def test_quotes_stand_back_while_a_press_is_judged() -> None:
    world = await World.start()
    market = live(world)
    asked: list[str] = []
    plain = world.market.quotes

    async def noted(symbols):
        asked.extend(symbols)
        return await plain(symbols)

    world.market.quotes = noted  # type: ignore[method-assign]
    with market.pressing(), market.pressing():
        async with running(market):
            await asyncio.sleep(0.01)
            assert not asked
    async with running(market):
        await reached(lambda: bool(asked))


async def test_a_failed_look_rests_a_second_when_there_is_news_and_ten_without() -> None:
    world, pauses = await World.start(), Pauses()
    market = live(world, pauses=pauses)
    world.broker.down = True
    seen = looks(world)
    world.clock.move_by(QUIET_LOOK_S)
    task = asyncio.create_task(market._looks())
    await reached(lambda: len(seen) == 2)
    assert pauses.slept[: int(AGAIN_S)] == [1.0] * int(AGAIN_S)
    rested = len(pauses.slept)
    market.look_soon()
    await reached(lambda: len(seen) == 3)
    assert pauses.slept[rested:].count(1.0) <= 1
    assert HINT_S in pauses.slept[rested:]
    task.cancel()


async def test_quotes_that_fail_are_asked_again_and_time_goes_on_meanwhile() -> None:
    world = await World.start()
    card = await world.card()
    world.market.down = True
    world.clock.move_by(91)
    async with running(live(world)):
        await reached(lambda: world.approval(card).state.value != "open")
    assert world.approval(card).state.value == "lapsed"


async def test_a_waiting_signal_does_not_speak_on_an_old_quote() -> None:
    world = await World.start()
    signal = await world.wish(Side.BUY)
    world.clock.move_by(30)
    other = [q for q in await world.market.quotes(list(SHARES)) if q.symbol == OTHER]
    world.desk.quotes[SYMBOL] = replace(world.desk.quotes[SYMBOL], at=world.clock.now())
    world.clock.move_by(world.limits.quote_age_s + 1)
    await world.ask(Look(tuple(other)))
    stored = world.uow.signals.get(signal.id)
    assert stored is not None
    assert stored.state is SignalState.WAITING
    await world.look()
    assert [a.intent.symbol for a in world.desk.open_approvals()] == [SYMBOL]


async def test_a_job_is_done_again_until_the_broker_answers() -> None:
    world = await World.start()
    pauses = Pauses()
    tries: list[int] = []

    async def work(_at) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ReadFailed("no answer")

    await live(world, pauses=pauses).until_done(work, "day_close", world.clock.now())
    assert (len(tries), len(pauses.slept)) == (3, 2)


async def test_answers_use_recent_quotes_and_never_old_ones() -> None:
    world = await World.start()
    prices = AnswerPrices(world.market, world.desk)
    world.market.prices[SYMBOL] = 51_000
    assert [q.price for q in await prices.quotes([SYMBOL])] == [50_000]
    world.clock.move_by(RECENT_S + 1)
    assert [q.price for q in await prices.quotes([SYMBOL])] == [51_000]
    assert {i.symbol for i in await prices.instruments()} == set(SHARES)


class Feed:
    """A push feed by script, and the alarms that came of it."""

    def __init__(self, world: World, *news: Hint | Gap) -> None:
        self.alarms: list[str] = []
        self.market = live(world)
        self.news = news
        self.feed = KisFeed(self.hints, self.market, world.clock, self.alarms.append)

    async def hints(self) -> AsyncIterator[Hint | Gap]:
        for one in self.news:
            yield one


@pytest.mark.parametrize(
    "news", [Hint(HintKind.ORDER, SYMBOL), Gap(STARTS), Gap("push feed silent", over=True)]
)
async def test_an_own_order_and_every_gap_ask_for_a_look_and_change_nothing(news) -> None:
    world = await World.start()
    before = len(world.uow.journal)
    told = Feed(world, news)
    await told.feed.run()
    assert told.market._hinted.is_set()
    assert len(world.uow.journal) == before


async def test_a_trade_only_moves_a_quote_forward() -> None:
    told = Feed(await World.start(), Hint(HintKind.TRADE, SYMBOL))
    await told.feed.run()
    assert not told.market._hinted.is_set()


async def test_the_feed_tells_how_it_stands_and_alarms_once_a_trouble() -> None:
    world = await World.start()
    busy = Gap("another session uses this key", alarm=True, over=True)
    told = Feed(world, Gap(STARTS), busy, busy)
    await told.feed.run()
    assert (told.feed.connected, told.feed.lost) == (False, busy.reason)
    assert told.alarms == ["notice.push"]
    again = Feed(world, busy, Gap(STARTS), busy)
    await again.feed.run()
    assert again.alarms == ["notice.push"] * 2


async def test_an_unreadable_frame_is_no_lost_feed() -> None:
    told = Feed(await World.start(), Gap(STARTS), Gap("frame of 24 fields", alarm=True))
    await told.feed.run()
    assert told.feed.connected
    assert told.alarms == ["notice.push"]
