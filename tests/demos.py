"""Whole demos for tests: played here, and read again from their files by fresh objects."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.app import App
from bot.assemble import Kept, kept_in, kept_in_memory, load_plugins, paper_app, paper_market
from bot.assemble_sim import ACCOUNT
from bot.auto import ACTOR, Approve, AutoFace
from bot.demo import Outcome, play
from bot.llm.writer import TemplateWriter
from bot.reports import Reports
from bot.stage import Job
from core.clock import SimClock
from core.domain.calendar import trading_date
from core.domain.journal import JournalEntry
from core.domain.switches import HaltLevel, Scope
from core.flow.schedule import PRE_OPEN, WEEKLY_REPORT
from core.market.calendar import KrxCalendar
from core.settings import load_settings
from sim.ledger import Ledger
from tests.oracle import Ours, check, ours

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Played:
    """One finished demo: its outcome, our rows and the exchange's own books."""

    outcome: Outcome
    mine: Ours
    ledger: Ledger


async def play_demo(
    seed: int,
    *,
    weeks: int = 1,
    approve: Approve = Approve.ALL,
    home: Path | None = None,
    database: str | None = None,
    halt_on: int | None = None,
    jobs: Mapping[str, Job] | None = None,
) -> Played:
    """Play simulated weeks in memory, or in the files of a folder and perhaps a database.

    `halt_on` is the weekday on whose morning a person stops all purchases; `jobs` replace
    the stage's own.
    """
    load_plugins()
    settings, clock = load_settings({"GAEMI_SEED": str(seed)}), SimClock(LONG_AGO)
    kept = kept_in(home, clock, database=database) if home else kept_in_memory(clock)
    calendar = KrxCalendar()
    exchange = paper_market(settings, calendar, kept.bars, home=home, weeks=weeks)
    boots = await kept.views.journal_count()
    face = AutoFace(kept.nonces, approve, random.Random(f"{seed}:approve:{boots}"))
    try:
        app = await paper_app(
            settings, kept=kept, exchange=exchange, calendar=calendar,
            faces={face.name: face}, boots=boots,
        )  # fmt: skip
        publish = Reports(app, TemplateWriter()).publish
        app.stage.jobs[WEEKLY_REPORT] = partial(publish, WEEKLY_REPORT)
        app.stage.jobs[PRE_OPEN] = partial(_halt, app, halt_on)
        app.stage.jobs.update(jobs or {})
        outcome = await play(app, face, weeks=weeks, boot=f"demo-{boots}")
        return Played(outcome, await _read(kept), exchange._ledger)
    finally:
        kept.close()
        if home:
            exchange._ledger.close()


async def findings(
    home: Path, canaries: Sequence[str] = (), *, database: str | None = None
) -> list[str]:
    """Open a demo's files anew and give every rule of the oracle that they break.

    `canaries` are secrets that must stand in none of the files.
    """
    kept = kept_in(home, SimClock(LONG_AGO), database=database)
    ledger = Ledger.open(home / "exchange.db", cash={})
    try:
        mine = await _read(kept)
        return check(mine, ledger, account=ACCOUNT, files=_files(home), canaries=canaries)
    finally:
        kept.close()
        ledger.close()


def _files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


async def journal_of(home: Path) -> list[JournalEntry]:
    """Read the journal of a demo's files."""
    kept = kept_in(home, SimClock(LONG_AGO))
    try:
        return list(await kept.views.journal(limit=10**6))
    finally:
        kept.close()


async def _halt(app: App, weekday: int | None, at: datetime) -> None:
    if trading_date(at).weekday() == weekday:
        await app.runtime.halt(Scope(), HaltLevel.REDUCE_ONLY, ACTOR, "test")


async def _read(kept: Kept) -> Ours:
    return await ours(kept.uow, kept.views, kept.latch.read(), account=ACCOUNT)
