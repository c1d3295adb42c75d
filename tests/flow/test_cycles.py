"""Split purchases and half sales through the whole engine, over days and restarts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

import pytest

from core.domain.approval import Approval
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.commands import CloseDay, SetStrategy
from core.domain.order import Order, OrderKind
from core.domain.position import Book
from core.domain.signal import Side, Signal
from core.flow.held import holding_of
from core.strategies.base import (
    NOTHING,
    STRATEGIES,
    Action,
    Bars,
    Decision,
    Holding,
    Strategy,
    StrategyParams,
)
from tests.harness import ANN, CALENDAR, DAY, SYMBOL, World

# 25 closes at 50,000 lie before these: three falls that buy, the middle, and the upper band.
FALLS = (47_000, 45_500, 44_000)


class Story:
    """A world that lives from close to close, one symbol moving."""

    def __init__(self, world: World, owner: str) -> None:
        self.world, self.owner = world, owner
        self.day: date = DAY
        self.bars: list[Bar] = []

    @classmethod
    async def start(cls, owner: str, **settings: str) -> Story:
        world = await World.start(at=utc(DAY, 15, 36))
        for name in list(world.desk.params):
            await world.ask(SetStrategy(name, ANN, running=False))
        for parameter, value in settings.items():
            told = await world.ask(SetStrategy(owner, ANN, parameter=parameter, value=value))
            assert told.ok, told
        assert (await world.ask(SetStrategy(owner, ANN, running=True))).ok
        return cls(world, owner)

    @property
    def book(self) -> Book:
        return self.world.desk.book(self.owner, SYMBOL)

    async def close(self, price: int, *, high: int = 0, volume: int = 1_000_000) -> None:
        """End the session at a price; strategies decide."""
        top = max(price, high)
        bar = Bar(SYMBOL, Interval.DAY, utc(self.day, 9), self.day, price, top, price, price,
                  volume, "test")  # fmt: skip
        self.bars.append(bar)
        self.world.clock.move_to(self._at(15, 36))
        assert (await self.world.ask(CloseDay(self.day, (bar,)))).ok
        self.world.market.prices[SYMBOL] = price
        self.world.market.changes = {"base": price}
        self.day = CALENDAR.next_session(self.day).day

    async def morning(self) -> Approval | None:
        """Go to the next session's opening; gives the card that is asked, if any."""
        self.world.clock.move_to(self._at(8, 45))
        await self.world.look()
        return next(iter(self.world.desk.open_cards()), None)

    async def trade(self, side: Side, *parts: int) -> Order:
        """Press the morning's card and let the broker fill it in parts, all by default."""
        card = await self.morning()
        assert card is not None
        assert card.intent.side is side
        assert (await self.world.press(card)).key == "press.granted"
        order = self.world.order(card)
        self.world.clock.move_to(self._at(9, 1))
        for part in parts or (order.intent.shares,):
            price = self.world.market.prices[SYMBOL]
            self.world.broker.fill(order.number or "", part, price=price)
            await self.world.look(1)
        return self.world.order(card)

    async def restart(self) -> None:
        """Lose what is only in memory; the history comes back as from the bar store."""
        await self.world.restart()
        for bar in self.bars:
            self.world.desk.remember(bar)

    def wishes(self) -> list[Signal]:
        """Give the signals that still wait."""
        return [s for s in self.world.uow.signals.all() if s.state.value == "waiting"]

    def _at(self, hour: int, minute: int) -> datetime:
        return utc(self.day, hour, minute)


@pytest.mark.parametrize("restarts", [False, True])
async def test_bollinger_buys_40_30_30_and_sells_half_and_the_rest(restarts: bool) -> None:
    story = await Story.start("bollinger")
    bought: list[int] = []
    for price in FALLS:
        await story.close(price)
        if restarts:
            await story.restart()
        bought.append((await story.trade(Side.BUY)).filled)
        if restarts:
            await story.restart()
    assert bought == [5_600_000 // 47_000, 4_200_000 // 45_500, 4_200_000 // 44_000]
    held = holding_of(story.world.desk, story.book)
    assert (held.buys, held.sells, held.last_buy) == (3, 0, 44_000.0)

    await story.close(42_000)
    assert await story.morning() is None, "a fourth part"
    await story.close(49_500)
    half = await story.trade(Side.SELL)
    assert half.filled == sum(bought) // 2
    if restarts:
        await story.restart()
    assert holding_of(story.world.desk, story.book).sells == 1
    await story.close(49_600)
    assert await story.morning() is None, "halved once a cycle"
    await story.close(44_000)
    assert await story.morning() is None, "no part after the half sale"
    await story.close(57_000)
    rest = await story.trade(Side.SELL)
    assert rest.filled == sum(bought) - half.filled
    assert story.book.shares == 0

    await story.close(40_000)
    assert (await story.trade(Side.BUY)).filled == 5_600_000 // 40_000, "the next cycle"


async def test_a_part_that_was_not_confirmed_is_asked_again_and_never_skipped() -> None:
    story = await Story.start("bollinger")
    await story.close(47_000)
    await story.trade(Side.BUY)
    await story.close(45_500)
    card = await story.morning()
    assert card is not None
    assert card.intent.shares == 4_200_000 // 45_500
    await story.world.press(card, yes=False)

    await story.close(45_400)

    again = await story.morning()
    assert again is not None
    assert again.intent.shares == 4_200_000 // 45_400
    assert holding_of(story.world.desk, story.book).buys == 1


async def test_a_part_that_filled_in_slices_counts_once_at_its_mean_price() -> None:
    story = await Story.start("bollinger")
    await story.close(47_000)
    shares = 5_600_000 // 47_000
    await story.trade(Side.BUY, 19, shares - 19)

    held = holding_of(story.world.desk, story.book)

    assert (held.shares, held.buys, held.last_buy, held.average) == (shares, 1, 47_000.0, 47_000.0)


async def test_the_next_part_waits_for_the_whole_drop_below_the_last_fill() -> None:
    story = await Story.start("bollinger")
    await story.close(47_000)
    await story.trade(Side.BUY)

    await story.close(45_600)

    assert await story.morning() is None


@pytest.mark.parametrize("restarts", [False, True])
async def test_an_envelope_halves_at_the_mean_and_sells_out_at_the_upper_line(
    restarts: bool,
) -> None:
    story = await Story.start("envelope", p="5%")
    await story.close(45_000)
    bought = (await story.trade(Side.BUY)).filled
    assert bought == 14_000_000 // 45_000
    if restarts:
        await story.restart()
    await story.close(44_000)
    assert await story.morning() is None, "one purchase a cycle"
    await story.close(50_000)
    assert (await story.trade(Side.SELL)).filled == bought // 2
    if restarts:
        await story.restart()
    await story.close(50_100)
    assert await story.morning() is None
    await story.close(53_000)
    assert (await story.trade(Side.SELL)).filled == bought - bought // 2
    assert story.book.shares == 0


async def test_a_gap_over_the_upper_line_sells_all_at_once() -> None:
    story = await Story.start("envelope", p="5%")
    await story.close(45_000)
    bought = (await story.trade(Side.BUY)).filled

    await story.close(53_000)

    assert (await story.trade(Side.SELL)).filled == bought


async def test_what_is_held_tells_the_highest_price_and_the_days_since_the_last_fill() -> None:
    story = await Story.start("envelope", p="5%")
    await story.close(45_000)
    await story.trade(Side.BUY)
    await story.close(46_000, high=48_500)
    await story.close(46_000)

    held = holding_of(story.world.desk, story.book)

    assert held.high == 48_500
    assert held.since_fill_s == 86_400
    assert (held.since_entry, held.buys) == (1, 1)


class Patient(StrategyParams):
    """Settings of a strategy for these tests."""


class PatientRow(NamedTuple):
    """One bar: its close."""

    close: float


class PatientScalars(NamedTuple):
    """Nothing."""

    none: int


class Waits(Strategy):
    """Wants to buy five percent lower, for three sessions."""

    name, title, Params, Row = "waits", "기다림", Patient, PatientRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "lower")

    @classmethod
    def warm_up(cls, params: Any) -> int:
        return 1

    @classmethod
    def scalars(cls, params: Any) -> PatientScalars:
        return PatientScalars(0)

    @classmethod
    def features(cls, bars: Bars, params: Any) -> dict[str, Any]:
        return {"close": bars.close}

    @classmethod
    def decide(cls, row: PatientRow, held: Holding, params: Any) -> Decision:
        if held.shares:
            return NOTHING
        return Decision(Action.BUY.value, 0.5, 0.0, 1, row.close * 0.95 + 7, 3)

    @classmethod
    def explain(cls, row: Any, reason: int, params: Any) -> tuple[str, tuple[()]]:
        return "5% 아래에서 기다림", ()


@pytest.fixture
def waits() -> Iterator[None]:
    STRATEGIES.add("waits")(Waits)
    yield
    STRATEGIES.remove("waits")


@pytest.mark.usefixtures("waits")
async def test_an_entry_at_a_limit_rests_at_its_price_for_its_sessions() -> None:
    story = await Story.start("waits")
    await story.close(50_000)
    for session in range(3):
        card = await story.morning()
        assert card is not None, session
        assert (card.intent.price, card.intent.kind) == (47_500, OrderKind.LIMIT)
        assert card.intent.shares == 7_000_000 // 50_000
        assert (await story.world.press(card)).key == "press.granted"
        order = story.world.order(card)
        story.world.broker.change(order.number or "", state="expired")
        story.world.clock.move_to(utc(story.day, 15, 31))
        await story.world.look()
        await story.close(50_000)
        assert len(story.wishes()) == 1, "one wish at a time"
    card = await story.morning()
    assert card is not None
    assert card.intent.signal_id != order.intent.signal_id, "a new wish after three sessions"


@pytest.mark.usefixtures("waits")
async def test_a_declined_entry_at_a_limit_is_not_renewed() -> None:
    story = await Story.start("waits")
    await story.close(50_000)
    card = await story.morning()
    assert card is not None
    await story.world.press(card, yes=False)

    await story.close(51_000)

    again = await story.morning()
    assert again is not None
    assert again.intent.price == 48_450, "decided anew on the new close"


@pytest.mark.usefixtures("waits")
async def test_an_entry_at_a_limit_that_filled_is_over() -> None:
    story = await Story.start("waits")
    await story.close(50_000)
    order = await story.trade(Side.BUY)
    assert order.filled == order.intent.shares

    await story.close(50_000)

    assert await story.morning() is None
