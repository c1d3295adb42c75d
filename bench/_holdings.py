"""An engine on a disk whose books hold many symbols, and quotes for them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from core.clock import Clock
from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.commands import BrokerView, Holding, Pair, Seen
from core.domain.costs import Commission
from core.domain.instrument import Instrument, PriceLimits
from core.domain.limits import Limits
from core.domain.order import Mode
from core.domain.people import Role
from core.domain.position import Book
from core.flow.desk import Desk
from core.flow.engine import Engine
from core.ids import UlidSource
from core.latch import MemoryLatch
from core.nonces import KeyedNonces
from core.registry import discover
from core.strategies.base import STRATEGIES
from storage.store import Store, open_store
from tests.fakes import ACCOUNT, ANN, CALENDAR, CASH, DAY

OWNER = "golden_cross"
SHARES, PRICE, STOPPED = 10, 70_000, 66_000


async def desk_of(folder: Path, clock: Clock, symbols: Sequence[str]) -> tuple[Desk, Store]:
    """Give a desk on a new database that holds ten shares of each symbol, and has looked."""
    discover("core.strategies")
    discover("core.risk")
    store = open_store(folder / "gaemi.db", clock)
    desk = Desk(
        uow=store.uow, clock=clock, ids=UlidSource(clock, random.Random(1)), calendar=CALENDAR,
        base_limits=Limits(), commission=Commission(), nonces=KeyedNonces(b"k" * 32),
        latch=MemoryLatch(), account_id=ACCOUNT, mode=Mode.PAPER,
        instruments={s: Instrument(s, f"종목{s}") for s in symbols},
    )  # fmt: skip
    desk.params[OWNER] = STRATEGIES.get(OWNER).Params()
    cost = SHARES * PRICE
    for symbol in symbols:
        store.uow.books.put(Book(OWNER, symbol, SHARES, cost, cost, opened_day=DAY))
    await store.uow.commit()
    engine = Engine(desk)
    await engine.ask(Pair(ANN, Role.ADMIN))
    await engine.ask(Seen(view_of(symbols, clock.now())))
    return desk, store


def view_of(symbols: Sequence[str], at: datetime) -> BrokerView:
    """Give a look at an account that holds just these."""
    held = tuple(Holding(s, SHARES, SHARES * PRICE) for s in symbols)
    return BrokerView(ACCOUNT, DAY, at, (), held, CASH, CASH)


def quotes_of(symbols: Sequence[str], at: datetime, *, first: int) -> tuple[Quote, ...]:
    """Give a quote of each symbol; the first one trades at a price of its own."""
    limits = PriceLimits(PRICE * 7 // 10, PRICE * 13 // 10)
    return tuple(
        Quote(s, at, p, p - 100, p, PRICE, limits, Phase.CONTINUOUS, volume=1_000_000)
        for s, p in zip(symbols, [first] + [PRICE] * (len(symbols) - 1), strict=True)
    )
