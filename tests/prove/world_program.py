"""The program and the server of a world: how both are made, and how the program is dropped.

The server and its ledger outlive the program; what is dropped of it is all that is not stored.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.place import account_of
from core.brokers.kis.stream import Gap, HintKind
from core.domain.calendar import trading_date
from core.domain.costs import Commission
from core.domain.limits import Limits
from core.domain.order import OrderIntent
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.last_line import last_word
from core.flow.runtime import Runtime
from core.ids import UlidSource
from core.latch import FileLatch
from core.memory import MemoryUnitOfWork
from core.memory_views import MemoryViews
from core.net.http import Reply as Read
from core.net.skew import Skew
from core.nonces import KeyedNonces
from core.ports import UnitOfWork, Views
from core.registry import discover
from sim.kis.faults import Fault
from sim.kis.options import KisOptions
from storage.store import Store, open_store
from tests.fakes import ANN, BEN, FakeFace
from tests.kis_rig import CALM, NOW, place_of, sessions
from tests.prove.virtual import LoopClock, VirtualLoop
from tests.prove.wire import MemoryServer, MemorySocket, ShortRead, Wire
from tests.prove.world_market import CALENDAR, bars, instruments, two_shares

CASH = 100_000_000
WIDE = Limits(order_won=50_000_000, turnover_won=500_000_000, orders_per_second=2)
# The share of worlds whose reads go past httpx.
SHORT = 0.9
API_MEDIA = frozenset({"OpnAPI"})


class Tokens:
    """Keeps the access token over restarts, as the sealed file does."""

    def __init__(self) -> None:
        self.kept: str | None = None

    def read(self) -> str | None:
        return self.kept

    def write(self, secret: str) -> None:
        self.kept = secret


class Program:
    """One person's gaemi and one KIS inside a virtual loop, as far as they stand still."""

    def __init__(
        self,
        seed: int,
        home: Path,
        *,
        disk: bool = False,
        readable: bool = True,
        push: bool = False,
        **options: Any,
    ) -> None:
        discover("core.strategies")
        discover("core.risk")
        self.seed, self.home, self.disk = seed, home, disk
        self.rng = random.Random(f"world {seed}")
        self.short = self.rng.random() < SHORT
        self._begin(options)
        self.readable, self.tokens = readable, Tokens()
        self._keep(push)

    def _begin(self, options: dict[str, Any]) -> None:
        """Make time and server."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self.loop, self.clock = loop, LoopClock(loop, NOW)
        wanted = {"cash": CASH, "rate": 10**6, "sessions": sessions(), "feed": two_shares()}
        wanted |= {"prints_a_minute": 2, "ticks": loop.time, "factor": 1.0} | options
        self.server = MemoryServer(KisOptions(started=NOW, now=NOW, **wanted))

    def _keep(self, push: bool) -> None:
        """Make what outlives the program, and the program."""
        self.latch = FileLatch(self.home / "latch.json")
        self.latch.create()
        self.nonces = KeyedNonces(b"a test's key of thirty-two bytes")
        self.faces = {a.face: FakeFace(a) for a in (ANN, BEN)}
        self.generation, self.signals, self.presses = 0, 0, 0
        self.watched = {CALM}
        self.wrong: list[str] = []
        self.switched: list[Fault] = []
        self.undo_s = 0
        self.push, self.hinted, self.gaps = push, asyncio.Event(), 0
        self.reader: asyncio.Task[None] | None = None
        self.memory = MemoryUnitOfWork(self.clock)
        self.store: Store | None = None
        self._assemble()

    def _assemble(self) -> None:
        self.generation += 1
        self.skew = Skew([self.clock])
        self.kis = Kis(place_of(self.server), self._parts())
        if self.short:
            self._shorten()
        self.kis.market._listed = dict(instruments())
        uow = self._open()
        self.desk = Desk(
            uow=uow, clock=self.clock, calendar=CALENDAR, base_limits=WIDE, commission=Commission(),
            ids=UlidSource(self.clock, random.Random(f"{self.seed} {self.generation}")),
            nonces=self.nonces, latch=self.latch, account_id=account_of(self.kis.place),
            mode=self.kis.place.mode, instruments=instruments(), undo_s=self.undo_s,
        )  # fmt: skip
        for symbol in instruments():
            for bar in bars(symbol, trading_date(self.clock.now())):
                self.desk.remember(bar)
        self.runtime = Runtime(
            self.desk, broker=self.kis.broker, data=self.kis.market, faces=dict(self.faces)
        )

    def _shorten(self) -> None:
        host = self.kis.place.host
        door = ShortRead({host.rest, host.master}, lambda: self.server)
        self.kis._http = self.kis.client._http = self.kis.market._http = door

    def _parts(self) -> KisParts:
        rng = random.Random(f"kis {self.seed} {self.generation}")
        return KisParts(
            clock=self.clock, calendar=CALENDAR, rng=rng, tokens=self.tokens, sleep=asyncio.sleep,
            api_media=API_MEDIA if self.readable else frozenset(), last_word=self._last_word,
            transport=lambda: Wire(lambda: self.server), heard=self._heard, opener=self._opened,
            clock_is_wrong=lambda: self.skew.too_far,
        )  # fmt: skip

    def _last_word(self, intent: OrderIntent) -> str:
        if self.skew.too_far:
            return f"our clock is {self.skew.seconds} s from the broker's"
        return last_word(self.latch, self.uow, intent, self.clock.now())

    def _heard(self, reply: Read) -> None:
        self.skew.heard(reply.headers.get("date", ""))

    async def _opened(self, _url: str) -> MemorySocket:
        return await MemorySocket().open(self.server)

    async def _heed(self) -> None:
        """Let every hint and gap of the push feed call for a look, as `bot/kis_feed.py` does."""
        async for one in self.kis.stream([CALM]).hints():
            if isinstance(one, Gap) or one.kind is HintKind.ORDER:
                self.hinted.set()
            self.gaps += isinstance(one, Gap)

    def _open(self) -> UnitOfWork:
        if not self.disk:
            return self.memory
        self.store = open_store(self.home / "gaemi.db", self.clock)
        if isinstance(self.loop, VirtualLoop):
            self.loop.busy = lambda: self.store is not None and self.store.uow._busy
        return self.store.uow

    @property
    def uow(self) -> UnitOfWork:
        return self.desk.uow

    @property
    def views(self) -> Views:
        return self.store.views if self.store else MemoryViews(self.memory)

    def drop(self) -> None:
        """Let the program's objects go as a dead process does."""
        if self.reader is not None:
            self.reader.cancel()
            self.reader = None
        if self.store is not None:
            self.store.close()
            self.store = None
        else:
            self.memory.rollback()

    async def ask(self, command: Any) -> Result:
        return await self.runtime.engine.ask(command)

    async def close_program(self) -> None:
        """Let the program go in good order."""
        self.drop()
        await self.kis.close()

    async def close(self) -> None:
        await self.close_program()
        self.server.world.ledger.close()
