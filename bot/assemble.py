"""The one place where concrete things meet: storage, market, broker, engine."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import assemble_sim
from bot.app import PaperApp
from bot.jobs import Plan
from bot.stage import Stage
from core.brokers.paper import PaperBroker, PaperMarket
from core.clock import Clock, LiveClock, SimClock
from core.domain.calendar import trading_date
from core.domain.costs import Commission
from core.domain.journal import JournalEntry
from core.domain.order import Mode
from core.errors import SettingsError, StoreError
from core.flow.desk import HISTORY, Desk
from core.flow.runtime import Runtime
from core.ids import UlidSource
from core.latch import FileLatch, MemoryLatch, is_new
from core.market.calendar import KrxCalendar
from core.market.quality import since_break
from core.memory import MemoryUnitOfWork
from core.memory_bars import MemoryBars
from core.memory_views import MemoryViews
from core.nonces import KeyedNonces, load_key
from core.ports import BarStore, ChatFace, Latch, Nonces, UnitOfWork, Views
from core.registry import discover
from core.settings import Settings
from sim.exchange import Exchange
from storage.bars import StorageBars
from storage.store import open_bars, open_store

DEMO_KEY = b"demo: no person, nothing secret!"


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives the process, or pretends to: rows, bars, latch, button key, exchange books."""

    clock: Clock
    uow: UnitOfWork
    views: Views
    bars: BarStore
    latch: Latch
    nonces: Nonces
    close: Callable[[], None]


def kept_in_memory(clock: SimClock) -> Kept:
    """Keep everything in memory, for backtests and quick demos."""
    uow = MemoryUnitOfWork(clock)
    return Kept(
        clock,
        uow,
        MemoryViews(uow),
        MemoryBars(),
        MemoryLatch(),
        KeyedNonces(DEMO_KEY),
        lambda: None,
    )


def kept_in(
    home: Path, clock: Clock, *, witness: Callable[[JournalEntry], None] | None = None
) -> Kept:
    """Keep everything in the files of a home folder; a first start makes them.

    `witness` is told of each journal entry once it is stored.
    """
    latch = FileLatch(home / "latch.json")
    if is_new(home):
        latch.create()
    _require_rows(home)
    store = open_store(home / "gaemi.db", clock)
    if witness is not None:
        store.uow.witness = witness
    bars = open_bars(home / "bars.db", clock)

    def close() -> None:
        store.close()
        bars.close()

    nonces = KeyedNonces(load_key(home / "grant.key"))
    return Kept(clock, store.uow, store.views, bars, latch, nonces, close)


def _require_rows(home: Path) -> None:
    """Raise StoreError where gaemi ran and its rows are gone: an empty file would know no order."""
    if (home / "grant.key").exists() and not (home / "gaemi.db").exists():
        raise StoreError(
            f"{home / 'gaemi.db'} is missing although gaemi ran in this folder; "
            "put a backup back, or name another folder with GAEMI_HOME"
        )


def open_archive(home: Path) -> StorageBars:
    """Open the bars of a home folder, for imports; close it at the end."""
    return open_bars(home / "bars.db", LiveClock())


def paper_market(
    settings: Settings, calendar: KrxCalendar, bars: BarStore, *, home: Path | None, weeks: int = 2
) -> Exchange:
    """Build the simulated exchange that the settings name."""
    path = home / "exchange.db" if home else None
    try:
        ledger = assemble_sim.ledger_at(path, cash=settings.cash)
        if settings.market == "replay":
            return assemble_sim.replay(calendar, ledger, bars, seed=settings.seed, weeks=weeks)
        return assemble_sim.synthetic(calendar, ledger, seed=settings.seed)
    except ValueError as error:
        raise SettingsError(
            f"the simulated exchange cannot start: {error}; "
            "use its own settings or another GAEMI_HOME"
        ) from error


async def paper_app(
    settings: Settings,
    *,
    kept: Kept,
    exchange: Exchange,
    calendar: KrxCalendar,
    faces: Mapping[str, ChatFace],
    boots: int,
    wall: Clock | None = None,
) -> PaperApp:
    """Join the parts into a paper assembly; nothing runs yet and nobody was told.

    `boots` differs at each start over the same files, so that no identifier comes twice.
    """
    data, clock = PaperMarket(exchange), kept.clock
    if not isinstance(clock, SimClock):
        raise TypeError(f"a simulated exchange needs simulated time, not {type(clock).__name__}")
    clock.restart_at(exchange.now)
    instruments = {i.symbol: i for i in await data.instruments()}
    # Identifiers are no secrets: they repeat with the seed, so that a run can be told again.
    rng = random.Random(f"{settings.seed}:ids:{boots}")  # noqa: S311
    desk = Desk(
        uow=kept.uow,
        clock=clock,
        ids=UlidSource(clock, rng),
        calendar=calendar,
        limits=settings.limits(live=False, equity=settings.cash),
        commission=Commission(),
        nonces=kept.nonces,
        latch=kept.latch,
        account_id=assemble_sim.ACCOUNT,
        mode=Mode.PAPER,
        instruments=instruments,
        resume_wait_s=settings.resume_wait(live=False),
    )
    await _load_history(desk, data, before=clock.now())
    broker = PaperBroker(exchange, assemble_sim.ACCOUNT)
    runtime = Runtime(desk, broker=broker, data=data, faces=faces, wall=wall)
    stage = Stage(exchange, clock, calendar, runtime, data, kept.bars, Plan(calendar))
    return PaperApp(
        settings,
        clock,
        desk.ids,
        calendar,
        kept.uow,
        kept.views,
        kept.bars,
        data,
        desk,
        runtime,
        stage,
    )


def load_plugins() -> None:
    """Find every strategy, risk rule and chat command of the product."""
    for package in ("core.strategies", "core.risk", "bot.commands"):
        discover(package)


async def _load_history(desk: Desk, data: PaperMarket, *, before: datetime) -> None:
    until = desk.calendar.previous_session(trading_date(before)).day
    for symbol in sorted(desk.instruments):
        bars = await data.daily_bars(symbol, until=until, count=HISTORY)
        for bar in since_break(bars):
            desk.remember(bar)
