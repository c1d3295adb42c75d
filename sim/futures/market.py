"""Every contract of the market and its days, all following from the shares' feed and the seed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from sim.futures.contracts import Contract, contracts_of
from sim.futures.path import (
    EARLY_MINUTES,
    FuturesPath,
    SpotDay,
    Terms,
    fair_price,
    futures_path,
)
from sim.futures.rules import nearest_tick
from sim.market import TradingDay
from sim.sessions import Session, Sessions
from sim.values import Feed, Listing, VenueBar

MAX_UNDERLYINGS = 6
_HISTORY = timedelta(days=200)
_DAY_BASIS = 0.0006
_KEPT = 4_096


class FuturesSession(Session):
    """Hold the hours of one day of futures trading; its opening call lasts a quarter of an hour."""

    @property
    def call_opens(self) -> datetime:
        """Give the instant from which orders for the opening auction are taken."""
        return self.open - timedelta(minutes=EARLY_MINUTES)


def futures_sessions(sessions: Sessions) -> Sessions:
    """Give the futures market's days: a quarter of an hour before and after the shares' hours."""
    early = timedelta(minutes=EARLY_MINUTES)
    return Sessions(
        FuturesSession(day, opened - early, closed + early)
        for day, opened, closed in sessions.rows()
    )


class FuturesMarket:
    """Feed a futures exchange: contracts, daily bars, settlement prices, paths within the day.

    Underlyings are the shares with the greatest traded value before the market starts, six at
    most, in the order of their codes.
    """

    def __init__(self, feed: Feed, *, sessions: Sessions, seed: int) -> None:
        self.start = feed.start
        self.sessions = futures_sessions(sessions)
        self._shares, self._feed, self._seed = sessions, feed, seed
        days = [row[0] for row in sessions.rows()]
        first, last = max(feed.start - _HISTORY, days[0]), days[-1]
        self.underlyings = _underlyings(feed)
        self._contracts = {
            contract.code: contract
            for index, share in enumerate(self.underlyings)
            for contract in contracts_of(
                share, index, first=first, last=last, known=_known(feed, share), sessions=sessions
            )
        }
        self._listings = [contract.listing() for contract in self._contracts.values()]
        self._spots: dict[tuple[str, date], SpotDay] = {}
        self._paths: dict[tuple[str, date], FuturesPath] = {}

    def listings(self) -> Sequence[Listing]:
        """List every contract that ever trades; `contracts` gives those of one day."""
        return self._listings

    def contract(self, code: str) -> Contract | None:
        """Find a contract by its short code."""
        return self._contracts.get(code)

    def contracts(self, day: date) -> list[Contract]:
        """List the contracts of a day by underlying, nearest month first."""
        return [c for c in self._contracts.values() if c.since <= day <= c.last_day]

    def rank(self, contract: Contract, day: date) -> int:
        """Give 1 for the nearest month of its underlying on a day, 2 for the next, and so on."""
        family = [c for c in self.contracts(day) if c.underlying.code == contract.underlying.code]
        return family.index(contract) + 1 if contract in family else 0

    def bar(self, code: str, day: date) -> VenueBar | None:
        """Give the bar of a trading day of the contract, None for other days."""
        contract = self._contracts[code]
        if not contract.since <= day <= contract.last_day or self.sessions.get(day) is None:
            return None
        path = self.path(contract, day)
        if not path.ticks:
            return VenueBar(day, *(path.base,) * 4, 0)
        prices = [tick.price for tick in path.ticks]
        volume = sum(tick.quantity for tick in path.ticks)
        return VenueBar(day, prices[0], max(prices), min(prices), prices[-1], volume)

    def bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give the last `count` bars up to and with `until`, oldest first."""
        contract = self._contracts[code]
        days = self.sessions.until(min(until, contract.last_day), count)
        found = (self.bar(code, day) for day in days)
        return [bar for bar in found if bar is not None]

    def path(self, contract: Contract, day: date) -> FuturesPath:
        """Give a contract's trades of a day, the same whenever it is asked."""
        key = contract.code, day
        if key not in self._paths:
            _trim(self._paths)
            self._paths[key] = self._draw(contract, day)
        return self._paths[key]

    def spot(self, share: str, day: date) -> SpotDay:
        """Give the underlying share's day as futures follow it."""
        key = share, day
        if key not in self._spots:
            _trim(self._spots)
            self._spots[key] = self._read(share, day)
        return self._spots[key]

    def settle(self, contract: Contract, day: date) -> int:
        """Give the settlement price of a session; on the last trading day the share's close."""
        spot = self.spot(contract.underlying.code, day)
        market = contract.underlying.market
        if day >= contract.last_day:
            return spot.close
        if spot.halted:
            before = self.sessions.before(day - timedelta(days=1))
            if before and before.day >= contract.since:
                return self.settle(contract, before.day)
        days = (contract.last_day - day).days
        worth = fair_price(float(spot.close), days) * (1 + self._basis(contract, day))
        return nearest_tick(worth, day, market=market)

    def base(self, contract: Contract, day: date) -> int:
        """Give the price that limits and margins of a day go by: the last settlement price."""
        before = self.sessions.before(day - timedelta(days=1))
        if before and before.day >= contract.since:
            return self.settle(contract, before.day)
        spot = self.spot(contract.underlying.code, day)
        worth = fair_price(float(spot.before), (contract.last_day - day).days)
        return nearest_tick(worth, day, market=contract.underlying.market)

    def _draw(self, contract: Contract, day: date) -> FuturesPath:
        session = self.sessions.get(day)
        if session is None:
            raise ValueError(f"{day} is no session: ask for trading days only")
        before = self.sessions.before(day - timedelta(days=1))
        terms = Terms(
            day=day,
            market=contract.underlying.market,
            base=self.base(contract, day),
            settle=self.settle(contract, day),
            days=(contract.last_day - day).days,
            basis=(
                self._basis(contract, before.day) if before else 0.0,
                self._basis(contract, day),
            ),
            nearest=self.rank(contract, day) == 1,
            final=day == contract.last_day,
        )
        key = f"{self._seed}:{contract.code}:{day}:path"
        spot = self.spot(contract.underlying.code, day)
        return futures_path(spot, terms, key=key, minutes=session.minutes)

    def _read(self, share: str, day: date) -> SpotDay:
        session = self._shares.get(day)
        if session is None:
            raise ValueError(f"{day} is no session: ask for trading days only")
        drawn = TradingDay(self._feed, session, seed=self._seed, only=share)
        tape = drawn.tapes.get(share)
        if tape is None:
            raise ValueError(f"{share} has no price up to {day}: its futures cannot trade yet")
        prices, volumes, last = [], [0] * (session.minutes + 1), 0
        told = {int((e.at - session.open).total_seconds()) // 60: e for e in drawn.prints}
        for minute in range(session.minutes + 1):
            entry = told.get(minute)
            if entry:
                last, volumes[minute] = entry.price, entry.quantity
            prices.append(last)
        if tape.halted or not drawn.prints:
            return SpotDay(tape.base, tape.base, (), ())
        return SpotDay(tape.base, last, tuple(prices), tuple(volumes))

    def _basis(self, contract: Contract, day: date) -> float:
        if day >= contract.last_day:
            return 0.0
        key = f"{self._seed}:{contract.code}:{day}:basis"
        return Random(key).gauss(0.0, _DAY_BASIS)  # nosec B311


def _known(feed: Feed, share: Listing) -> date:
    """Give the first day whose day before has a price."""
    bars = feed.bars(share.code, until=feed.start, count=10_000)
    return bars[1].day if len(bars) > 1 else feed.start


def _underlyings(feed: Feed) -> list[Listing]:
    until = feed.start - timedelta(days=1)
    worth: list[tuple[int, Listing]] = []
    for listing in feed.listings():
        bars = feed.bars(listing.code, until=until, count=20)
        if listing.kind == "stock" and bars:
            worth.append((sum(bar.close * bar.volume for bar in bars), listing))
    worth.sort(key=lambda pair: (-pair[0], pair[1].code))
    return sorted((pair[1] for pair in worth[:MAX_UNDERLYINGS]), key=lambda item: item.code)


def _trim(cache: dict[tuple[str, date], SpotDay] | dict[tuple[str, date], FuturesPath]) -> None:
    if len(cache) >= _KEPT:
        cache.clear()
