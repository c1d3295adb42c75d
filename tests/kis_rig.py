"""A running KIS server over a small market, our client on it, and hands to trade with."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import SecretStr

from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.place import (
    KisLivePlace,
    KisPaperPlace,
    LiveAccount,
    LiveHost,
    LiveKeys,
    PaperAccount,
    PaperHost,
    PaperKeys,
    account_of,
)
from core.domain.bar import Quote
from core.domain.commands import BrokerRow, BrokerView
from core.domain.decision import GateSeal, RiskApproved
from core.domain.instrument import Instrument
from core.domain.order import Order, OrderIntent, OrderState
from core.market.calendar import KrxCalendar
from sim.kis.options import KisOptions
from sim.kis.server import KisServer, serve
from sim.replay import ReplayFeed
from sim.sessions import KST, Sessions
from sim.values import Listing, VenueBar
from tests import samples

DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SHARES = 3
CALM = "990000"


@cache
def sessions() -> Sessions:
    """Give plain weekdays of 09:00-15:30."""
    days = [date(2025, 6, 2) + timedelta(days=n) for n in range(580)]
    return Sessions.from_rows(
        (d, _at(d, time(9)), _at(d, time(15, 30))) for d in days if d.weekday() < 5
    )


@cache
def market(shares: int) -> ReplayFeed:
    """Give calm shares that trade 69,000 to 72,000 each weekday."""
    listings = [
        Listing(f"99{n:04d}", f"고요전자{n}", "KOSPI", "stock", 1, "전기전자")
        for n in range(shares)
    ]
    days = [date(2026, 2, 2) + timedelta(days=n) for n in range(280)]
    bars = [VenueBar(d, 70_500, 72_000, 69_000, 70_000, 400_000) for d in days if d.weekday() < 5]
    return ReplayFeed(listings, {item.code: bars for item in listings}, start=DAY)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=KST).astimezone(UTC)


class ServerTime:
    """The market's time of the server, and a monotonic one that pauses run through at once."""

    def __init__(self, server: KisServer) -> None:
        self._server = server
        self._skipped = 0.0

    def now(self) -> datetime:
        return self._server.world.clock.market()

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time() + self._skipped

    async def sleep(self, seconds: float) -> None:
        self._skipped += seconds
        await asyncio.sleep(0)

    def skip(self, seconds: float) -> None:
        """Let both sides live through seconds."""
        self._skipped += seconds
        self._server.step(seconds)


@dataclass
class Rig:
    """A running server, the client that uses it, and one share that trades."""

    server: KisServer
    kis: Kis
    time: ServerTime
    code: str = CALM

    async def quote(self) -> Quote:
        return (await self.kis.market.quotes([self.code]))[0]

    async def intent(self, *, resting: bool = False, **changes: Any) -> OrderIntent:
        """Give an intent to buy 3: at the ask, or far below the market."""
        quote = await self.quote()
        price = quote.ask if not resting else _tick_down(quote.limits.lower, quote.base)
        place = self.kis.place
        base = {"account": account_of(place), "mode": place.mode, "symbol": self.code}
        return samples.intent(**(base | {"shares": 3, "price": price} | changes))

    async def submit(self, intent: OrderIntent | None = None, **changes: Any) -> str:
        meant = intent or await self.intent(**changes)
        sha = sha256(self.kis.broker.encode(meant)).hexdigest()
        return await self.kis.broker.submit(RiskApproved(meant, "DECISION", GateSeal(), sha))

    async def look(self) -> BrokerView:
        return await self.kis.broker.look()

    def orders(self) -> int:
        """Count the orders in the server's own books."""
        options = self.server.options
        return len(self.server.world.exchange.day_orders(options.account, DAY))


def _tick_down(lower: int, base: int) -> int:
    return Instrument("000000", "x").ladder(DAY).ceil(max(lower, base * 4 // 5))


def order_of(intent: OrderIntent, number: str) -> Order:
    """Give the accepted order of an intent."""
    return replace(
        samples.order(state=OrderState.ACCEPTED, sent_at=NOW), intent=intent, number=number
    )


@asynccontextmanager
async def rig(env: str = "real", **options: Any) -> AsyncIterator[Rig]:
    """Serve for the length of a block; options are those of the server."""
    wanted = {"cash": 100_000_000, "rate": 10**6, "factor": 0.0} | options
    wanted |= {"sessions": sessions(), "feed": market(max(SHARES, options.get("holdings", 0)))}
    server = await serve(KisOptions(started=NOW, now=NOW, env=env, **wanted))
    clock = ServerTime(server)
    kis = Kis(
        place_of(server),
        KisParts(
            clock=clock,
            calendar=KrxCalendar(),
            rng=random.Random(7),
            sleep=clock.sleep,
        ),
    )  # fmt: skip
    try:
        yield Rig(server, kis, clock)
    finally:
        await kis.close()
        await server.close()


def place_of(server: KisServer) -> KisLivePlace | KisPaperPlace:
    """Give the place that a server is, paper or live as it plays."""
    made = server.options
    texts = [SecretStr(t) for t in (made.app_key, made.app_secret, made.hts_id)]
    number, product = SecretStr(made.account[:8]), made.account[8:]
    urls = (server.url, server.ws_url, server.url)
    if made.env == "real":
        return KisLivePlace(LiveHost(*urls), LiveKeys(*texts), LiveAccount(number, product))
    return KisPaperPlace(PaperHost(*urls), PaperKeys(*texts), PaperAccount(number, product))


def row_of(view: BrokerView, number: str) -> BrokerRow:
    """Give the one row of a number."""
    (row,) = [r for r in view.rows if r.number == number]
    return row
