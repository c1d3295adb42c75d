"""One engine in memory between a scripted broker and scripted people, on a clock by hand.

2026-11-03 10:00 KST, 100,000,000 won, every share at 50,000 won, two paired people.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.clock import SimClock
from core.domain.approval import Actor, Approval, MessageRef
from core.domain.bar import Bar, Interval, Quote
from core.domain.calendar import trading_date, utc
from core.domain.commands import BrokerRow, BrokerView, Holding, Look, Pair, Press
from core.domain.costs import Commission
from core.domain.decision import RiskApproved
from core.domain.instrument import Instrument, PriceLimits
from core.domain.journal import Outgoing, OutKind
from core.domain.limits import Limits
from core.domain.order import Mode, Order
from core.domain.people import Role
from core.domain.results import Result
from core.domain.signal import Side, Signal, Size, Timing
from core.errors import DeliveryError, InDoubt, ReadFailed
from core.flow.desk import Desk
from core.flow.runtime import Runtime
from core.ids import UlidSource
from core.latch import FileLatch, MemoryLatch
from core.market.calendar import KrxCalendar
from core.memory import MemoryUnitOfWork
from core.nonces import KeyedNonces
from core.registry import discover

DAY = date(2026, 11, 3)
NOW = utc(DAY, 10)
ACCOUNT, SYMBOL, OTHER = "TEST-01", "005930", "000660"
CASH = 100_000_000
PRICE = 50_000
SEC = timedelta(seconds=1)
ANN = Actor("phone", "100", "100", "Ann")
BEN = Actor("desktop", "local", "tty", "Ben")
WIDE = Limits(order_won=50_000_000, turnover_won=250_000_000, orders_per_second=2)
CALENDAR = KrxCalendar()


class Lost(InDoubt):
    """The broker takes the order, the answer never comes, the list shows it later."""

    def __init__(self, *, visible_after: float = 0) -> None:
        super().__init__("timed out")
        self.visible_after = visible_after


class FakeBroker:
    """Answers submits by script and looks from its own books."""

    mode = Mode.PAPER
    account = ACCOUNT

    def __init__(self, clock: SimClock) -> None:
        self.clock = clock
        self.answers: deque[str | Exception | None] = deque()
        self.submits: list[RiskApproved] = []
        self.rows: list[BrokerRow] = []
        self.hidden: dict[str, datetime] = {}
        self.held: dict[str, int] = {}
        self.cash = CASH
        self.down = False

    async def submit(self, approved: RiskApproved) -> str:
        self.submits.append(approved)
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, Exception) and not isinstance(answer, Lost):
            raise answer
        if isinstance(answer, str):
            return answer
        row = self.take(approved)
        if isinstance(answer, Lost):
            self.hidden[row.number] = self.clock.now() + answer.visible_after * SEC
            raise answer
        return row.number

    def take(self, approved: RiskApproved, **changes: Any) -> BrokerRow:
        """Enter an order as the broker would; `changes` make it somebody else's."""
        i, now = approved.intent, self.clock.now()
        number = f"{len(self.rows) + 1:010d}"
        base = BrokerRow(
            number, trading_date(now), i.symbol, i.side.value, i.shares, i.price, "limit",
            0, 0, 0, 0, "open", now, "api",
        )  # fmt: skip
        self.rows.append(replace(base, **changes))
        return self.rows[-1]

    def change(self, number: str, **changes: Any) -> BrokerRow:
        """Rewrite a row, as a broker that corrects itself."""
        at = next(i for i, r in enumerate(self.rows) if r.number == number)
        self.rows[at] = replace(self.rows[at], **changes)
        return self.rows[at]

    def fill(
        self, number: str, shares: int, *, price: int = PRICE, fee: int = 0, tax: int = 0
    ) -> None:
        """Fill a part: row, holdings and money move together."""
        row = next(r for r in self.rows if r.number == number)
        filled, amount = row.filled + shares, shares * price
        state = "filled" if filled == row.shares else row.state
        self.change(
            number, filled=filled, amount=row.amount + amount, fee=row.fee + fee,
            tax=row.tax + tax, state=state,
        )  # fmt: skip
        sign = 1 if row.side == "buy" else -1
        self.held[row.symbol] = self.held.get(row.symbol, 0) + sign * shares
        self.cash -= sign * amount + fee + tax

    async def cancel(self, order: Order) -> None:
        self.change(order.number or "", state="cancelled")

    async def look(self, day: date | None = None) -> BrokerView:
        if self.down:
            raise ReadFailed("the broker does not answer")
        now = self.clock.now()
        on = day or trading_date(now)
        rows = [r for r in self.rows if r.day == on and self.hidden.get(r.number, now) <= now]
        held = tuple(Holding(s, n, n * PRICE) for s, n in sorted(self.held.items()) if n)
        open_buys = [r for r in self.rows if r.side == "buy" and r.state == "open"]
        reserved = sum((r.shares - r.filled) * r.price for r in open_buys)
        return BrokerView(ACCOUNT, on, now, tuple(rows), held, self.cash, self.cash - reserved)


class FakeMarket:
    """Gives the quotes that a test set; fresh unless told otherwise."""

    def __init__(self, clock: SimClock) -> None:
        self.clock = clock
        self.prices = {SYMBOL: PRICE, OTHER: PRICE}
        self.changes: dict[str, Any] = {}
        self.down = False

    async def instruments(self) -> Sequence[Instrument]:
        return [Instrument(SYMBOL, "삼성전자"), Instrument(OTHER, "SK하이닉스")]

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        if self.down:
            raise ReadFailed("no quotes")
        return [self.quote(s) for s in symbols]

    def quote(self, symbol: str) -> Quote:
        now, price = self.clock.now(), self.prices[symbol]
        session = CALENDAR.session(trading_date(now)) or CALENDAR.next_session(trading_date(now))
        base = Quote(
            symbol, now, price, price, price + 50, PRICE, PriceLimits(35_000, 65_000),
            session.phase(now),
        )  # fmt: skip
        return replace(base, **self.changes)

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        return []


class FakeFace:
    """Keeps what it was told to show; every message gets its own id."""

    def __init__(self, actor: Actor) -> None:
        self.name, self.actor = actor.face, actor
        self.shown: list[Outgoing] = []
        self.fails: deque[DeliveryError] = deque()

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        if self.fails:
            raise self.fails.popleft()
        self.shown.append(outgoing)
        return MessageRef(self.name, outgoing.chat, f"m{len(self.shown)}")

    def events(self) -> list[str]:
        """Give the events of the order messages shown."""
        return [str(dict(o.fields)["event"]) for o in self.shown if o.kind is OutKind.ORDER]

    def notices(self) -> list[str]:
        """Give the keys of the notices shown."""
        return [o.subject for o in self.shown if o.kind is OutKind.NOTICE]


class World:
    """An engine with everything around it; make one with `await World.start()`."""

    def __init__(
        self,
        *,
        latch: MemoryLatch | FileLatch | None = None,
        limits: Limits = WIDE,
        at: datetime = NOW,
    ) -> None:
        discover("core.strategies")
        discover("core.risk")
        self.clock = SimClock(at)
        self.uow = MemoryUnitOfWork(self.clock)
        self.broker, self.market = FakeBroker(self.clock), FakeMarket(self.clock)
        self.latch = latch or MemoryLatch()
        self.nonces = KeyedNonces(b"a test's key of thirty-two bytes")
        self.limits = limits
        self.generation = 0
        self.faces = {a.face: FakeFace(a) for a in (ANN, BEN)}
        self._signals = 0
        self.desk, self.runtime = self._build()

    @classmethod
    async def start(cls, **how: Any) -> World:
        """Pair both people, boot, take quotes and a first look."""
        world = cls(**how)
        await world.ask_to_pair()
        await world.boot()
        return world

    async def ask_to_pair(self) -> None:
        """Make both people owners."""
        for actor in (ANN, BEN):
            await self.ask(Pair(actor, Role.OWNER))

    def _build(self) -> tuple[Desk, Runtime]:
        self.generation += 1
        ids = UlidSource(self.clock, random.Random(self.generation))
        known = {SYMBOL: Instrument(SYMBOL, "삼성전자"), OTHER: Instrument(OTHER, "SK하이닉스")}
        desk = Desk(
            uow=self.uow, clock=self.clock, ids=ids, calendar=CALENDAR, limits=self.limits,
            commission=Commission(), nonces=self.nonces, latch=self.latch, account_id=ACCOUNT,
            mode=Mode.PAPER, instruments=known,
        )  # fmt: skip
        for symbol in known:
            for bar in flat_bars(symbol):
                desk.remember(bar)
        faces = dict(self.faces)
        return desk, Runtime(desk, broker=self.broker, data=self.market, faces=faces)

    async def boot(self) -> None:
        """Start this generation of the program."""
        await self.runtime.boot(f"boot-{self.generation}")
        await self.look()

    async def restart(self) -> None:
        """Lose everything that was not committed and start anew."""
        self.uow.rollback()
        self.desk, self.runtime = self._build()
        await self.boot()

    async def ask(self, command: Any) -> Result:
        return await self.runtime.engine.ask(command)

    async def look(self, seconds: float = 0) -> None:
        """Let time pass, then take fresh quotes and a broker look, and settle."""
        self.clock.move_by(seconds)
        quotes = await self.market.quotes([SYMBOL, OTHER])
        await self.runtime.gateway.look()
        await self.ask(Look(tuple(quotes)))
        await self.runtime.settle()

    async def wish(self, side: Side = Side.BUY, shares: int = 10, **changes: Any) -> Signal:
        """Store a strategy's signal that is due now."""
        self._signals += 1
        now = self.clock.now()
        base = Signal(
            f"SIGNAL-{self._signals:04d}", "golden_cross", "p" * 64, SYMBOL, side,
            Size(shares=shares), Timing.NOW, PRICE, Decimal(1), "test", (),
            f"key-{self._signals}", now, now,
            now + timedelta(hours=1),
        )  # fmt: skip
        signal = replace(base, **changes)
        self.uow.signals.put(signal)
        await self.uow.commit()
        return signal

    async def card(self, side: Side = Side.BUY, shares: int = 10, **changes: Any) -> Approval:
        """Make a wish and give the card that came of it."""
        known = {a.id for a in self.uow.approvals.all()}
        await self.wish(side, shares, **changes)
        await self.look()
        (new,) = [a for a in self.uow.approvals.all() if a.id not in known]
        return new

    def button(
        self, card: Approval, *, yes: bool = True, who: Actor = ANN, **changes: Any
    ) -> Press:
        """Give the press of a card's button by one of the people."""
        card = self.approval(card)
        message = next(m for m in card.messages if m.face == who.face)
        return replace(Press(self.nonces.nonce(card.id), yes, who, message), **changes)

    async def press(
        self, card: Approval, *, yes: bool = True, who: Actor = ANN, **changes: Any
    ) -> Result:
        """Press and work everything off."""
        result = await self.runtime.press(self.button(card, yes=yes, who=who, **changes))
        await self.runtime.settle()
        return result

    async def hold(self, shares: int, symbol: str = SYMBOL) -> None:
        """Give the strategy shares by a filled purchase."""
        card = await self.card(Side.BUY, shares, symbol=symbol)
        await self.press(card)
        order = self.order(card)
        self.broker.fill(order.number or "", shares)
        await self.look(61)

    def approval(self, card: Approval) -> Approval:
        """Give the stored row of a card."""
        row = self.uow.approvals.get(card.id)
        assert row is not None
        return row

    def order(self, card: Approval) -> Order:
        """Give the order that came of a card."""
        (found,) = [o for o in self.uow.orders.all() if o.approval_id == card.id]
        return found


def flat_bars(symbol: str, days: int = 30) -> list[Bar]:
    """Make quiet daily bars up to the session before."""
    found: list[Bar] = []
    day = DAY
    for _ in range(days):
        day = CALENDAR.previous_session(day).day
        p = PRICE
        found.append(Bar(symbol, Interval.DAY, utc(day, 9), day, p, p, p, p, 1_000_000, "test"))
    return found[::-1]
