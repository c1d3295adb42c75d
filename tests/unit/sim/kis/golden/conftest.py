"""The golden market, and servers over it, each with a customer logged in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import httpx
import pytest

from sim.kis.options import KisOptions
from sim.kis.server import serve
from sim.replay import ReplayFeed
from sim.sessions import KST, Sessions
from sim.values import Listing, VenueBar
from tests.unit.sim.kis_futures_tools import FuturesWire
from tests.unit.sim.kis_golden_tools import CALM, CASH, DOWN, EDGE, FUND, HALTED, UP, Wire

MONDAY = date(2026, 11, 2)
Opening = Callable[..., Awaitable[Wire]]


def weekdays(first: date, last: date) -> list[date]:
    """List Monday to Friday between two days, both among them."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def golden_sessions() -> Sessions:
    """Make plain weekday sessions, 09:00 to 15:30."""

    def at(day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=KST)

    days = weekdays(date(2025, 6, 2), date(2026, 12, 31))
    return Sessions.from_rows((day, at(day, 9, 0), at(day, 15, 30)) for day in days)


def golden_feed() -> ReplayFeed:
    """Make the market: 180 sessions of history, and ten to trade in from MONDAY on."""
    past = weekdays(MONDAY - timedelta(days=260), MONDAY - timedelta(days=1))[-180:]
    days = weekdays(MONDAY, MONDAY + timedelta(days=11))

    def rows(before: int, prices: tuple[int, int, int, int], volume: int) -> list[VenueBar]:
        flat = [VenueBar(day, *(before,) * 4, 1_000 + n) for n, day in enumerate(past)]
        return flat + [VenueBar(day, *prices, volume) for day in days]

    wave = [70_000 + (n % 7 - 3) * 300 for n in range(len(past) - 1)] + [70_000]
    moved = [
        VenueBar(day, close - 100, close + 500, close - 600, close, 300_000 + n)
        for n, (day, close) in enumerate(zip(past, wave, strict=True))
    ]
    found = {
        CALM: moved + [VenueBar(d, 70_500, 72_000, 69_000, 70_000, 400_000) for d in days],
        UP: rows(10_000, (13_000, 13_000, 13_000, 13_000), 800),
        DOWN: rows(10_000, (7_000, 7_000, 7_000, 7_000), 800),
        HALTED: rows(5_000, (5_000, 5_000, 5_000, 5_000), 0),
        EDGE: rows(15_440, (15_440, 15_600, 15_300, 15_500), 60_000),
        FUND: rows(30_000, (30_005, 30_200, 29_900, 30_000), 100_000),
    }
    listings = [
        Listing(CALM, "고요전자", "KOSPI", "stock", 1, "전기전자"),
        Listing(UP, "오름화학", "KOSDAQ", "stock", 1, "화학"),
        Listing(DOWN, "내림화학", "KOSDAQ", "stock", 1, "화학"),
        Listing(HALTED, "멈춤건설", "KOSPI", "stock", 1, "건설"),
        Listing(EDGE, "모서리식품", "KOSPI", "stock", 1, "음식료"),
        Listing(FUND, "고른지수", "KOSPI", "etf", 1, "지수"),
    ]
    return ReplayFeed(listings, found, start=MONDAY)


def golden_options() -> KisOptions:
    """Open at ten on MONDAY with time standing still until it is stepped, and no call limit."""
    return KisOptions(
        started=datetime(2026, 11, 2, 1, tzinfo=UTC),
        now=datetime(2026, 11, 2, 10, tzinfo=KST),
        factor=0.0,
        rate=100_000,
        cash=CASH,
        sessions=golden_sessions(),
        feed=golden_feed(),
        ticks=lambda: 0.0,
    )


@pytest.fixture(scope="session")
def golden_base() -> KisOptions:
    """The options all golden servers share; sessions and feed are never changed."""
    return golden_options()


@pytest.fixture
async def opening(golden_base: KisOptions) -> AsyncIterator[Opening]:
    """Start servers that differ from the usual in the given options."""
    opened = []

    async def build(*, log_in: bool = True, retries: int = 0, **changes: object) -> Wire:
        server = await serve(replace(golden_base, **changes))
        transport = httpx.AsyncHTTPTransport(retries=retries, verify=False)
        http = httpx.AsyncClient(base_url=server.url, timeout=60, transport=transport)
        wire = Wire(server, http)
        opened.append(wire)
        if log_in:
            await wire.log_in()
        return wire

    yield build
    for wire in reversed(opened):
        await wire.http.aclose()
        await wire.server.close()


@pytest.fixture
async def real(opening: Opening) -> Wire:
    """A customer of the real environment."""
    return await opening()


@pytest.fixture
async def paper(opening: Opening) -> Wire:
    """A customer of the paper environment."""
    return await opening(env="paper")


@pytest.fixture(params=["real", "paper"])
async def futures(request: pytest.FixtureRequest, opening: Opening) -> FuturesWire:
    """A futures customer of both environments in turn."""
    return FuturesWire(await opening(env=request.param))


@pytest.fixture
def real_one(real: Wire) -> FuturesWire:
    """A futures customer of the real environment."""
    return FuturesWire(real)
