"""`gaemi run --broker kis`: a KIS account, paper or live, with people in front of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import structlog

from bot.app import App
from bot.assemble import Kept, Ports, join, kept_in, load_plugins
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
from bot.checks import Doctor
from bot.context import Check
from bot.home_seal import check_home
from bot.kis_checks import KisChecks
from bot.kis_place import commission_of, place_of, sessions_of, shift_of
from bot.kis_token import token_box
from bot.live_history import watched
from bot.live_prices import AnswerPrices
from bot.live_trading import Around, PressDoor, Trading
from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.futures_market import KisFuturesMarket
from core.brokers.kis.place import KisPlace, account_of, secrets_of
from core.clock import LiveClock, real_sleep
from core.domain.calendar import Calendar
from core.domain.costs import Commission
from core.domain.instrument import Instrument
from core.domain.money import Won
from core.domain.order import Mode, OrderIntent
from core.errors import ReadFailed, SettingsError
from core.flow.last_line import last_word
from core.flow.supervise import keep
from core.log import Log, configure
from core.market.calendar import KrxCalendar
from core.net.http import Reply
from core.net.skew import SKEW_MAX_S, Skew
from core.settings import Settings

START_TRIES: Final = 6
START_AGAIN_S: Final = 5.0
NO_LIST: Final = "notice.no_list"
T = TypeVar("T")
_log = structlog.get_logger("kis")


@dataclass(frozen=True, slots=True)
class Wiring:
    """What one run against KIS holds before its app is built."""

    settings: Settings
    home: Path
    place: KisPlace
    clock: LiveClock
    calendar: Calendar
    kept: Kept
    front: Front
    skew: Skew
    kis: Kis

    @property
    def mode(self) -> Mode:
        """Give whether real money moves."""
        return Mode(self.place.mode)


async def run(settings: Settings, home: Path, *, boot: str, mode: Mode) -> None:
    """Run until the console's person quits; raises GaemiError when it cannot start."""
    end_like_a_person_would()
    load_plugins()
    place = place_of(settings, mode)
    clock = LiveClock(shift_of(settings, place))
    log = configure(
        home / "logs" / "gaemi.log",
        settings.log_level,
        clock.now,
        secrets=(*settings.secrets(), *secrets_of(place)),
    )
    kept = kept_in(home, clock, database=settings.database(), witness=witness)
    try:
        check_home(kept.uow, account_of(place))
        await _connected(settings, home, boot, place=place, clock=clock, kept=kept, log=log)
    finally:
        kept.close()
        log.close()


async def _connected(
    settings: Settings,
    home: Path,
    boot: str,
    *,
    place: KisPlace,
    clock: LiveClock,
    kept: Kept,
    log: Log,
) -> None:
    krx, skew = KrxCalendar(), Skew([LiveClock(), clock])
    parts = _parts(
        settings, home, clock=clock, calendar=krx, kept=kept, log=log, skew=skew,
        commission=commission_of(settings, place),
    )  # fmt: skip
    kis, calendar = Kis(place, parts), sessions_of(place, krx)
    front = make_front(settings, boot)
    try:
        wiring = Wiring(settings, home, place, clock, calendar, kept, front, skew, kis)
        await _serve(wiring, await _app(wiring), boot=boot)
    finally:
        await kis.close()


def _parts(
    settings: Settings,
    home: Path,
    *,
    clock: LiveClock,
    calendar: KrxCalendar,
    kept: Kept,
    log: Log,
    skew: Skew,
    commission: Commission,
) -> KisParts:
    def before_sending(intent: OrderIntent) -> str:
        if skew.too_far:
            return f"our clock is {skew.seconds:+.1f} s from the broker's, {SKEW_MAX_S:g} at most"
        return last_word(kept.latch, kept.uow, intent, clock.now())

    def heard(reply: Reply) -> None:
        skew.heard(reply.headers.get("date", ""))

    return KisParts(
        clock,
        calendar,
        random.SystemRandom(),
        tokens=token_box(settings, home),
        commission=commission,
        gap_s=float(settings.kis_gap_s) if settings.kis_gap_s is not None else None,
        api_media=settings.kis_api_media or frozenset(),
        last_word=before_sending,
        clock_is_wrong=lambda: skew.too_far,
        learned=log.redactor.add,
        heard=heard,
    )


async def _app(wiring: Wiring) -> App:
    kept, clock, kis = wiring.kept, wiring.clock, wiring.kis
    listed = {i.symbol: i for i in await _listed(wiring)}
    faces = deliveries(wiring.front, kept.uow, kept.nonces, clock=clock, mode=wiring.mode)
    app = join(
        wiring.settings,
        kept,
        Ports(kis.broker, kis.market, faces, LiveClock()),
        calendar=wiring.calendar,
        instruments=listed,
        equity=await _equity(wiring),
        rng=random.SystemRandom(),
        commission=commission_of(wiring.settings, wiring.place),
    )
    wiring.skew.told = app.desk.hear_skew
    return app


async def _listed(wiring: Wiring) -> list[Instrument]:
    """Give the broker's list; without one the shares that are chosen or held, and say so."""
    market = wiring.kis.market
    try:
        return await _at_start(market.instruments, "the list of symbols")
    except SettingsError:
        if isinstance(market, KisFuturesMarket) or not wiring.settings.symbols:
            # A contract's terms stand in the list alone, and nobody said what to trade.
            raise
        view = await _at_start(wiring.kis.broker.look, "the account")
        codes = {*wiring.settings.symbols, *(h.symbol for h in view.holdings)}
        wiring.front.alarm(NO_LIST)
        return await _at_start(lambda: market.named(sorted(codes)), "the shares by name")


async def _equity(wiring: Wiring) -> Won:
    account = wiring.kept.uow.accounts.get(wiring.kis.broker.account)
    if account is not None:
        return account.day_start_equity
    view = await _at_start(wiring.kis.broker.look, "the account")
    return max(1, view.cash + sum(h.cost for h in view.holdings if not h.multiplier))


async def _at_start(ask: Callable[[], Awaitable[T]], what: str) -> T:
    """Ask until KIS answers; raises SettingsError when it does not for half a minute."""
    for left in reversed(range(START_TRIES)):
        try:
            return await ask()
        except ReadFailed as error:
            _log.warning("start waits", reading=what, error=str(error))
            if not left:
                raise SettingsError(
                    f"KIS does not give {what}: {error}; check the network, KIS_URL_BASE, "
                    "KIS_MASTER_BASE and the keys, then start again"
                ) from error
            await real_sleep(START_AGAIN_S)
    raise AssertionError("the last try returns or raises")


async def _serve(wiring: Wiring, app: App, *, boot: str) -> None:
    settings, kis, front, desk = wiring.settings, wiring.kis, wiring.front, app.desk
    symbols = watched(settings.symbols or (), desk.instruments)
    reports = reports_of(app, front, made_up=False)
    around = Around(kis.stream(symbols).hints, front.alarm, reports.publish, wiring.clock.shift)
    trading = Trading(app, around, symbols=symbols)
    checks = KisChecks(
        kis, wiring.skew, trading.feed, app.calendar, app.clock, wiring.kis.market.whole
    )
    common = Doctor(app, home=wiring.home)

    async def all_checks() -> tuple[Check, ...]:
        return (*await common(), *await checks())

    async def trade() -> None:
        await trading.open()
        await trading.schedule.start()
        await trading.market.run()

    async def move() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(keep("push", trading.feed.run, clock=LiveClock()), name="push")
            group.create_task(trade(), name="trade")

    program = Program(
        app,
        front,
        PressDoor(Door(app.runtime), trading.market),
        reports,
        all_checks,
        prices=AnswerPrices(kis.market, desk),
        wall=LiveClock(),
        mode=wiring.mode,
        simulated=bool(app.clock.shift) if isinstance(app.clock, LiveClock) else False,
        heard=lambda: None,
        standing=checks.standing,
    )
    try:
        await serve(program, move, boot=boot)
    finally:
        trading.schedule.stop()
