"""A whole gaemi in this process, on a real loop and disk, against a KIS server on loopback."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import httpx

from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.place import account_of
from core.clock import real_sleep
from core.domain.approval import Approval, ApprovalState
from core.domain.commands import Look, Pair, Press
from core.domain.costs import Commission
from core.domain.decision import GateSeal, RiskApproved
from core.domain.limits import Limits
from core.domain.order import Order, OrderState
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
from tests import samples
from tests.fakes import ANN, CALENDAR, FakeFace
from tests.kis_rig import CALM, DAY, NOW, ServerTime, market, place_of, sessions
from tests.prove.world_market import bars

WIDE = Limits(
    order_won=50_000_000, turnover_won=50_000_000_000, orders_per_second=2, orders_per_day=500
)


class TimedTransport(httpx.AsyncBaseTransport):
    """Real sockets; notes when an order's request is handed to them, and every read."""

    def __init__(self, posts: list[float], reads: list[tuple[httpx.Request, float]]) -> None:
        self._inner = httpx.AsyncHTTPTransport(retries=0, trust_env=False, verify=False)
        self._posts, self._reads = posts, reads

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        if request.url.path.endswith("order-cash"):
            self._posts.append(time.perf_counter())
        elif request.method == "GET":
            self._reads.append((request, time.perf_counter()))
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
    reads: list[tuple[httpx.Request, float]]
    wishes: int = field(default=0)

    async def card(self, side: Side, shares: int = 3) -> Approval:
        """Let a strategy wish and give the card that comes of it."""
        self.wishes += 1
        now, key = self.time.now(), f"{self.wishes:05d}"
        wish = Signal(
            f"SIGNAL-{key}", "golden_cross", "p" * 64, CALM, side, Size(shares=shares), Timing.NOW,
            70_000, Decimal(1), "bench", (), key, now, now, now + timedelta(hours=1),
        )  # fmt: skip
        async with self.runtime.engine.quiet():
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

    def shown(self, card: str) -> bool:
        """Tell whether a card was delivered."""
        stored = self.desk.uow.approvals.get(card)
        return stored is not None and bool(stored.messages)

    def last_look(self) -> list[httpx.Request]:
        """Give the requests of the newest look: the day's orders, and what follows them."""
        account = [r for r, _ in self.reads if "/trading/" in r.url.path]
        first = max(n for n, r in enumerate(account) if _starts_look(r))
        return account[first:]

    async def rest(self, side: Side, shares: int = 3) -> Order:
        """Let an order rest at the broker at the near side of the book, without a card."""
        quote = (await self.kis.market.quotes([CALM]))[0]
        self.wishes += 1
        intent = samples.intent(
            id=f"INTENT-{self.wishes:05d}", account=self.desk.account_id, mode=self.desk.mode,
            owner="golden_cross", symbol=CALM, side=side, shares=shares,
            price=(quote.bid if side is Side.BUY else quote.ask) or quote.price,
            made_at=self.time.now(),
        )  # fmt: skip
        sha = sha256(self.kis.broker.encode(intent)).hexdigest()
        base = samples.order(f"ORDER-{self.wishes:05d}", sent_at=self.time.now())
        # No look between the answer and the row: it would take the order for somebody else's.
        async with self.runtime.engine.quiet():
            number = await self.kis.broker.submit(RiskApproved(intent, "D", GateSeal(), sha))
            order = replace(base, intent=intent, state=OrderState.ACCEPTED, number=number)
            granted = samples.approval(base.approval_id, state=ApprovalState.GRANTED)
            self.desk.uow.orders.put(order)
            self.desk.uow.approvals.put(granted)
            await self.desk.uow.commit()
            self.runtime.engine.confirmed += 1
        return order

    def button(self, card: Approval) -> Press:
        """Give the press of a card's yes."""
        stored = self.desk.uow.approvals.get(card.id)
        if stored is None:
            raise LookupError(f"card {card.id} is not stored")
        return Press(self.nonces.nonce(card.id), True, ANN, stored.messages[-1])


def _starts_look(request: httpx.Request) -> bool:
    return request.url.path.endswith("inquire-daily-ccld") and not request.headers.get("tr_cont")


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
    reads: list[tuple[httpx.Request, float]] = []
    kis = Kis(
        place_of(server),
        KisParts(
            clock=clock, calendar=CALENDAR, rng=random.Random(7), sleep=real_sleep,
            transport=lambda: TimedTransport(posts, reads), api_media=frozenset({"OpnAPI"}),
        ),
    )  # fmt: skip
    store = open_store(folder / "gaemi.db", clock)
    desk, face, nonces = await _desk(folder, kis, clock=clock, store=store)
    runtime = Runtime(desk, broker=kis.broker, data=kis.market, faces={ANN.face: face})
    await runtime.engine.ask(Pair(ANN, Role.ADMIN))
    await runtime.boot("bench")
    running = Live(server, kis, clock, store, desk, runtime, face, nonces, posts, reads)
    try:
        yield running
    finally:
        store.close()
        await kis.close()
        await server.close()


async def _desk(
    folder: Path, kis: Kis, *, clock: ServerTime, store: Store
) -> tuple[Desk, FakeFace, KeyedNonces]:
    latch = FileLatch(folder / "latch.json")
    latch.create()
    nonces = KeyedNonces(b"a bench's key of thirty-two byte")
    desk = Desk(
        uow=store.uow, clock=clock, ids=UlidSource(clock, random.Random(1)), calendar=CALENDAR,
        base_limits=WIDE, commission=Commission(), nonces=nonces, latch=latch,
        account_id=account_of(kis.place), mode=kis.place.mode,
        instruments={i.symbol: i for i in await kis.market.instruments()},
    )  # fmt: skip
    for bar in bars(CALM, DAY):
        desk.remember(bar)
    return desk, FakeFace(ANN), nonces
