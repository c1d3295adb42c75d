"""The one place where concrete things meet: storage, market, broker, engine."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from bot import assemble_sim
from bot.app import App, PaperApp
from bot.jobs import Plan
from bot.stage import Stage
from core.brokers.paper import PaperBroker, PaperMarket
from core.clock import Clock, LiveClock, SimClock
from core.domain.calendar import Calendar, trading_date
from core.domain.costs import Commission
from core.domain.instrument import Instrument
from core.domain.journal import JournalEntry
from core.domain.money import Won
from core.domain.order import Mode
from core.errors import SettingsError, StoreError
from core.flow.desk import HISTORY, Desk
from core.flow.runtime import IDLE_S, Runtime
from core.ids import UlidSource
from core.latch import FileLatch, MemoryLatch, is_new
from core.market.calendar import KrxCalendar
from core.market.quality import since_break
from core.memory import MemoryUnitOfWork
from core.memory_bars import MemoryBars
from core.memory_views import MemoryViews
from core.nonces import KeyedNonces, load_key
from core.ports import Broker, ChatFace, Latch, MarketData, Nonces, UnitOfWork, Views
from core.ports_bars import BarStore
from core.registry import discover
from core.settings import Settings
from core.strategies.own import load_own
from sim.exchange import Exchange
from storage.bars import StorageBars
from storage.place import Place
from storage.store import open_bars, open_store, open_sweeps, open_trials, places_of
from storage.sweeps import StorageSweeps
from storage.trials import StorageTrials

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


@dataclass(frozen=True, slots=True)
class Ports:
    """What an engine meets of the world; `wall` and `idle_s` are those of `Runtime`."""

    broker: Broker
    data: MarketData
    faces: Mapping[str, ChatFace]
    wall: Clock | None = None
    idle_s: float = IDLE_S


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
    home: Path,
    clock: Clock,
    *,
    database: str | None = None,
    witness: Callable[[JournalEntry], None] | None = None,
) -> Kept:
    """Keep everything in the files of a home folder; a first start makes them.

    Rows and bars lie in the PostgreSQL database at `database` instead, when it is given.
    `witness` is told of each journal entry once it is stored.
    """
    latch = FileLatch(home / "latch.json")
    if is_new(home):
        latch.create()
    places = places_of(home, database)
    _require_rows(home, places.trade)
    store = open_store(places.trade, clock)
    if witness is not None:
        store.uow.witness = witness
    bars = open_archive(home, database, clock)

    def close() -> None:
        store.close()
        bars.close()

    nonces = KeyedNonces(load_key(home / "grant.key"))
    return Kept(clock, store.uow, store.views, bars, latch, nonces, close)


def _require_rows(home: Path, place: Place) -> None:
    """Raise StoreError where gaemi ran and its rows are gone: an empty file would know no order."""
    if (home / "grant.key").exists() and not place.there():
        raise StoreError(
            f"{place} is missing although gaemi ran in this folder; put a backup back, set "
            "DATABASE_URL as it was, or name another folder with GAEMI_HOME"
        )


def open_archive(
    home: Path, database: str | None = None, clock: Clock | None = None
) -> StorageBars:
    """Open the bars of a home folder or its database; close them at the end."""
    place = places_of(home, database).bars
    return open_bars(place, clock or LiveClock(), columns=home / "bars.db.columns")


def open_trial_log(home: Path) -> StorageTrials:
    """Open the count of what was tried on past data; close it at the end."""
    return open_trials(home / "trials.db")


def open_sweep_file(path: Path) -> StorageSweeps:
    """Open a file of sweeps, made when absent; close it at the end."""
    return open_sweeps(path)


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
    broker = PaperBroker(exchange, assemble_sim.ACCOUNT)
    ports = Ports(broker, data, faces, wall)
    app = join(
        settings, kept, ports,
        calendar=calendar, instruments=instruments, equity=settings.cash, rng=rng,
    )  # fmt: skip
    await load_history(app.desk, data, before=clock.now())
    stage = Stage(exchange, clock, calendar, app.runtime, data, kept.bars, Plan(calendar))
    return PaperApp(**{part.name: getattr(app, part.name) for part in fields(App)}, stage=stage)


def join(
    settings: Settings,
    kept: Kept,
    ports: Ports,
    *,
    calendar: Calendar,
    instruments: Mapping[str, Instrument],
    equity: Won,
    rng: random.Random,
    commission: Commission | None = None,
) -> App:
    """Put an engine between what is kept and its ports; the same for every assembly.

    `equity` is what the day's limits are made from, `rng` gives the random part of identifiers.
    """
    broker, clock = ports.broker, kept.clock
    live = broker.mode is Mode.LIVE
    desk = Desk(
        uow=kept.uow,
        clock=clock,
        ids=UlidSource(clock, rng),
        calendar=calendar,
        base_limits=settings.limits(live=live, equity=equity),
        commission=commission or Commission(),
        nonces=kept.nonces,
        latch=kept.latch,
        account_id=broker.account,
        mode=broker.mode,
        instruments=dict(instruments),
        rules=settings.press_rules(),
        resume_wait_s=settings.resume_wait(live=live),
        auto_live=settings.auto_live,
        troubles=load_own(settings.strategies),
    )
    runtime = Runtime(
        desk, broker=broker, data=ports.data, faces=ports.faces, wall=ports.wall,
        idle_s=ports.idle_s,
    )  # fmt: skip
    return App(
        settings, clock, desk.ids, calendar, kept.uow, kept.views, kept.bars, ports.data, desk,
        runtime,
    )  # fmt: skip


def load_plugins() -> None:
    """Find every strategy, risk rule and chat command of the product."""
    for package in ("core.strategies", "core.risk", "bot.commands"):
        discover(package)


async def load_history(desk: Desk, data: MarketData, *, before: datetime) -> None:
    """Let the desk remember every symbol's finished bars before an instant; raises ReadFailed."""
    until = desk.calendar.previous_session(trading_date(before)).day
    for symbol in sorted(desk.instruments):
        bars = await data.daily_bars(symbol, until=until, count=HISTORY)
        for bar in since_break(bars):
            desk.remember(bar)
