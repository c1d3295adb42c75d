"""The faces of one `gaemi run`, and everything that stands between them and the engine."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import structlog

from bot.access import PAIR_CONSOLE
from bot.app import App
from bot.assemble import open_trial_log
from bot.assemble_assistant import assistant_of
from bot.automatic_health import look_after
from bot.backtests import Backtests
from bot.calls import BacktestCall, no_draft, no_row
from bot.chart_room import ChartRoom
from bot.checks import and_line
from bot.console import Console
from bot.context import ChecksCall, Context, Standing, no_standing
from bot.delivery import Delivery, Face
from bot.guard import Guard
from bot.index_days import ALL_SESSIONS, IndexSource
from bot.llm.writer import OpenAIWriter, TemplateWriter
from bot.locale.catalogue import Catalogue
from bot.mail import MailFace
from bot.mail_place import addresses, mail_place
from bot.mail_trial import MailTrials
from bot.pairing import PairingDesk
from bot.pasted import Pasted, in_use
from bot.pauses import Pauses
from bot.picture_files import keep_picture
from bot.pin import PinBook
from bot.report_pictures import ReportPictures
from bot.reports import Reports
from bot.router import Router
from bot.slack import SlackFace
from bot.slack_place import slack_place
from bot.telegram import TelegramFace
from bot.telegram_place import telegram_place
from bot.vitals import Pulse
from bot.what_if import supposing
from bot.workshop import Workshop
from core.clock import Clock, LiveClock, real_sleep
from core.domain.commands import Command, Warn
from core.domain.journal import JournalEntry
from core.domain.order import Mode
from core.domain.results import Door as AnyDoor
from core.domain.results import Result
from core.flow.attending import LOOK_S, Attending
from core.flow.runtime import Runtime
from core.ports import ChatFace, MarketData, Nonces, ReportWriter, UnitOfWork
from core.settings import Settings
from core.strategies.base import STRATEGIES

LATCH_LOOK_S = 0.2
VERIFY_S = 5.0
# A cold start loads what draws; a machine at its limits takes long for it.
CHART_S = 15.0
# Loading it takes longer than drawing: once somebody looked, the next picture should be quick.
CHARTS_S = 12 * 3600.0
_log = structlog.get_logger("journal")


@dataclass(frozen=True, slots=True)
class Door:
    """The engine's door; a press, a choice or a typed number takes fresh facts with it."""

    runtime: Runtime

    async def ask(self, command: Command) -> Result:
        """Pass a command on and give its result after the commit."""
        return await self.runtime.ask(command)


@dataclass(frozen=True, slots=True)
class Front:
    """The faces of one run and what they share."""

    words: Catalogue
    console: Console
    telegram: TelegramFace | None
    slack: SlackFace | None
    mail: MailFace | None
    alarms: asyncio.Queue[str]
    drawing: Workshop
    pictures: ReportPictures

    @property
    def faces(self) -> list[Face]:
        """Give every face that is configured."""
        return [self.console, *self.lines, *([self.mail] if self.mail else [])]

    @property
    def lines(self) -> list[TelegramFace | SlackFace]:
        """Give the chat services that are configured."""
        return [face for face in (self.telegram, self.slack) if face is not None]

    def alarm(self, key: str) -> None:
        """Tell everybody by a key of the catalogue; what does not fit any more is dropped."""
        if not self.alarms.full():
            self.alarms.put_nowait(key)


@dataclass(frozen=True, slots=True)
class Program:
    """One run before it starts: what is traded, for whom, and what they may ask.

    `prices` answers people and may be older than what an order is judged by. `heard` is told of
    each word of a paired person. `standing` gives lines of `status` beyond the common ones.
    """

    app: App
    front: Front
    door: AnyDoor
    reports: Reports
    checks: ChecksCall
    prices: MarketData
    wall: Clock
    mode: Mode
    simulated: bool
    heard: Callable[[], None]
    standing: Standing = no_standing


def make_front(settings: Settings, boot: str) -> Front:
    """Make the faces that the settings name; nothing is shown yet."""
    words = Catalogue(settings.lang, title=_title)
    alarms: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
    telegram = _telegram(settings, words, alarms.put_nowait)
    keep = partial(keep_picture, settings.home / "pictures")
    console = Console(words, boot=boot, keep=keep)
    drawing = Workshop(
        "bot.chart_worker", settings.home / "cache", deadline_s=CHART_S, idle_s=CHARTS_S
    )
    slack = _slack(settings, words, alarms.put_nowait)
    pictures = ReportPictures(drawing)
    place = mail_place(settings)
    mail = MailFace(place, words, wall=LiveClock()) if place else None
    return Front(words, console, telegram, slack, mail, alarms, drawing, pictures)


def _title(strategy: str) -> str:
    known = dict(STRATEGIES)
    return known[strategy].title if strategy in known else strategy


def deliveries(
    front: Front, uow: UnitOfWork, nonces: Nonces, *, clock: Clock, mode: Mode
) -> Mapping[str, ChatFace]:
    """Give each face its part of the outbox."""
    return {
        face.name: Delivery(
            face, uow, front.words, nonces, clock, mode, STRATEGIES, front.pictures.reply
        )
        for face in front.faces
    }


def reports_of(app: App, front: Front, *, made_up: bool) -> Reports:
    """Make the reports of an app, written by the model when its key is set."""
    writer = _writer(app.settings, front.words)
    return Reports(
        app, writer, words=front.words, made_up=made_up, before_sending=front.pictures.of
    )


def end_like_a_person_would() -> None:
    """Let a service manager's wish end the program as the interrupt key does: with 0."""
    asyncio.get_running_loop().add_signal_handler(
        signal.SIGTERM, signal.raise_signal, signal.SIGINT
    )


def witness(entry: JournalEntry) -> None:
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


async def serve(program: Program, market: Callable[[], Awaitable[None]], *, boot: str) -> None:
    """Recover, then run engine, market and faces until the console's person quits."""
    app, front, door = program.app, program.front, program.door
    app.desk.mail = addresses(app.settings)
    front.words.know(app.desk.name, app.desk.instruments)
    backtests, charts = _backtests(program), _charts(program)
    checks = _all_checks(program)
    router = _router(program, backtests.run, charts, checks=checks)
    pauses = Pauses(app.uow, door, checks, clock=app.clock)
    # Only where people are in front: nobody could undo anything in a demo.
    app.desk.losses_to_cool = app.settings.losses_to_cool
    app.desk.undo_s, app.desk.expiry = app.settings.undo_seconds, app.settings.expiry()
    pins = PinBook(app.settings.home, program.wall)
    app.desk.pin_is_set = lambda: pins.is_set
    await door.ask(PAIR_CONSOLE)
    await app.runtime.boot(boot)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(app.runtime.run(), name="runtime"),
            group.create_task(_until_done(market), name="market"),
            group.create_task(_alarms(front, door), name="alarms"),
            group.create_task(_stops(app.runtime), name="stops"),
            group.create_task(_verify(app.runtime), name="store"),
            group.create_task(look_after(app, program.checks), name="health"),
            group.create_task(pauses.run(), name="pauses"),
            group.create_task(_guard(app, front).run(), name="guard"),
            group.create_task(_attend(program), name="alarms-seen"),
        ]
        tasks += [group.create_task(face.run(router), name=face.name) for face in front.lines]
        try:
            await front.console.run(router, door)
        finally:
            await backtests.close()
            await charts.close()
        for task in tasks:
            task.cancel()


async def _until_done(market: Callable[[], Awaitable[None]]) -> None:
    await market()


def _guard(app: App, front: Front) -> Guard:
    wanted, secret = app.settings.watchdog, app.settings.secret_key
    phrase = secret.get_secret_value() if secret else ""
    return Guard(app.settings.home, app.uow, front.alarm, wanted=wanted, phrase=phrase)


async def _stops(runtime: Runtime) -> None:
    """Heed `gaemi halt` within a moment, however slowly the market moves."""
    while True:
        await runtime.heed_latch()
        await real_sleep(LATCH_LOOK_S)


async def _verify(runtime: Runtime) -> None:
    """Find out within seconds that the database is gone, and with it the lock on it."""
    while True:
        await real_sleep(VERIFY_S)
        await runtime.engine.verify()


async def _attend(program: Program) -> None:
    """Have what is critical told again until somebody says that they saw it."""
    app = program.app
    attending = Attending(app.uow, program.door, program.wall, wait_s=app.settings.alarm_wait_s)
    while True:
        await attending.check()
        await real_sleep(LOOK_S)


async def _alarms(front: Front, door: AnyDoor) -> None:
    while True:
        await door.ask(Warn(await front.alarms.get()))


def _telegram(
    settings: Settings, words: Catalogue, alarm: Callable[[str], None]
) -> TelegramFace | None:
    place = telegram_place(settings)
    return None if place is None else TelegramFace(place, words, wall=LiveClock(), alarm=alarm)


def _slack(settings: Settings, words: Catalogue, alarm: Callable[[str], None]) -> SlackFace | None:
    place = slack_place(settings)
    return None if place is None else SlackFace(place, words, wall=LiveClock(), alarm=alarm)


def _backtests(program: Program) -> Backtests:
    home = program.app.settings.home
    workshop = Workshop("bot.backtest_worker", home / "cache")
    return Backtests(
        program.app.bars, lambda: closing(open_trial_log(home)), workshop, program.wall,
        own=program.app.settings.strategies, commission=program.app.settings.commission,
    )  # fmt: skip


def _charts(program: Program) -> ChartRoom:
    drawing, made_up = program.front.drawing, program.simulated
    return ChartRoom(program.app.bars, program.prices, drawing, made_up=made_up)


def _all_checks(program: Program) -> ChecksCall:
    checks = program.checks
    for face in program.front.lines:
        checks = and_line(checks, face)
    return checks


def _router(
    program: Program, backtest: BacktestCall, charts: ChartRoom, *, checks: ChecksCall
) -> Router:
    app, front = program.app, program.front
    assistant = assistant_of(program.app, program.wall)
    pairing = PairingDesk(random.SystemRandom(), program.wall, announce=_announce(front))
    context = Context(
        door=program.door,
        uow=app.uow,
        views=app.views,
        data=program.prices,
        clock=app.clock,
        settings=app.settings,
        limits=app.desk.base_limits,
        calendar=app.calendar,
        nonces=app.desk.nonces,
        words=front.words,
        halt=app.runtime.halt,
        checks=checks,
        report=program.reports.make,
        mode=program.mode,
        simulated=program.simulated,
        reconciled=lambda: app.desk.view.at if app.desk.view else None,
        standing=program.standing,
        pins=PinBook(app.settings.home, program.wall),
        invite=pairing.invite,
        backtest=backtest,
        charts=charts,
        index=IndexSource(app.bars, program.prices, program.simulated, sessions=ALL_SESSIONS).days,
        vitals=Pulse(app, program.wall, front.lines, home=app.settings.home),
        log=app.settings.home / "logs" / "gaemi.log",
        ask=assistant.answer if assistant else None,
        cited=assistant.cited if assistant else no_row,
        pasted=Pasted(in_use(app.settings)),
        drafted=assistant.drafted if assistant else no_draft,
        suppose=supposing(app.runtime),
        mail=MailTrials(app.settings, front.words, program.wall).run if front.mail else None,
    )
    return Router(context, ids=app.ids, wall=program.wall, pairing=pairing, heard=program.heard)


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
