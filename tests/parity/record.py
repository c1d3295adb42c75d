"""Records days: the live program over a simulated exchange, of KIS or of paper, in virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from bot.assemble import kept_in_memory
from bot.assemble_sim import ACCOUNT, LOOK_AHEAD, LOOK_BACK, ledger_at
from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.stream import STARTS, Gap, Hint, HintKind
from core.brokers.paper import PaperBroker, PaperMarket
from core.domain.calendar import trading_date, utc
from core.domain.journal import JournalEntry
from core.ports import Broker, MarketData
from sim.exchange import Exchange
from sim.kis.options import KisOptions
from sim.sessions import Sessions
from sim.synthetic import SyntheticFeed
from tests.kis_rig import place_of
from tests.parity.live_day import CALENDAR, CASH, Wires, live_day
from tests.parity.person import Answers
from tests.parity.recording import Recorder, Recording, TakenBroker, TakenMarket
from tests.prove.virtual import LoopClock, VirtualLoop
from tests.prove.wire import MemoryServer, MemorySocket, ShortRead
from tests.prove.world_program import API_MEDIA, Tokens

MARKET_START = date(2026, 11, 2)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Days:
    """Which days are recorded: from before the opening of the first to the evening of the last."""

    first: date
    last: date
    seed: int
    symbols: int = 30

    @property
    def start(self) -> datetime:
        return utc(self.first, 8, 20)

    @property
    def end(self) -> datetime:
        return utc(self.last, 16, 20)


@dataclass(frozen=True, slots=True)
class Venue:
    """A place to trade at: its ports, and what it pushes."""

    data: MarketData
    broker: Broker
    hints: Callable[[], AsyncIterator[Any]]


Opened = Callable[[Days, LoopClock], AbstractAsyncContextManager[Venue]]


async def record(
    opened: Opened, days: Days, answers: Answers
) -> tuple[Recording, list[JournalEntry]]:
    """Trade the days and give the recording, and the journal of the program that made it."""
    clock = LoopClock(asyncio.get_running_loop(), days.start)
    async with opened(days, clock) as venue:
        listed = {i.symbol: i for i in await venue.data.instruments()}
        recording = Recording(
            clock.now(), days.end, venue.broker.account, venue.broker.mode,
            tuple(sorted(listed))[: days.symbols], listed, venue.broker.encode,
        )  # fmt: skip
        recorder = Recorder(recording, clock)
        wires = Wires(
            TakenMarket(venue.data, recorder),
            TakenBroker(venue.broker, recorder),
            lambda: recorder.hints(venue.hints()),
            recorder.beat,
        )
        journal, _ = await live_day(recording, kept_in_memory(clock), wires, answers)
    return recording, journal


@cache
def market(seed: int) -> tuple[SyntheticFeed, Sessions]:
    """Give the synthetic market of a seed; making it takes longer than most tests."""
    rows = CALENDAR.rows(MARKET_START - LOOK_BACK, MARKET_START + LOOK_AHEAD)
    sessions = Sessions.from_rows(rows)
    return SyntheticFeed(seed, sessions=sessions, start=MARKET_START), sessions


@asynccontextmanager
async def kis(days: Days, clock: LoopClock) -> AsyncIterator[Venue]:
    """Open `gaemi sim kis` and our client of it, at KIS's own pace."""
    feed, sessions = market(days.seed)
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    server = MemoryServer(
        KisOptions(
            started=days.start, now=days.start, cash=CASH, rate=10**6, seed=days.seed,
            feed=feed, sessions=sessions, ticks=loop.time, prints_a_minute=1,
        )
    )  # fmt: skip
    parts = KisParts(
        clock=clock, calendar=CALENDAR, rng=random.Random(f"kis {days.seed}"), tokens=Tokens(),
        sleep=asyncio.sleep, api_media=API_MEDIA, opener=lambda _url: MemorySocket().open(server),
    )  # fmt: skip
    made = Kis(place_of(server), parts)
    host = made.place.host
    door = ShortRead({host.rest, host.master}, lambda: server)
    made._http = made.client._http = made.market._http = door
    watched = tuple(sorted(listing.code for listing in feed.listings()))[: days.symbols]
    try:
        yield Venue(made.market, made.broker, made.stream(watched).hints)
    finally:
        await made.close()
        server.world.ledger.close()


@asynccontextmanager
async def paper(days: Days, clock: LoopClock) -> AsyncIterator[Venue]:
    """Open the paper market, as far away as a broker over a network is."""
    feed, sessions = market(days.seed)
    ledger = ledger_at(None, cash=CASH)
    exchange = Exchange(feed, ledger=ledger, sessions=sessions, seed=days.seed)
    far = Far(exchange, clock, random.Random(f"far {days.seed}"))
    try:
        yield Venue(FarMarket(far), FarBroker(far), far.hints)
    finally:
        ledger.close()


class Far:
    """A paper exchange whose every answer takes a while."""

    def __init__(self, exchange: Exchange, clock: LoopClock, rng: random.Random) -> None:
        self.exchange, self._clock, self._rng = exchange, clock, rng

    async def reach(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask after half of the way, and give the answer after the other half."""
        half = self._rng.uniform(0.01, 0.2)
        await asyncio.sleep(half)
        self.exchange.advance(self._clock.now())
        answer = await ask()
        await asyncio.sleep(half)
        return answer

    async def hints(self) -> AsyncIterator[Any]:
        """Say a little later that an order has traded."""
        yield Gap(STARTS)
        known = self._filled()
        while (at := self.exchange.next_event()) is not None:
            await asyncio.sleep(max(0.0, (at - self._clock.now()).total_seconds()) + 0.3)
            self.exchange.advance(self._clock.now())
            now = self._filled()
            for _, (code, _) in sorted(now.items() - known.items()):
                yield Hint(HintKind.ORDER, code)
            known = now

    def _filled(self) -> dict[str, tuple[str, int]]:
        orders = self.exchange.day_orders(ACCOUNT, trading_date(self._clock.now()))
        return {order.number: (order.code, order.filled) for order in orders}


class FarMarket(PaperMarket):
    """Prices of the exchange, from afar."""

    def __init__(self, far: Far) -> None:
        super().__init__(far.exchange)
        self._far = far

    async def quotes(self, symbols: Any) -> Any:
        return await self._far.reach(lambda: super(FarMarket, self).quotes(symbols))

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Any:
        bars = super().daily_bars
        return await self._far.reach(lambda: bars(symbol, until=until, count=count))


class FarBroker(PaperBroker):
    """The account at the exchange, from afar."""

    def __init__(self, far: Far) -> None:
        super().__init__(far.exchange, ACCOUNT)
        self._far = far

    async def submit(self, approved: Any) -> str:
        return await self._far.reach(lambda: super(FarBroker, self).submit(approved))

    async def cancel(self, order: Any) -> None:
        await self._far.reach(lambda: super(FarBroker, self).cancel(order))

    async def look(self, day: date | None = None) -> Any:
        return await self._far.reach(lambda: super(FarBroker, self).look(day))
