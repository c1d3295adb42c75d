"""The whole path over KIS's futures account: a short is carded, filled, bought back, settled."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.brokers.kis.place import account_of
from core.domain.approval import Approval
from core.domain.calendar import utc
from core.domain.commands import Flatten, Look
from core.domain.costs import FUTURES_COMMISSION
from core.domain.order import Mode, OrderState
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope
from core.flow.desk import Desk
from core.flow.runtime import Runtime
from core.ids import UlidSource
from core.market.calendar import KrxCalendar
from core.market.futures_calendar import FuturesCalendar
from tests.harness import ANN, World
from tests.kis_futures_rig import DEPOSIT, FuturesRig, futures_rig

CALENDAR = FuturesCalendar(KrxCalendar())


class Trading(World):
    """An engine whose broker and market are our client on the server's futures account."""

    def __init__(self, *, rig: FuturesRig) -> None:
        self.rig = rig
        super().__init__()

    def _build(self) -> tuple[Desk, Runtime]:
        self.generation += 1
        self.clock = self.rig.time  # type: ignore[assignment]
        self.uow._clock = self.clock  # type: ignore[attr-defined]
        kis, ids = self.rig.kis, UlidSource(self.clock, random.Random(self.generation))
        desk = Desk(
            uow=self.uow, clock=self.clock, ids=ids, calendar=CALENDAR, base_limits=self.limits,
            commission=FUTURES_COMMISSION, nonces=self.nonces, latch=self.latch,
            account_id=account_of(kis.place), mode=Mode(kis.place.mode),
            instruments={self.rig.code: self.rig.contract},
        )  # fmt: skip
        return desk, Runtime(desk, broker=kis.broker, data=kis.market, faces=dict(self.faces))

    async def boot(self) -> None:
        """Start with the bars that KIS has."""
        until = self.clock.now().date()
        for bar in await self.rig.kis.market.daily_bars(self.code, until=until, count=60):
            self.desk.remember(bar)
        await super().boot()

    @property
    def code(self) -> str:
        return self.rig.code

    async def look(self, seconds: float = 0) -> None:
        self.rig.time.skip(seconds)
        await self.runtime.gateway.look()
        await self.ask(Look(tuple(await self.rig.kis.market.quotes([self.code]))))
        await self.runtime.settle()

    async def until(self, at: datetime) -> None:
        await self.look((at - self.clock.now()).total_seconds())

    async def trade(self, side: Side, contracts: int) -> Approval:
        """Wish, press and let it fill."""
        quote = await self.rig.quote()
        card = await self.card(side, contracts, symbol=self.code, ref_price=quote.price)
        result = await self.press(card)
        assert result.ok, result
        await self.look(61)
        assert self.order(card).state is OrderState.FILLED
        return card

    def held(self) -> int:
        return sum(b.shares for b in self.uow.books.all() if b.symbol == self.code)

    def ledger(self) -> tuple[int, int]:
        """Give contracts and deposit with everything due, from the server's own books."""
        futures = self.rig.server.futures.world
        books = futures.ledger.books(futures.account, futures.today())
        position = books.positions.get(self.code)
        due = sum(got - paid for got, paid in books.pending.values())
        return position.quantity if position else 0, books.cash + due

    def told(self) -> list[str]:
        return self.faces["phone"].notices()


@pytest.fixture(params=["real", "paper"])
async def world(request) -> AsyncIterator[Any]:
    async with futures_rig(request.param) as rig:
        yield await Trading.start(rig=rig)


async def next_morning(world: Trading) -> None:
    day = CALENDAR.next_session(world.desk.today).day
    await world.until(utc(day, 10))


async def test_a_short_is_carded_filled_flattened_and_settled_to_the_won(world):
    opening = await world.trade(Side.SELL, 3)
    meant = opening.intent
    assert (meant.multiplier, meant.shares) == (10, 3)
    assert meant.margin > 0
    assert opening.figures.held_after == world.held() == world.ledger()[0] == -3
    assert DEPOSIT - meant.gross < world.desk.account.cash < DEPOSIT

    await world.runtime.ask(Flatten(Scope(), ANN, "test"))
    await world.runtime.settle()
    await world.look(1)
    (closing,) = world.desk.open_cards()
    assert (closing.intent.side, closing.intent.shares) == (Side.BUY, 3)
    await world.press(closing)
    await world.look(61)
    assert world.order(closing).state is OrderState.FILLED
    assert world.held() == world.ledger()[0] == 0

    await next_morning(world)
    assert world.desk.account.cash == world.desk.equity() == world.ledger()[1]
    assert not [key for key in world.told() if "mismatch" in key or "cash" in key]
    levels = {s.level for s in world.uow.switches.all()}
    assert levels <= {HaltLevel.FLATTEN, HaltLevel.NONE}


@pytest.mark.parametrize("side", Side)
async def test_what_is_held_to_the_end_is_settled_finally(world, side):
    await world.trade(side, 2)
    expiry = world.rig.contract.contract.expiry
    await world.until(utc(expiry, 15, 10))
    assert abs(world.held()) == 2
    # Shares close at 15:30, contracts later; then the position leaves the balance.
    await world.until(utc(expiry, 15, 50))
    assert world.ledger()[0] == 0
    assert world.held() == 0
    assert "notice.final_settlement" in world.told()
    await next_morning(world)
    assert world.desk.account.cash == world.desk.equity() == world.ledger()[1]
    assert not [key for key in world.told() if "mismatch" in key or "cash" in key]
    assert not world.latch.read()


async def test_a_program_that_was_away_at_the_end_books_it_at_its_next_start(world):
    await world.trade(Side.SELL, 2)
    expiry = world.rig.contract.contract.expiry
    world.rig.time.skip((utc(expiry, 17) + timedelta(days=1) - world.clock.now()).total_seconds())
    await world.restart()
    assert world.held() == 0
    assert world.desk.account.cash == world.ledger()[1]
    assert "notice.final_settlement" in world.told()
    assert not world.latch.read()
