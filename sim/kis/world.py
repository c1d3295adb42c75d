"""The market behind the server: calendar, feed, ledger, exchange, and the day's tape."""

import csv
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sim import rules
from sim.exchange import Exchange
from sim.kis.anchor import Anchor, resumed
from sim.kis.clock import Clock
from sim.kis.options import KisOptions
from sim.kis.tape import DayTape
from sim.kis.wide import WideFeed
from sim.ledger import Ledger
from sim.orders import Order
from sim.replay import ReplayFeed
from sim.sessions import KST, Session, Sessions, kst_day
from sim.synthetic import SyntheticFeed
from sim.values import Feed, Listing, VenueBar

_BACK, _AHEAD = timedelta(days=600), timedelta(days=420)
_TEN = time(10)
_LONG_DAY = date(2016, 8, 1)  # KRX has closed at 15:30 since then, at 15:00 before
_PRINTS_A_MINUTE = 12
_PRINT_BUDGET = 360  # prints a minute over all shares: more would slow the start


class World:
    """Hold everything that the handlers read; `catch_up` brings the exchange to the clock."""

    def __init__(self, options: KisOptions, *, ticks: Callable[[], float]) -> None:
        self.options = options
        self.env = options.env
        self.account = options.account
        started, origin = options.started.astimezone(UTC), ticks()
        self.ledger = _open_ledger(options)
        self.sessions, self.feed, now = _market(options, started, self.ledger)
        self._by_code = {listing.code: listing for listing in self.feed.listings()}
        fresh = self.ledger.now is None
        self.resumed = not fresh
        endowed = _endowment(self.feed, options) if fresh else []
        costs = [quantity * price for _, quantity, price in endowed]
        cost = sum(costs) + sum(rules.commission(amount) for amount in costs)
        if fresh:
            self.ledger.open_account(options.account, cash=options.cash + cost)
        self.exchange = Exchange(
            self.feed,
            ledger=self.ledger,
            sessions=self.sessions,
            seed=options.seed,
            prints_a_minute=options.prints_a_minute or self._usual_prints(),
        )
        if fresh:
            self._endow(endowed)
        market = max(now, self.exchange.now)
        self.clock = Clock(
            started, market=market, factor=options.factor, ticks=ticks, origin=origin
        )
        Anchor(started, market, options.factor).keep(self.ledger)
        self.ledger.commit(self.exchange.now)
        self.tape = DayTape()
        self.on_trades: list[Callable[[str], None]] = []
        self.followers: list[Callable[[datetime], None]] = []
        self._seen = 0
        self.catch_up()

    def catch_up(self) -> None:
        """Run the exchange up to the market's time and fold what it printed."""
        to = self.clock.market()
        if to > self.exchange.now:
            self.exchange.advance(to)
        if self.exchange.day() != self.tape.day:
            self.tape = DayTape(self.exchange.day())
            self._seen = 0
        fresh = self.exchange.prints(self._seen)
        self._seen += len(fresh)
        for entry in fresh:
            self.tape.fold(entry)
            for listener in self.on_trades:
                listener(entry.code)
        for follow in self.followers:
            follow(self.exchange.now)

    def listing(self, code: str) -> Listing | None:
        """Find a share; an `A` or `J` before a six-digit code is taken off."""
        return self._by_code.get(code)

    def listings(self) -> Sequence[Listing]:
        """List every share."""
        return list(self._by_code.values())

    def name(self, code: str) -> str:
        """Name a share; its code where it is unknown."""
        found = self._by_code.get(code)
        return found.name if found else code

    def today(self) -> date:
        """Give the Korean date of the market's time."""
        return kst_day(self.exchange.now)

    def session(self) -> Session | None:
        """Give today's session, None on a day without trading."""
        return self.sessions.get(self.today())

    def bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give finished daily bars and the running day's, oldest first."""
        found = self.exchange.daily_bars(code, until=until, count=count)
        running = self._running(code)
        if running and running.day <= until and (not found or found[-1].day < running.day):
            found = [*found, running][-count:]
        return found

    def before(self, code: str, day: date) -> VenueBar | None:
        """Give the last bar before a day."""
        found = self.feed.bars(code, until=day - timedelta(days=1), count=1)
        return found[-1] if found else None

    def traded_value(self, code: str, bar: VenueBar) -> int:
        """Give a day's traded won: exact for the running day, by typical price for others."""
        if bar.day == self.tape.day:
            return self.exchange.quote(code).traded_value
        return (bar.high + bar.low + bar.close) * bar.volume // 3

    def tick(self, code: str, price: int) -> int:
        """Give the tick of a share at a price."""
        listing = self._by_code[code]
        return rules.tick_size(price, self.today(), market=listing.market, kind=listing.kind)

    def limit_width(self, code: str, base: int) -> int:
        """Give the won by which a share may leave its base price today."""
        listing = self._by_code[code]
        return rules.limit_width(base, self.today(), market=listing.market, kind=listing.kind)

    def _usual_prints(self) -> int:
        return min(_PRINTS_A_MINUTE, max(1, _PRINT_BUDGET // max(1, len(self._by_code))))

    def _running(self, code: str) -> VenueBar | None:
        quote = self.exchange.quote(code)
        if not quote.volume:
            return None
        return VenueBar(
            self.exchange.day(), quote.open, quote.high, quote.low, quote.price, quote.volume
        )

    def _endow(self, lots: list[tuple[str, int, int]]) -> None:
        """Book what the account holds at the start as purchases that have settled long ago."""
        bought = self.sessions.until(self.feed.start - timedelta(days=1), 5)
        day = bought[0] if bought else self.feed.start - timedelta(days=7)
        at = datetime.combine(day, _TEN, tzinfo=KST).astimezone(UTC)
        for code, quantity, price in lots:
            order = Order(
                number=self.ledger.next_number(),
                account=self.account,
                day=day,
                code=code,
                side="buy",
                kind="limit",
                quantity=quantity,
                price=price,
                bound=price,
                exempt=False,
                settles=day + timedelta(days=2),
                placed_at=at,
                channel="hts",
            )
            self.ledger.add(order)
            self.ledger.fill(order, quantity=quantity, price=price, at=at)
        self.ledger.commit(self.exchange.now)


def _open_ledger(options: KisOptions) -> Ledger:
    if options.ledger is None:
        return Ledger.memory({})
    found = _reopened(options.ledger)
    source = "synthetic" if options.data is None else "data"
    found.bind(env=options.env, market=source, holdings=str(options.holdings))
    if found.now is not None and options.account not in found.accounts():
        raise ValueError(
            f"{options.ledger} keeps the books of account {', '.join(found.accounts())} and "
            f"{options.account} was asked for: give that --account or another --state"
        )
    return found


def _reopened(path: Path) -> Ledger:
    try:
        return Ledger.open(path, cash={})
    except (sqlite3.Error, OSError) as e:
        raise ValueError(
            f"{path} cannot be opened as a ledger ({e}): give a new file or one of an earlier run"
        ) from e


def _market(
    options: KisOptions, started: datetime, ledger: Ledger
) -> tuple[Sessions, Feed, datetime]:
    kept = resumed(ledger, started, options.factor)
    wanted = kept or options.now or started
    rows = None if options.data is None else _read_folder(options.data)
    sessions = options.sessions or _sessions(rows, wanted)
    now = kept or options.now
    if now is None:
        if rows is not None:
            wanted = datetime.combine(sessions.until(date.max, 1)[0], _TEN, tzinfo=KST)
        now = _lively(sessions, wanted)
    stored = ledger.identity().get("start")
    first = date.fromisoformat(stored) if stored else _start(sessions, now)
    return sessions, options.feed or _feed(options, sessions, first, rows), now


def _feed(
    options: KisOptions,
    sessions: Sessions,
    start: date,
    rows: dict[str, list[VenueBar]] | None,
) -> Feed:
    if rows is None:
        return WideFeed(
            SyntheticFeed(options.seed, sessions=sessions, start=start), count=options.holdings
        )
    listings = [Listing(code, code, "KOSPI", "stock", 1, "") for code in sorted(rows)]
    return ReplayFeed(listings, rows, start=start)


def _lively(sessions: Sessions, at: datetime) -> datetime:
    """Take the instant itself while its session runs, else ten o'clock of the last session."""
    session = sessions.before(kst_day(at))
    if session is None or session.open <= at < session.call_closes:
        return at
    return datetime.combine(session.day, _TEN, tzinfo=KST).astimezone(UTC)


def _start(sessions: Sessions, now: datetime) -> date:
    session = sessions.before(kst_day(now))
    if session is None:
        raise ValueError(f"{now.isoformat()} lies before the first trading day: give a later --now")
    return session.day


def _sessions(rows: dict[str, list[VenueBar]] | None, at: datetime) -> Sessions:
    if rows is None:
        return Sessions.from_library(kst_day(at) - _BACK, kst_day(at) + _AHEAD)
    days = sorted({bar.day for bars in rows.values() for bar in bars})
    return Sessions.from_rows((day, *_hours(day)) for day in days)


def _hours(day: date) -> tuple[datetime, datetime]:
    closes = time(15, 30) if day >= _LONG_DAY else time(15)
    return (
        datetime.combine(day, time(9), tzinfo=KST),
        datetime.combine(day, closes, tzinfo=KST),
    )


def _read_folder(folder: Path) -> dict[str, list[VenueBar]]:
    found: dict[str, list[VenueBar]] = {}
    for path in sorted(folder.glob("*.csv")):
        code = path.stem
        if len(code) == 6 and code[:5].isalnum() and code[0].isdecimal():
            with path.open(encoding="utf-8", newline="") as file:
                found[code] = [_bar(row, path) for row in csv.DictReader(file)]
    if not found:
        raise ValueError(f"{folder} has no CODE.csv file: give a folder with daily bars")
    return found


def _bar(row: dict[str, str], path: Path) -> VenueBar:
    try:
        prices = [int(row[name]) for name in ("open", "high", "low", "close")]
        return VenueBar(
            date.fromisoformat(row["date"]),
            prices[0],
            prices[1],
            prices[2],
            prices[3],
            int(row["volume"]),
        )
    except (KeyError, ValueError) as e:
        raise ValueError(
            f"{path} has a row that is no daily bar ({row}): "
            "give date,open,high,low,close,volume in whole won"
        ) from e


def _endowment(feed: Feed, options: KisOptions) -> list[tuple[str, int, int]]:
    """Choose (code, shares, price) for the holdings at the start: about a million won each."""
    lots = []
    for index, listing in enumerate(feed.listings()[: options.holdings]):
        bars = feed.bars(listing.code, until=feed.start - timedelta(days=1), count=20)
        if not bars:
            continue
        price = bars[0].close
        lots.append((listing.code, max(1, 1_000_000 // price) + index % 3, price))
    return lots
