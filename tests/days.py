"""A paper market that can be started, left alone for days and started again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial

from bot.app import App
from bot.assemble import Kept, kept_in_memory, load_plugins, paper_app
from bot.assemble_sim import LOOK_AHEAD, LOOK_BACK, SYNTHETIC_START, ledger_at
from bot.auto import ACTOR, Approve, AutoFace
from bot.llm.writer import TemplateWriter
from bot.locale.catalogue import Catalogue
from bot.reports import Reports
from core.clock import SimClock
from core.domain.commands import Pair
from core.domain.people import Role
from core.flow.schedule import WEEKLY_REPORT
from core.market.calendar import KrxCalendar
from core.settings import Settings, load_settings
from sim.exchange import Exchange
from sim.sessions import Sessions
from sim.synthetic import SyntheticFeed
from tests.demos import LONG_AGO

CALENDAR = KrxCalendar()
CASH = 100_000_000


def settings_of(**given: str) -> Settings:
    """Read settings by their names without the prefix."""
    return load_settings({f"GAEMI_{name.upper()}": value for name, value in given.items()})


@cache
def market(seed: int) -> tuple[SyntheticFeed, Sessions]:
    """Give the synthetic market of a seed; making it takes longer than most tests."""
    rows = CALENDAR.rows(SYNTHETIC_START - LOOK_BACK, SYNTHETIC_START + LOOK_AHEAD)
    sessions = Sessions.from_rows(rows)
    return SyntheticFeed(seed, sessions=sessions, start=SYNTHETIC_START), sessions


def fresh_exchange(seed: int) -> Exchange:
    """Make an exchange of that market with books of its own."""
    feed, sessions = market(seed)
    return Exchange(feed, ledger=ledger_at(None, cash=CASH), sessions=sessions, seed=seed)


@dataclass
class Days:
    """What outlives the program: rows, latch and the exchange with its books."""

    settings: Settings = field(default_factory=settings_of)
    approve: Approve = Approve.NONE
    clock: SimClock = field(default_factory=lambda: SimClock(LONG_AGO))
    boots: int = 0
    # Fewer shares than the market has: strategies reckon for each of them at every close.
    symbols: int = 8
    paired: bool = True

    def __post_init__(self) -> None:
        load_plugins()
        self.kept: Kept = kept_in_memory(self.clock)
        self.exchange = fresh_exchange(self.settings.seed)
        self.words = Catalogue(self.settings.lang)
        self.face = AutoFace(self.kept.nonces, self.approve, random.Random(1))

    def alone_until(self, at: datetime) -> None:
        """Let the market go on while the program is down."""
        self.exchange.advance(at)

    async def build(self) -> App:
        """Join the parts over what there is; nothing was asked of anybody yet."""
        self.boots += 1
        self.kept.uow.rollback()
        app = await paper_app(
            self.settings, kept=self.kept, exchange=self.exchange, calendar=CALENDAR,
            faces={self.face.name: self.face}, boots=self.boots,
        )  # fmt: skip
        for symbol in sorted(app.desk.instruments)[self.symbols :]:
            del app.desk.instruments[symbol]
        reports = Reports(app, TemplateWriter(), words=self.words)
        app.stage.jobs[WEEKLY_REPORT] = partial(reports.publish, WEEKLY_REPORT)
        return app

    async def start(self) -> App:
        """Start the program; nobody has moved the market yet."""
        app = await self.build()
        if self.paired:
            await app.runtime.engine.ask(Pair(ACTOR, Role.ADMIN))
        await app.runtime.boot(f"boot-{self.boots}")
        return app


async def run_until(app: App, at: datetime, *, step: timedelta = timedelta(minutes=30)) -> None:
    """Move the market to an instant in steps."""
    while app.clock.now() < at:
        await app.stage.step(step, until=at)
