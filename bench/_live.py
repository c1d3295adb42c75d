"""A whole gaemi in this process, on a real loop and disk, against a KIS server on loopback."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx

from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.place import account_of
from core.clock import real_sleep
from core.domain.approval import Approval
from core.domain.commands import Look, Pair, Press
from core.domain.costs import Commission
from core.domain.limits import Limits
from core.domain.people import Role
from core.domain.signal import Side, Signal, Size, Timing
from core.flow.desk import Desk
from core.flow.runtime import Runtime
from core.ids import UlidSource
from core.latch import FileLatch
from core.nonces import KeyedNonces
from core.registry import discover
from sim.kis.options import KisOptions
from sim.kis.server import KisServer, serve
from storage.store import Store, open_store
from tests.fakes import ANN, CALENDAR, FakeFace
from tests.kis_rig import CALM, DAY, NOW, ServerTime, market, place_of, sessions
from tests.prove.world import bars

WIDE = Limits(
    order_won=50_000_000, turnover_won=50_000_000_000, orders_per_second=2, orders_per_day=500
)


class TimedTransport(httpx.AsyncBaseTransport):
    """Real sockets; notes when an order's request is handed to them."""

    def __init__(self, posts: list[float]) -> None:
        self._inner = httpx.AsyncHTTPTransport(retries=0, trust_env=False, verify=False)
        self._posts = posts

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        if request.url.path.endswith("order-cash"):
            self._posts.append(time.perf_counter())
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the sockets."""
        await self._inner.aclose()


@dataclass
class Live:
    """One running program and its broker."""

    server: KisServer
    kis: Kis
    time: ServerTime
    store: Store
    desk: Desk
    runtime: Runtime
    face: FakeFace
    nonces: KeyedNonces
    posts: list[float]
    wishes: int = field(default=0)

    async def card(self, side: Side, shares: int = 3) -> Approval:
        """Let a strategy wish and give the card that comes of it."""
        self.wishes += 1
        now, key = self.time.now(), f"{self.wishes:05d}"
        wish = Signal(
            f"SIGNAL-{key}", "golden_cross", "p" * 64, CALM, side, Size(shares=shares), Timing.NOW,
            70_000, Decimal(1), "bench", (), key, now, now, now + timedelta(hours=1),
        )  # fmt: skip
        self.store.uow.signals.put(wish)
        await self.store.uow.commit()
        await self.refresh()
        (card,) = self.desk.open_approvals()
        return card

    async def refresh(self) -> None:
        """Take a complete look and a fresh quote, as the live market does all the time."""
        await self.runtime.gateway.look()
        quotes = tuple(await self.kis.market.quotes([CALM]))
        await self.runtime.engine.ask(Look(quotes))
        await self.runtime.settle()

    def button(self, card: Approval) -> Press:
        """Give the press of a card's yes."""
        stored = self.desk.uow.approvals.get(card.id)
        if stored is None:
            raise LookupError(f"card {card.id} is not stored")
        return Press(self.nonces.nonce(card.id), True, ANN, stored.messages[-1])


@asynccontextmanager
async def live(folder: Path) -> AsyncIterator[Live]:
    """Run one for the length of a block."""
    discover("core.strategies")
    discover("core.risk")
    made = KisOptions(
        started=NOW, now=NOW, cash=900_000_000, rate=10**6, factor=1.0, prints_a_minute=2,
        sessions=sessions(), feed=market(3),
    )  # fmt: skip
    server = await serve(made)
    clock = ServerTime(server)
    posts: list[float] = []
    kis = Kis(
        place_of(server),
        KisParts(
            clock=clock, calendar=CALENDAR, rng=random.Random(7), sleep=real_sleep,
            transport=lambda: TimedTransport(posts), api_media=frozenset({"OpnAPI"}),
        ),
    )  # fmt: skip
    store = open_store(folder / "gaemi.db", clock)
    running = await _program(folder, server, kis, clock=clock, store=store, posts=posts)
    try:
        yield running
    finally:
        store.close()
        await kis.close()
        await server.close()


async def _program(
    folder: Path,
    server: KisServer,
    kis: Kis,
    *,
    clock: ServerTime,
    store: Store,
    posts: list[float],
) -> Live:
    latch = FileLatch(folder / "latch.json")
    latch.create()
    nonces = KeyedNonces(b"a bench's key of thirty-two byte")
    face = FakeFace(ANN)
    desk = Desk(
        uow=store.uow, clock=clock, ids=UlidSource(clock, random.Random(1)), calendar=CALENDAR,
        limits=WIDE, commission=Commission(), nonces=nonces, latch=latch,
        account_id=account_of(kis.place), mode=kis.place.mode,
        instruments={i.symbol: i for i in await kis.market.instruments()},
    )  # fmt: skip
    for bar in bars(CALM, DAY):
        desk.remember(bar)
    runtime = Runtime(desk, broker=kis.broker, data=kis.market, faces={ANN.face: face})
    await runtime.engine.ask(Pair(ANN, Role.OWNER))
    await runtime.boot("bench")
    return Live(server, kis, clock, store, desk, runtime, face, nonces, posts)
