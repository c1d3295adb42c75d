"""A small market whose every price is known, and plain weekday sessions to trade it in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from sim.exchange import Exchange
from sim.ledger import Ledger
from sim.replay import ReplayFeed
from sim.sessions import KST, Sessions
from sim.synthetic import SyntheticFeed
from sim.values import Listing, VenueBar

MONDAY = date(2026, 11, 2)
CASH = 100_000_000


def kst(text: str, day: date = MONDAY) -> datetime:
    """Turn a Korean clock time such as 09:30 into an aware UTC instant."""
    return datetime.combine(day, time.fromisoformat(text), tzinfo=KST).astimezone(UTC)


def weekday_rows(start: date, end: date):
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [(d, kst("09:00", d), kst("15:30", d)) for d in days if d.weekday() < 5]


def bar(day: date, prices: tuple[int, int, int, int], volume: int) -> VenueBar:
    return VenueBar(day, *prices, volume)


def small_market() -> tuple[list[Listing], dict[str, list[VenueBar]]]:
    """A calm share, a locked one, a halted one, a thin one, and an ETF; ten sessions from MONDAY.

    The calm share trades 69,000 to 72,000 each day; the bar before MONDAY closes at 70,000.
    """
    listings = [
        Listing("990001", "고요전자", "KOSPI", "stock", 1, "전기전자"),
        Listing("990002", "잠긴화학", "KOSDAQ", "stock", 1, "화학"),
        Listing("990003", "멈춤건설", "KOSPI", "stock", 1, "건설"),
        Listing("990004", "드문식품", "KOSPI", "stock", 1, "음식료"),
        Listing("990005", "고른지수", "KOSPI", "etf", 1, "지수"),
    ]
    days = [MONDAY + timedelta(days=n) for n in range(-3, 12)]
    days = [day for day in days if day.weekday() < 5]
    calm = [bar(d, (70_500, 72_000, 69_000, 70_000), 400_000) for d in days]
    locked = [bar(days[0], (10_000, 10_000, 10_000, 10_000), 5_000)]
    locked += [bar(days[1], (13_000, 13_000, 13_000, 13_000), 800)]
    locked += [bar(d, (13_000, 13_100, 12_900, 13_000), 90_000) for d in days[2:]]
    halted = [bar(days[0], (5_000, 5_100, 4_900, 5_000), 9_000)]
    halted += [bar(d, (5_000,) * 4, 0) for d in days[1:3]]
    halted += [bar(d, (5_000, 5_100, 4_900, 5_000), 9_000) for d in days[3:]]
    thin = [bar(d, (20_000, 20_150, 19_900, 20_050), 37) for d in days]
    fund = [bar(d, (30_005, 30_200, 29_900, 30_000), 100_000) for d in days]
    rows = [calm, locked, halted, thin, fund]
    return listings, {item.code: row for item, row in zip(listings, rows, strict=True)}


class Desk:
    """One exchange over one ledger, and short hands for the account of the tests."""

    def __init__(self, *, seed: int, ledger: Ledger, feed, sessions: Sessions) -> None:
        self.ledger, self.sessions = ledger, sessions
        self.venue = Exchange(feed, ledger=ledger, sessions=sessions, seed=seed)

    def at(self, text: str, day: date = MONDAY):
        return self.venue.advance(kst(text, day))

    def order(self, side, kind, quantity, price=0, *, code="990001", account="A", **more):
        return self.venue.place(
            account, code=code, side=side, kind=kind, quantity=quantity, price=price, **more
        )

    def last(self, account="A"):
        return self.venue.day_orders(account, self.venue.day())[-1]


@pytest.fixture(scope="session")
def sessions() -> Sessions:
    return Sessions.from_rows(weekday_rows(date(2025, 6, 2), date(2026, 12, 31)))


@pytest.fixture(scope="session")
def library() -> Sessions:
    return Sessions.from_library(date(2025, 1, 2), date(2027, 6, 30))


@pytest.fixture(scope="session")
def small_feed() -> ReplayFeed:
    listings, bars = small_market()
    return ReplayFeed(listings, bars, start=MONDAY)


@pytest.fixture
def desk(small_feed, sessions) -> Desk:
    """The small market with 100 million won in account A and as much in B."""
    ledger = Ledger.memory({"A": CASH, "B": CASH})
    return Desk(seed=1, ledger=ledger, feed=small_feed, sessions=sessions)


@pytest.fixture
def open_desk(small_feed, sessions, tmp_path):
    """Open the small market over a file; calling it again opens the same file again."""

    def build(name: str = "venue.db", seed: int = 1, folder: Path = tmp_path) -> Desk:
        ledger = Ledger.open(folder / name, cash={"A": CASH, "B": CASH})
        return Desk(seed=seed, ledger=ledger, feed=small_feed, sessions=sessions)

    return build


@pytest.fixture
def synthetic(sessions):
    """Make the synthetic market of a seed."""
    return lambda seed: SyntheticFeed(seed, sessions=sessions)


@pytest.fixture(scope="session")
def clock():
    """Give `kst` to tests, which cannot import this file."""
    return kst
