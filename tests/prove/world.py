"""The whole path in one virtual loop: people, engine, rows, our KIS client, the KIS server.

The server and its ledger outlive the program; `restart` throws away everything of the program
that is not stored. Time is the loop's: nothing waits, and a seed repeats exactly.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.place import account_of
from core.brokers.kis.stream import Gap, HintKind
from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.bar import Bar, Interval
from core.domain.calendar import trading_date, utc
from core.domain.commands import AnswerQuestion, AskResume, Look, Pair, Press
from core.domain.costs import Commission
from core.domain.instrument import Instrument
from core.domain.limits import Limits
from core.domain.order import IN_FLIGHT, OPEN, Order, OrderIntent
from core.domain.people import QuestionState, Role
from core.domain.results import Result
from core.domain.signal import Side, Signal, Size, Timing
from core.domain.switches import HaltLevel, Scope
from core.errors import DeliveryError, GaemiError
from core.flow.desk import Desk
from core.flow.last_line import stopped_by_file
from core.flow.runtime import Runtime
from core.ids import UlidSource
from core.latch import FileLatch
from core.market.calendar import KrxCalendar
from core.memory import MemoryUnitOfWork
from core.memory_views import MemoryViews
from core.net.http import Reply as Read
from core.net.skew import Skew
from core.nonces import KeyedNonces
from core.ports import UnitOfWork, Views
from core.registry import discover
from sim.kis.faults import Fault
from sim.kis.options import KisOptions
from sim.orders import Order as VenueOrder
from sim.replay import ReplayFeed
from sim.values import Listing
from storage.store import Store, open_store
from tests.fakes import ANN, BEN, FakeFace
from tests.kis_rig import CALM, DAY, NOW, market, place_of, sessions
from tests.oracle import Ours, check, ours
from tests.prove.virtual import LoopClock, VirtualLoop
from tests.prove.wire import MemoryServer, MemorySocket, ShortRead, Wire

CASH = 100_000_000
THIN, THIN_VOLUME = "990001", 400
WIDE = Limits(order_won=50_000_000, turnover_won=500_000_000, orders_per_second=2)
CALENDAR = KrxCalendar()
# The share of worlds whose reads go past httpx.
SHORT = 0.9
API_MEDIA = frozenset({"OpnAPI"})
# Section 6.4: the first looks after a doubt, then one a minute.
LOOKS_S = (0.3, 0.5, 0.8, 1.3, 2, 3, 5, 8, 13, 20, 30, 30, 30, 30, 30)


class Tokens:
    """Keeps the access token over restarts, as the sealed file does."""

    def __init__(self) -> None:
        self.kept: str | None = None

    def read(self) -> str | None:
        return self.kept

    def write(self, secret: str) -> None:
        self.kept = secret


class KisWorld:
    """One person's whole gaemi against one KIS; make it inside a virtual loop."""

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
        self.push, self.hinted, self.gaps = push, asyncio.Event(), 0
        self.reader: asyncio.Task[None] | None = None
        self.memory = MemoryUnitOfWork(self.clock)
        self.store: Store | None = None
        self._assemble()

    # -- the program's life --

    def _assemble(self) -> None:
        self.generation += 1
        self.skew = Skew([self.clock])
        self.kis = Kis(place_of(self.server), self._parts())
        if self.short:
            self._shorten()
        self.kis.market._listed = dict(instruments())
        uow = self._open()
        self.desk = Desk(
            uow=uow, clock=self.clock, calendar=CALENDAR, limits=WIDE, commission=Commission(),
            ids=UlidSource(self.clock, random.Random(f"{self.seed} {self.generation}")),
            nonces=self.nonces, latch=self.latch, account_id=account_of(self.kis.place),
            mode=self.kis.place.mode, instruments=instruments(),
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
        return stopped_by_file(self.latch, intent, self.uow.books.all())

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

    async def boot(self) -> None:
        """Start this generation of the program and let it look."""
        if self.push:
            self.reader = self.loop.create_task(self._heed())
        await self.runtime.boot(f"boot-{self.generation}")
        await self.look()

    async def restart(self) -> None:
        """Lose what was not committed, and start anew over the same files."""
        self.drop()
        self._assemble()
        await self.boot()

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

    async def pair(self) -> None:
        """Make both people owners."""
        for actor in (ANN, BEN):
            await self.ask(Pair(actor, Role.OWNER))

    async def ask(self, command: Any) -> Result:
        return await self.runtime.engine.ask(command)

    # -- time --

    async def look(self, seconds: float = 0, *, quotes: bool = True) -> None:
        """Let time pass, then quotes and a look as the live schedule takes them, and settle."""
        if seconds:
            await asyncio.sleep(seconds)
        fresh = []
        if quotes:
            with suppress(GaemiError):
                fresh = list(await self.kis.market.quotes(sorted(self.watched)))
        await self.runtime.gateway.look()
        await self.ask(Look(tuple(fresh)))
        await self.runtime.heed_latch()
        await self.runtime.settle()

    async def pause(self, seconds: float) -> None:
        """Let time pass without looking."""
        await asyncio.sleep(seconds)

    async def live(self, seconds: float) -> None:
        """Let time pass as the live market does: looks when due, sooner when a frame hints."""
        until = self.loop.time() + seconds
        while (left := until - self.loop.time()) > 0:
            pause = 10.0 if self.in_doubt() else 60.0
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, pause)):
                    await self.hinted.wait()
            self.hinted.clear()
            await self.look(0.1)

    async def resolve(self, *, most_s: float = 240) -> None:
        """Look by the schedule of section 6.4 until no order is in doubt or time is over."""
        began = self.loop.time()
        for pause in (*LOOKS_S, *([60.0] * 20)):
            if not self.in_doubt() or self.loop.time() - began > most_s:
                return
            await self.look(pause, quotes=False)

    async def tomorrow(self) -> None:
        """Go on after the close of today and in the next session."""
        today = trading_date(self.clock.now())
        for day, hour, minute in ((today, 15, 45), (CALENDAR.next_session(today).day, 9, 5)):
            until = (utc(day, hour, minute) - self.clock.now()).total_seconds()
            if until > 0:
                await self.look(until)
                await self.look(1, quotes=False)

    async def heal(self) -> None:
        """Take every fault back and let the program come to rest, over a night if it must."""
        self.server.faults.clear()
        self.server.port.open = True  # type: ignore[attr-defined]
        self.clock.shift = timedelta(0)
        for face in self.faces.values():
            face.fails.clear()
        await self.look(61)
        await self.resolve(most_s=300)
        await self.look(61)
        session = CALENDAR.session(trading_date(self.clock.now()))
        over = session is None or self.clock.now() > session.closes_at
        if self.in_doubt() or over:
            await self.tomorrow()
            await self.look(61)
            await self.look(61)
        for _ in range(3):
            # Books that differ are given their time to settle (180 s) before they count.
            if not await self.findings():
                return
            await self.look(190)

    # -- what people and the market do --

    async def card(
        self, side: Side = Side.BUY, shares: int = 10, **changes: Any
    ) -> Approval | None:
        """Let a strategy wish, and give the card that came of it, if any."""
        known = {a.id for a in self.uow.approvals.all()}
        await self.wish(side, shares, **changes)
        await self.look()
        new = [a for a in self.uow.approvals.all() if a.id not in known]
        return new[0] if new else None

    async def wish(self, side: Side = Side.BUY, shares: int = 10, **changes: Any) -> Signal:
        """Store a strategy's signal that is due now."""
        self.signals += 1
        now = self.clock.now()
        base = Signal(
            f"SIGNAL-{self.seed}-{self.signals:04d}", "golden_cross", "p" * 64, CALM, side,
            Size(shares=shares), Timing.NOW, 70_000, Decimal(1), "test", (),
            f"key-{self.signals}", now, now, now + timedelta(hours=1),
        )  # fmt: skip
        signal = replace(base, **changes)
        self.watched.add(signal.symbol)
        self.uow.signals.put(signal)
        await self.uow.commit()
        return signal

    async def press(
        self, card: Approval, *, yes: bool = True, who: Actor = ANN, settle: bool = True
    ) -> Result | None:
        """Press a button of a card that reached this person, and work everything off."""
        button = self.button(card, yes=yes, who=who)
        if button is None:
            return None
        result = await self.runtime.press(button)
        self.presses += result.ok and yes
        if settle:
            await self.runtime.settle()
        return result

    def button(self, card: Approval, *, yes: bool = True, who: Actor = ANN) -> Press | None:
        """Give the press of a card's button, None when the card never reached the person."""
        stored = self.uow.approvals.get(card.id)
        found = [m for m in stored.messages if m.face == who.face] if stored else []
        return Press(self.nonces.nonce(card.id), yes, who, found[-1]) if found else None

    async def halt(self, level: HaltLevel = HaltLevel.HALT_NEW, scope: Scope | None = None) -> None:
        """Stop by a person's word."""
        await self.runtime.halt(scope or Scope(), level, ANN, "test")

    async def resume(self) -> None:
        """Lift every stop in two steps, as one person."""
        for switch in self.latch.read():
            await self.ask(AskResume(switch.scope, ANN, "test", ()))
        await self.runtime.settle()
        await self.pause(31)
        for question in list(self.uow.questions.all()):
            mine = [m for m in question.messages if m.face == ANN.face]
            if question.state is QuestionState.OPEN and question.kind == "resume" and mine:
                nonce = self.nonces.nonce(question.id)
                await self.ask(AnswerQuestion(nonce, True, ANN, mine[-1], ()))
        await self.runtime.settle()

    def by_hand(self, intent: OrderIntent, **changes: Any) -> None:
        """Place an order like ours with the person's own hands, in the broker's app."""
        i = replace(intent, **changes)
        self.server.hts_order(i.symbol, side=i.side.value, quantity=i.shares, price=i.price)

    def switch(self, name: str, **detail: Any) -> None:
        """Switch a fault of the server on, and remember it."""
        self.switched.append(self.server.faults.add(name, **detail))

    # -- what is true --

    def in_doubt(self) -> list[Order]:
        return [o for o in self.uow.orders.all() if o.state in IN_FLIGHT]

    def resting(self) -> list[Order]:
        return [o for o in self.uow.orders.all() if o.state in OPEN]

    def open_cards(self) -> list[Approval]:
        return [a for a in self.uow.approvals.all() if a.state is ApprovalState.OPEN]

    def venue(self) -> list[VenueOrder]:
        """Give every order of the account in the server's own books, oldest first."""
        ledger, account = self.server.world.ledger, self.server.options.account
        last = trading_date(self.clock.now())
        days = (DAY + timedelta(days=n) for n in range((last - DAY).days + 1))
        return [o for day in days for o in ledger.orders_of(account, day)]

    def ours_at_venue(self) -> list[VenueOrder]:
        return [o for o in self.venue() if o.channel == "api"]

    async def rows(self) -> Ours:
        """Read all that is stored."""
        rows = await ours(self.uow, self.views, self.latch.read(), account=self.desk.account_id)
        told = [replace(o, made_at=self.clock.right(o.made_at)) for o in rows.outbox]
        return replace(rows, outbox=told)

    async def findings(self) -> list[str]:
        """Give every rule of "nothing lost" that is broken now.

        Books are compared only when no order is in doubt: its shares are nobody's until then.
        """
        branch = self.server.desk.branch
        found = check(
            await self.rows(), self.server.world.ledger, account=self.server.options.account,
            number=lambda o: f"{branch}-{o.number:010d}",
        )  # fmt: skip
        return [f for f in found if not (self.in_doubt() and f.startswith("rule 5"))]

    def broken_counts(self) -> list[str]:
        """Give what INV-02, 07 and 08 forbid: more orders than grants, more grants than presses."""
        granted = [a for a in self.uow.approvals.all() if a.state is ApprovalState.GRANTED]
        sent = len(self.ours_at_venue())
        wrong = []
        if sent > len(granted):
            wrong.append(f"duplicate: {sent} orders at the exchange, {len(granted)} grants")
        posts = self.server.calls.count("order-cash")
        if posts > len(granted):
            wrong.append(f"duplicate: {posts} order requests, {len(granted)} grants")
        return wrong

    async def close_program(self) -> None:
        """Let the program go in good order."""
        self.drop()
        await self.kis.close()

    async def close(self) -> None:
        await self.close_program()
        self.server.world.ledger.close()


@cache
def two_shares() -> ReplayFeed:
    """Give a share that fills at once and one that hardly trades, so that orders rest."""
    calm = market(1)
    listings = [*calm.listings(), Listing(THIN, "한산전자", "KOSPI", "stock", 1, "전기전자")]
    days = calm.bars(CALM, until=date.max, count=10**4)
    thin = [replace(bar, volume=THIN_VOLUME) for bar in days]
    return ReplayFeed(listings, {CALM: days, THIN: thin}, start=DAY)


@cache
def instruments() -> dict[str, Instrument]:
    """Give the shares that are traded here."""
    return {CALM: Instrument(CALM, "고요전자0"), THIN: Instrument(THIN, "한산전자")}


def bars(symbol: str, before: date) -> list[Bar]:
    """Give the calm share's daily bars of the sessions before a date."""
    found, day = [], before
    for _ in range(25):
        day = CALENDAR.previous_session(day).day
        found.append(_bar(symbol, day))
    return found[::-1]


@cache
def _bar(symbol: str, day: date) -> Bar:
    return Bar(symbol, Interval.DAY, utc(day, 9), day, 70_500, 72_000, 69_000, 70_000, 400_000, "t")


def fail_face(world: KisWorld, *, after_s: float | None = None) -> None:
    """Let the next message to the phone fail, with the pause that the service asks for."""
    face = world.faces[ANN.face]
    face.fails.append(DeliveryError("429", retry_after_s=after_s))


def started_at() -> datetime:
    """Give the instant at which every world begins."""
    return NOW
