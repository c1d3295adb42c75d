"""`gaemi run`: the paper market with people in front of it, until somebody quits."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.access import CONSOLE
from bot.app import App
from bot.assemble import Kept, kept_in, load_plugins, paper_app, paper_market
from bot.attention import Attention
from bot.checks import Doctor
from bot.console import Console
from bot.context import Context
from bot.delivery import Delivery, Face
from bot.llm.writer import OpenAIWriter, TemplateWriter
from bot.locale.catalogue import Catalogue
from bot.pace import play
from bot.pairing import PairingDesk
from bot.price_files import take_in
from bot.reports import Reports
from bot.router import Router
from bot.telegram import TelegramFace, TelegramPlace
from core.clock import LiveClock, SimClock, real_sleep
from core.domain.commands import Command, Pair, Press, Warn
from core.domain.journal import JournalEntry
from core.domain.order import Mode
from core.domain.people import Role
from core.domain.results import Result
from core.flow.runtime import Runtime
from core.flow.schedule import WEEKLY_REPORT
from core.log import configure
from core.market.calendar import KrxCalendar
from core.ports import ChatFace, ReportWriter
from core.settings import Settings
from core.strategies.base import STRATEGIES

LATCH_LOOK_S = 0.2
_log = structlog.get_logger("journal")


@dataclass(frozen=True, slots=True)
class Door:
    """The engine's door; a press takes a fresh quote and a fresh look with it."""

    runtime: Runtime

    async def ask(self, command: Command) -> Result:
        """Pass a command on and give its result after the commit."""
        if isinstance(command, Press):
            return await self.runtime.press(command)
        return await self.runtime.engine.ask(command)


@dataclass(frozen=True, slots=True)
class Front:
    """The faces of one run and what they share."""

    words: Catalogue
    console: Console
    telegram: TelegramFace | None
    alarms: asyncio.Queue[str]

    @property
    def faces(self) -> list[Face]:
        """Give every face that is configured."""
        return [self.console, *([self.telegram] if self.telegram else [])]


async def run(settings: Settings, home: Path, *, boot: str) -> None:
    """Run until the console's person quits; raises GaemiError when it cannot start."""
    # A service manager's wish ends the program as the interrupt key does: cleanly, with 0.
    asyncio.get_running_loop().add_signal_handler(
        signal.SIGTERM, signal.raise_signal, signal.SIGINT
    )
    load_plugins()
    wall, calendar = LiveClock(), KrxCalendar()
    front = _front(settings, boot)
    clock = SimClock(wall.now())
    log = configure(
        home / "logs" / "gaemi.log", settings.log_level, clock.now, secrets=settings.secrets()
    )
    kept = kept_in(home, clock, witness=_witness)
    try:
        app = await _build(settings, home, kept=kept, calendar=calendar, front=front)
        await _serve(app, front, home=home, boot=boot, wall=wall)
    finally:
        kept.close()
        log.close()


async def _build(
    settings: Settings, home: Path, *, kept: Kept, calendar: KrxCalendar, front: Front
) -> App:
    if settings.market == "replay" and settings.data is not None:
        take_in(kept.bars, settings.data)
    exchange = paper_market(settings, calendar, kept.bars, home=home)
    return await paper_app(
        settings,
        kept=kept,
        exchange=exchange,
        calendar=calendar,
        faces=_deliveries(kept, front),
        boots=await kept.views.journal_count(),
        wall=LiveClock(),
    )


async def _serve(app: App, front: Front, *, home: Path, boot: str, wall: LiveClock) -> None:
    reports = Reports(app, _writer(app.settings, front.words), words=front.words)
    app.stage.jobs[WEEKLY_REPORT] = reports.publish
    door = Door(app.runtime)
    attention = Attention(wall)
    router = _router(app, front, door, reports=reports, home=home, wall=wall, heard=attention.heard)
    await door.ask(Pair(CONSOLE, Role.OWNER))
    await app.runtime.boot(boot)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(app.runtime.run(), name="runtime"),
            group.create_task(_market(app, attention, wall), name="market"),
            group.create_task(_alarms(front, door), name="alarms"),
            group.create_task(_stops(app), name="stops"),
        ]
        if front.telegram is not None:
            tasks.append(group.create_task(front.telegram.run(router), name="telegram"))
        await front.console.run(router, door)
        for task in tasks:
            task.cancel()


async def _market(app: App, attention: Attention, wall: LiveClock) -> None:
    await app.stage.open()
    await play(app.stage, attention, speed=app.settings.speed, wall=wall)


async def _stops(app: App) -> None:
    """Heed `gaemi halt` within a moment, however slowly the market moves."""
    while True:
        await app.runtime.heed_latch()
        await real_sleep(LATCH_LOOK_S)


async def _alarms(front: Front, door: Door) -> None:
    while True:
        await door.ask(Warn(await front.alarms.get()))


def _witness(entry: JournalEntry) -> None:
    """Put what happened into the log, so that one id follows an order through all lines."""
    say = _log.debug if entry.topic == "market.bar" else _log.info
    say(
        entry.topic,
        kind=entry.kind,
        seq=entry.seq,
        correlation=entry.correlation,
        cause=entry.cause,
        data=dict(entry.data),
    )


def _front(settings: Settings, boot: str) -> Front:
    words = Catalogue(settings.lang)
    alarms: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
    telegram = _telegram(settings, words, alarms.put_nowait)
    return Front(words, Console(words, boot=boot), telegram, alarms)


def _telegram(
    settings: Settings, words: Catalogue, alarm: Callable[[str], None]
) -> TelegramFace | None:
    token = settings.telegram_bot_token
    if token is None:
        return None
    place = TelegramPlace(
        token.get_secret_value(), settings.telegram_base_url, settings.telegram_base_file_url
    )
    return TelegramFace(place, words, wall=LiveClock(), alarm=alarm)


def _deliveries(kept: Kept, front: Front) -> Mapping[str, ChatFace]:
    return {
        face.name: Delivery(
            face, kept.uow, front.words, kept.nonces, kept.clock, Mode.PAPER, STRATEGIES
        )
        for face in front.faces
    }


def _router(
    app: App,
    front: Front,
    door: Door,
    *,
    reports: Reports,
    home: Path,
    wall: LiveClock,
    heard: Callable[[], None],
) -> Router:
    context = Context(
        door=door,
        uow=app.uow,
        views=app.views,
        data=app.data,
        clock=app.clock,
        settings=app.settings,
        limits=app.desk.limits,
        calendar=app.calendar,
        nonces=app.desk.nonces,
        words=front.words,
        halt=app.runtime.halt,
        checks=Doctor(app, home=home),
        report=reports.make,
        mode=Mode.PAPER,
        simulated=True,
        reconciled=lambda: app.desk.view.at if app.desk.view else None,
    )
    pairing = PairingDesk(random.SystemRandom(), wall, announce=_announce(front))
    return Router(context, ids=app.ids, wall=wall, pairing=pairing, heard=heard)


def _announce(front: Front) -> Callable[[str], None]:
    def show(code: str) -> None:
        front.console.show(front.words.t("notice.pairing", code=code))

    return show


def _writer(settings: Settings, words: Catalogue) -> ReportWriter:
    key = settings.openai_api_key
    if key is None:
        return TemplateWriter()
    return OpenAIWriter(
        key.get_secret_value(),
        settings.openai_base_url,
        model=settings.openai_model,
        language=lambda: words.code,
    )
