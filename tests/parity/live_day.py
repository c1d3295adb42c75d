"""The live program of a day in virtual time: the parts of a KIS run over ports handed in."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.app import App
from bot.assemble import Kept, Ports, join, load_plugins
from bot.assemble_front import Door
from bot.live_market import IDLE_S, Sleep
from bot.live_trading import Around, PressDoor, Publish, Trading
from bot.llm.writer import TemplateWriter
from bot.reports import Reports
from core.clock import Clock
from core.domain.calendar import trading_date
from core.domain.commands import Pair
from core.domain.journal import JournalEntry
from core.domain.people import Role
from core.flow.schedule import JOBS, REPORT_JOBS, WEEKLY_REPORT, Job, runs_after
from core.market.calendar import KrxCalendar
from core.ports import Broker, MarketData
from core.settings import load_settings
from tests.parity.person import WHO, Answers, Someone
from tests.parity.recording import Recording
from tests.prove.virtual import VirtualLoop

CALENDAR = KrxCalendar()
CASH = 100_000_000
PAUSE_S = 20.0
# A long rest between two looks at nothing: a night is not worth a thousand of them.
REST_S = 60.0
GLANCE_S = 2.0
# The loop's time jumps from one hour after a close to this long before the next opening.
EVENING, MORNING = timedelta(hours=1), timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class Wires:
    """What a live day is connected to."""

    data: MarketData
    broker: Broker
    hints: Callable[[], AsyncIterator[Any]]
    beat: Callable[[], None]


def app_over(
    recording: Recording, kept: Kept, wires: tuple[Broker, MarketData], answers: Answers
) -> tuple[App, Someone]:
    """Join an app as every assembly does, with somebody who answers its cards."""
    load_plugins()
    someone = Someone(kept.nonces, answers)
    broker, data = wires
    app = join(
        load_settings({}),
        kept,
        Ports(broker, data, {someone.name: someone}, idle_s=GLANCE_S),
        calendar=CALENDAR,
        instruments=recording.instruments,
        equity=CASH,
        rng=random.Random(f"{recording.start}"),
    )
    return app, someone


async def live_day(
    recording: Recording, kept: Kept, wires: Wires, answers: Answers
) -> tuple[list[JournalEntry], Someone]:
    """Run the live program from the recording's start to its end; gives its journal."""
    app, someone = app_over(recording, kept, (wires.broker, wires.data), answers)
    reports = Reports(app, TemplateWriter())
    trading = Trading(
        app,
        Around(wires.hints, _heard, _weekly(reports)),
        symbols=recording.symbols,
        pause_s=PAUSE_S,
        sleep=_resting(wires.beat),
    )
    door = PressDoor(Door(app.runtime), trading.market)
    await asyncio.create_task(_begin(app, door), name="begin")
    work = asyncio.create_task(_work(app, trading, door, someone), name="program")
    await asyncio.wait([work], timeout=(recording.end - kept.clock.now()).total_seconds())
    if work.done():
        work.result()
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
    return list(await app.views.journal(limit=10**6)), someone


# What the other assembly does as well: of the reports the weekly one alone.
SHARED = [job for job in JOBS if job.name not in {*REPORT_JOBS} - {WEEKLY_REPORT}]


def _weekly(reports: Reports) -> Publish:
    """Publish the weekly report alone, as the other assembly does."""

    async def publish(job: str, at: datetime) -> None:
        if job == WEEKLY_REPORT:
            await reports.publish(job, at)

    return publish


async def _begin(app: App, door: PressDoor) -> None:
    await door.ask(Pair(WHO, Role.ADMIN))
    await app.runtime.boot("day")


async def _work(app: App, trading: Trading, door: PressDoor, someone: Someone) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(app.runtime.run(), name="runtime")
        group.create_task(trading.feed.run(), name="push")
        group.create_task(someone.live(door, app.clock), name="person")
        group.create_task(_trade(app, trading), name="trade")
        group.create_task(_nights(app.clock), name="nights")


async def _nights(clock: Clock) -> None:
    """Let the nights pass at once, as for a machine that slept: nothing trades in them."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    while True:
        today = trading_date(clock.now())
        session = CALENDAR.session(today) or CALENDAR.next_session(today)
        await asyncio.sleep((session.closes_at + EVENING - clock.now()).total_seconds())
        morning = CALENDAR.next_session(session.day).opens_at - MORNING
        loop.skip((morning - clock.now()).total_seconds())


async def _trade(app: App, trading: Trading) -> None:
    # As in `gaemi run`, but for the machine's clock: each job waits in a task of its own.
    await trading.open()
    for job in SHARED:
        await trading.schedule.catch_up(job)
    async with asyncio.TaskGroup() as group:
        for job in SHARED:
            group.create_task(_each(trading, job, app.clock), name=f"job-{job.name}")
        group.create_task(trading.market.run(), name="market")


async def _each(trading: Trading, job: Job, clock: Clock) -> None:
    while True:
        at = next(runs_after(job, CALENDAR, after=clock.now()))[0]
        await asyncio.sleep((at - clock.now()).total_seconds())
        await trading.schedule.catch_up(job)


def _resting(beat: Callable[[], None]) -> Sleep:
    async def sleep(seconds: float) -> None:
        task = asyncio.current_task()
        rests = seconds == IDLE_S and task is not None and task.get_name() == "quotes"
        if rests:
            beat()
        await asyncio.sleep(REST_S if rests else seconds)

    return sleep


def _heard(_key: str) -> None:
    """Take no notice of an alarm of the push feed."""
