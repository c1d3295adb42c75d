"""Builds the simulated market: a synthetic one from a seed, or a replay of stored daily bars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.symbol_names import NAMES
from core.clock import SimClock
from core.domain.instrument import SYMBOL
from core.errors import InputError
from core.market.calendar import KrxCalendar
from core.ports_bars import BarStore
from sim.exchange import Exchange
from sim.ledger import Ledger
from sim.replay import ReplayFeed
from sim.sessions import Sessions
from sim.synthetic import SyntheticFeed
from sim.values import Feed, Listing, VenueBar
from storage.open_rows import last_written
from storage.store import places_of

ACCOUNT = "PAPER-0001"
# Where a simulated clock stands over rows of which none was written yet.
BEFORE_MARKETS = datetime(2000, 1, 1, tzinfo=UTC)
SYNTHETIC_START = date(2026, 11, 2)
LOOK_BACK = timedelta(days=600)
LOOK_AHEAD = timedelta(days=420)
SHORTEST_HISTORY = 220


def paper_clock(home: Path, database: str | None = None) -> SimClock:
    """Make a simulated clock that stands where the rows of a home folder end.

    Rows are loaded before the exchange says what time it is: with an earlier clock all that were
    ever stored would count as recent, and a start would take longer with every month. Raises
    StoreError for rows that cannot be read.
    """
    trade = places_of(home, database).trade
    stopped = last_written(trade) if trade.there() else None
    return SimClock(stopped or BEFORE_MARKETS)


def ledger_at(path: Path | None, *, cash: int) -> Ledger:
    """Open the exchange's own books in a file, or in memory without a path."""
    if path is None:
        return Ledger.memory({ACCOUNT: cash})
    return Ledger.open(path, cash={ACCOUNT: cash})


def synthetic(calendar: KrxCalendar, ledger: Ledger, *, seed: int) -> Exchange:
    """Build the market of thirty fictitious stocks."""
    sessions = _sessions(calendar, SYNTHETIC_START)
    feed = SyntheticFeed(seed, sessions=sessions, start=SYNTHETIC_START)
    return Exchange(feed, ledger=ledger, sessions=sessions, seed=seed)


def replay(
    calendar: KrxCalendar, ledger: Ledger, bars: BarStore, *, seed: int, weeks: int
) -> Exchange:
    """Build a market that trades the last weeks of stored bars again.

    Raises InputError when no symbol has enough stored days.
    """
    rows = {s: _venue_bars(bars, s) for s in bars.symbols() if SYMBOL.fullmatch(s)}
    rows = {s: found for s, found in rows.items() if len(found) > SHORTEST_HISTORY}
    if not rows:
        raise InputError(
            f"no stored symbol has more than {SHORTEST_HISTORY} daily bars; "
            "import some first: gaemi import FILE..."
        )
    start = _replay_start(calendar, rows, weeks=weeks)
    feed = _replay_feed(rows, start)
    return Exchange(feed, ledger=ledger, sessions=_sessions(calendar, start), seed=seed)


def _replay_feed(rows: dict[str, list[VenueBar]], start: date) -> Feed:
    listings = [
        Listing(code, NAMES.get(code, code), "KOSPI", "stock", 1, "") for code in sorted(rows)
    ]
    return ReplayFeed(listings, rows, start=start)


def _replay_start(calendar: KrxCalendar, rows: dict[str, list[VenueBar]], *, weeks: int) -> date:
    # The last day that every symbol still has, so that nobody drops out on the way.
    end = min(found[-1].day for found in rows.values())
    monday = end - timedelta(days=end.weekday() + 7 * (weeks - 1))
    week = calendar.week(monday)
    return week[0].day if week else calendar.next_session(monday).day


def _venue_bars(bars: BarStore, symbol: str) -> list[VenueBar]:
    stored = bars.daily(symbol, until=date.max, count=100_000)
    return [VenueBar(b.day, b.open, b.high, b.low, b.close, b.volume) for b in stored]


def _sessions(calendar: KrxCalendar, start: date) -> Sessions:
    return Sessions.from_rows(calendar.rows(start - LOOK_BACK, start + LOOK_AHEAD))
