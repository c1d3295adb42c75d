"""`gaemi demo`: builds an assembly in a folder of its own, plays it, gives its outcome."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.assemble import Kept, kept_in, kept_in_memory, load_plugins, paper_app, paper_market
from bot.assemble_sim import BEFORE_MARKETS
from bot.auto import Approve, AutoFace
from bot.demo import Outcome, play
from bot.llm.writer import TemplateWriter
from bot.price_files import take_in
from bot.reports import Reports
from core.clock import SimClock
from core.flow.schedule import WEEKLY_REPORT
from core.market.calendar import KrxCalendar
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What to play. `home` None keeps everything in memory; `data` is a folder of daily CSV."""

    weeks: int
    approve: Approve
    home: Path | None = None
    data: Path | None = None


async def run_demo(settings: Settings, plan: DemoPlan) -> Outcome:
    """Play simulated weeks to their end; raises InputError for a folder without prices."""
    load_plugins()
    calendar = KrxCalendar()
    clock = SimClock(BEFORE_MARKETS)
    kept = kept_in(plan.home, clock) if plan.home else kept_in_memory(clock)
    try:
        if plan.data is not None:
            take_in(kept.bars, plan.data)
        return await _play(settings, plan, kept=kept, calendar=calendar)
    finally:
        kept.close()


async def _play(
    settings: Settings, plan: DemoPlan, *, kept: Kept, calendar: KrxCalendar
) -> Outcome:
    exchange = paper_market(settings, calendar, kept.bars, home=plan.home, weeks=plan.weeks)
    boots = await kept.views.journal_count()
    rng = random.Random(f"{settings.seed}:approve:{boots}")  # noqa: S311 - answers, no secrets
    face = AutoFace(kept.nonces, plan.approve, rng)
    app = await paper_app(
        settings,
        kept=kept,
        exchange=exchange,
        calendar=calendar,
        faces={face.name: face},
        boots=boots,
    )
    publish = Reports(app, TemplateWriter()).publish
    app.stage.jobs[WEEKLY_REPORT] = partial(publish, WEEKLY_REPORT)
    return await play(app, face, weeks=plan.weeks, boot=f"demo-{boots}")
