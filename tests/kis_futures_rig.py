"""A running KIS server, our client on its futures account, and one contract that trades."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from pydantic import SecretStr

from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.place import (
    KisLivePlace,
    KisPaperPlace,
    LiveAccount,
    PaperAccount,
    account_of,
)
from core.domain.bar import Quote
from core.domain.commands import BrokerView
from core.domain.decision import GateSeal, RiskApproved
from core.domain.instrument import Instrument
from core.domain.order import OrderIntent
from core.domain.signal import Side
from core.errors import NotSent
from core.market.calendar import KrxCalendar
from sim.kis.server import KisServer
from tests import samples
from tests.kis_rig import ServerTime, place_of, rig

DEPOSIT = 50_000_000


@dataclass
class FuturesRig:
    """A server, the client of its futures account and the nearest contract of its first share."""

    server: KisServer
    kis: Kis
    time: ServerTime
    contract: Instrument

    @property
    def code(self) -> str:
        return self.contract.symbol

    async def quote(self) -> Quote:
        return (await self.kis.market.quotes([self.code]))[0]

    async def intent(
        self, side: Side = Side.BUY, *, resting: bool = False, **changes: Any
    ) -> OrderIntent:
        """Give an intent for 2 contracts: at the other side's best price, or far from it."""
        quote, place = await self.quote(), self.kis.place
        price = quote.ask if side is Side.BUY else quote.bid
        if resting:
            price = quote.limits.lower if side is Side.BUY else quote.limits.upper
        base = {
            "account": account_of(place), "mode": place.mode, "symbol": self.code, "side": side,
            "shares": 2, "price": price, "multiplier": 10,
        }  # fmt: skip
        return samples.intent(**(base | changes))

    async def submit(self, meant: OrderIntent | None = None, **changes: Any) -> str:
        wish = meant or await self.intent(**changes)
        try:
            body = self.kis.broker.encode(wish)
        except NotSent:
            body = b""
        approved = RiskApproved(wish, "DECISION", GateSeal(), sha256(body).hexdigest())
        return await self.kis.broker.submit(approved)

    async def trade(self, side: Side, contracts: int = 2) -> str:
        """Order at the best price and let it fill."""
        number = await self.submit(side=side, shares=contracts)
        self.time.skip(5)
        return number

    async def look(self) -> BrokerView:
        return await self.kis.broker.look()


@asynccontextmanager
async def futures_rig(env: str = "real", **options: Any) -> AsyncIterator[FuturesRig]:
    """Serve for the length of a block; the list of contracts is read."""
    async with rig(env, **({"futures_cash": DEPOSIT} | options)) as shares:
        parts = KisParts(
            clock=shares.time, calendar=KrxCalendar(), rng=random.Random(7),
            sleep=shares.time.sleep,
        )  # fmt: skip
        kis = Kis(futures_place_of(shares.server), parts)
        try:
            listed = await kis.market.instruments()
            near = min(listed, key=lambda i: (i.contract and i.contract.expiry, i.symbol))
            yield FuturesRig(shares.server, kis, shares.time, near)
        finally:
            await kis.close()


def futures_place_of(server: KisServer) -> KisLivePlace | KisPaperPlace:
    """Give the server's place with its futures account."""
    place, number = place_of(server), SecretStr(server.options.futures_account[:8])
    if isinstance(place, KisLivePlace):
        return replace(place, account=LiveAccount(number, "03"))
    return replace(place, account=PaperAccount(number, "03"))
