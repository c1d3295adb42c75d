"""`gaemi run`: the paper market with people in front of it, until somebody quits."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path

from bot.app import PaperApp
from bot.assemble import Kept, kept_in, load_plugins, paper_app, paper_market
from bot.assemble_front import (
    Door,
    Front,
    Program,
    deliveries,
    end_like_a_person_would,
    make_front,
    reports_of,
    serve,
    witness,
)
from bot.assemble_sim import ACCOUNT, BEFORE_MARKETS, paper_clock
from bot.attention import Attention
from bot.checks import Doctor
from bot.home_seal import check_home
from bot.pace import play
from bot.price_files import take_in
from core.clock import LiveClock, SimClock
from core.domain.order import Mode
from core.flow.schedule import REPORT_JOBS
from core.log import configure
from core.market.calendar import KrxCalendar
from core.settings import Settings


async def run(settings: Settings, home: Path, *, boot: str) -> None:
    """Run until the console's person quits; raises GaemiError when it cannot start."""
    end_like_a_person_would()
    load_plugins()
    wall, calendar = LiveClock(), KrxCalendar()
    front = make_front(settings, boot)
    clock = SimClock(BEFORE_MARKETS)
    path, secrets = home / "logs" / "gaemi.log", settings.secrets()
    # The log first: a database that is away must be read there as well.
    with closing(configure(path, settings.log_level, clock.now, secrets=secrets)):
        clock.restart_at(paper_clock(home, settings.database()).now())
        with closing(kept_in(home, clock, database=settings.database(), witness=witness)) as kept:
            check_home(kept.uow, ACCOUNT)
            app = await _build(settings, home, kept=kept, calendar=calendar, front=front)
            await _serve(app, front, home=home, boot=boot, wall=wall)


async def _build(
    settings: Settings, home: Path, *, kept: Kept, calendar: KrxCalendar, front: Front
) -> PaperApp:
    if settings.market == "replay" and settings.data is not None:
        take_in(kept.bars, settings.data)
    exchange = paper_market(settings, calendar, kept.bars, home=home)
    return await paper_app(
        settings,
        kept=kept,
        exchange=exchange,
        calendar=calendar,
        faces=deliveries(front, kept.uow, kept.nonces, clock=kept.clock, mode=Mode.PAPER),
        boots=await kept.views.journal_count(),
        wall=LiveClock(),
    )


async def _serve(app: PaperApp, front: Front, *, home: Path, boot: str, wall: LiveClock) -> None:
    reports = reports_of(app, front, made_up=app.settings.market == "synthetic")
    app.stage.jobs.update({name: partial(reports.publish, name) for name in REPORT_JOBS})
    attention = Attention(wall)

    async def market() -> None:
        await app.stage.open()
        await play(app.stage, attention, speed=app.settings.speed, wall=wall)

    program = Program(
        app,
        front,
        Door(app.runtime),
        reports,
        Doctor(app, home=home),
        prices=app.data,
        wall=wall,
        mode=Mode.PAPER,
        simulated=True,
        heard=attention.heard,
    )
    await serve(program, market, boot=boot)
