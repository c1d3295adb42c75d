"""One engine in memory between a scripted broker and scripted people, on a clock by hand.

2026-11-03 10:00 KST, 100,000,000 won, every share at 50,000 won, two paired people.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.clock import SimClock
from core.domain.approval import Actor, Approval
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.commands import Look, Pair, Press
from core.domain.costs import Commission
from core.domain.instrument import Instrument
from core.domain.limits import Limits, PressRules
from core.domain.order import Mode, Order
from core.domain.people import Role
from core.domain.results import Result
from core.domain.signal import Side, Signal, Size, Timing
from core.flow.desk import Desk
from core.flow.runtime import Runtime
from core.ids import UlidSource
from core.latch import FileLatch, MemoryLatch
from core.memory import MemoryUnitOfWork
from core.nonces import KeyedNonces
from core.registry import discover
from tests.fakes import (
    ACCOUNT,
    ANN,
    BEN,
    CALENDAR,
    CASH,
    DAY,
    NOW,
    OTHER,
    PRICE,
    SEC,
    SHARES,
    SYMBOL,
    FakeBroker,
    FakeFace,
    FakeMarket,
    Lost,
)

__all__ = [
    "ACCOUNT",
    "ANN",
    "BEN",
    "CALENDAR",
    "CASH",
    "DAY",
    "NOW",
    "OTHER",
    "PRICE",
    "SEC",
    "SHARES",
    "SYMBOL",
    "WIDE",
    "FakeBroker",
    "FakeFace",
    "FakeMarket",
    "Lost",
    "World",
    "flat_bars",
]

WIDE = Limits(order_won=50_000_000, turnover_won=250_000_000, orders_per_second=2)


class World:
    """An engine with everything around it; make one with `await World.start()`."""

    def __init__(
        self,
        *,
        latch: MemoryLatch | FileLatch | None = None,
        limits: Limits = WIDE,
        at: datetime = NOW,
        undo_s: int = 0,
        rules: PressRules | None = None,
    ) -> None:
        discover("core.strategies")
        discover("core.risk")
        self.clock = SimClock(at)
        self.uow = MemoryUnitOfWork(self.clock)
        self.broker, self.market = FakeBroker(self.clock), FakeMarket(self.clock)
        self.latch = latch or MemoryLatch()
        self.nonces = KeyedNonces(b"a test's key of thirty-two bytes")
        self.limits, self.undo_s = limits, undo_s
        self.rules = rules or PressRules()
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
            await self.ask(Pair(actor, Role.ADMIN))

    def _build(self) -> tuple[Desk, Runtime]:
        self.generation += 1
        ids = UlidSource(self.clock, random.Random(self.generation))
        known = {symbol: Instrument(symbol, name) for symbol, name in SHARES.items()}
        desk = Desk(
            uow=self.uow, clock=self.clock, ids=ids, calendar=CALENDAR, base_limits=self.limits,
            commission=Commission(), nonces=self.nonces, latch=self.latch, account_id=ACCOUNT,
            mode=Mode.PAPER, instruments=known, rules=self.rules, undo_s=self.undo_s,
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
        quotes = await self.market.quotes(list(SHARES))
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

    async def hold(self, shares: int, symbol: str = SYMBOL, *, owner: str = "golden_cross") -> None:
        """Give a strategy shares by a filled purchase."""
        card = await self.card(Side.BUY, shares, symbol=symbol, strategy=owner)
        await self.press(card)
        order = self.order(card)
        self.broker.fill(order.number or "", shares)
        await self.look(61)

    def engine_counts(self) -> tuple[int, int, int]:
        """Give posts, grants and presses of this generation."""
        count = self.runtime.count
        posts, presses = count.posts() - count._posts_before, count.presses()
        return posts, len(count._granted() - count._before), presses - count._presses_before

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
