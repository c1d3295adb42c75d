"""A seeded market of thirty fictitious shares, lively enough to trade on within a week.

Returns come from a market and a sector factor, momentum spells, sudden dips late in a week with a
rebound after, and fat-tailed noise; volumes burst. The seed gives every bar,
whatever is asked first.
"""

from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log
from random import Random
from typing import Self

from sim import rules
from sim.names import DAILY_VALUE, FIRST_PRICE, LISTINGS
from sim.sessions import Sessions
from sim.values import Listing, VenueBar

DEFAULT_START = date(2026, 11, 2)
HISTORY = 300

_SPELL_DRIFT = (0.0046, -0.0024)
_HOME_PULL = 0.006  # a day, on the log distance from the first price: keeps all tick bands alive
_SPELL_SESSIONS = (45, 100)
_DIPS_A_WEEK = 5
_DIP_RETURN = -0.07
_REBOUND_RETURN = 0.036
_HALT_ODDS = 1 / 500


@dataclass(frozen=True, slots=True)
class _Pull:
    """Bundle what pushes a share on one day besides its own noise."""

    drift: float
    dip: float
    common: float


class _Draws:
    """Hold the days drawn so far, each of which follows from those before it."""

    def __init__(self, seed: int, sessions: Sessions) -> None:
        self._seed, self._sessions = seed, sessions
        self.days: list[date] = []
        self.bars: dict[str, list[VenueBar]] = {listing.code: [] for listing in LISTINGS}
        self._spells = {code: _spells(f"{seed}:{code}") for code in self.bars}

    def copy(self) -> Self:
        """Give the same days, to go on from."""
        made = copy(self)
        made.days = list(self.days)
        made.bars = {code: list(bars) for code, bars in self.bars.items()}
        return made

    def draw(self, day: date) -> None:
        """Draw one day of all shares."""
        market = Random(f"{self._seed}:market:{day}")  # nosec B311
        shock = _fat(market, 0.006)
        sectors = {sector: market.gauss(0.0, 0.005) for sector in _sectors()}
        index = len(self.days)
        dips = self._dips(day)
        for listing in LISTINGS:
            code, bars = listing.code, self.bars[listing.code]
            before = bars[-1].close if bars else FIRST_PRICE[code]
            home = _HOME_PULL * log(FIRST_PRICE[code] / before)
            drift = _drift(self._spells[code], index) + home
            pull = _Pull(drift, dips.get(code, 0.0), shock + sectors[listing.sector])
            rng = Random(f"{self._seed}:{code}:{day}")  # nosec B311
            bars.append(_bar(listing, day, before=before, pull=pull, rng=rng))
        self.days.append(day)

    def _dips(self, day: date) -> dict[str, float]:
        """Give the extra return of the shares that dip in this week or rebound from the last one.

        A dip takes the last two sessions of a week, so that it stands when the week is judged.
        """
        week = day.isocalendar()[:2]
        left, probe = 0, self._sessions.after(day)
        while probe and probe.day.isocalendar()[:2] == week and left < 2:
            left, probe = left + 1, self._sessions.after(probe.day)
        if left < 2:
            return dict.fromkeys(_dipping(self._seed, *week), _DIP_RETURN)
        monday = date.fromordinal(day.toordinal() - day.weekday() - 7)
        last_week = monday.isocalendar()[:2]
        return dict.fromkeys(_dipping(self._seed, *last_week), _REBOUND_RETURN)


class SyntheticFeed:
    """Feed the exchange from a seed; `history` sessions lie before the first tradable day.

    `sessions` should reach some weeks past the last day that is traded: which days of a week dip
    depends on its last session. Raises ValueError when `start` is no session or `sessions` does not
    reach back far enough.
    """

    def __init__(
        self,
        seed: int,
        *,
        sessions: Sessions,
        start: date = DEFAULT_START,
        history: int = HISTORY,
    ) -> None:
        self.start = start
        self._seed, self._sessions = seed, sessions
        past = sessions.until(start, history + 1)
        if len(past) <= history or past[-1] != start:
            raise ValueError(
                f"the market starts on {start} with {history} sessions before it, but the table "
                f"has {len(past)} up to there: start on a session and give an earlier table"
            )
        self._past = tuple(past)
        self._drawn: _Draws | None = None

    def listings(self) -> Sequence[Listing]:
        """List the thirty shares by code."""
        return LISTINGS

    def bar(self, code: str, day: date) -> VenueBar | None:
        """Give the bar of a session, None on other days."""
        found = self.bars(code, until=day, count=1)
        return found[0] if found and found[0].day == day else None

    def bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give the last `count` bars up to and with `until`, oldest first."""
        drawn = self._until(until)
        end = bisect_right(drawn.days, until)
        return drawn.bars[code][max(0, end - count) : end]

    def _until(self, day: date) -> _Draws:
        drawn = self._drawn
        if drawn is None:
            drawn = self._drawn = _past(self._seed, self._sessions, self._past).copy()
        while drawn.days[-1] < day:
            following = self._sessions.after(drawn.days[-1])
            if following is None or following.day > day:
                break
            drawn.draw(following.day)
        return drawn


@lru_cache(maxsize=2)
def _past(seed: int, sessions: Sessions, days: tuple[date, ...]) -> _Draws:
    """Draw the days before a market begins, once for all who open it; go on from a copy."""
    drawn = _Draws(seed, sessions)
    for day in days:
        drawn.draw(day)
    return drawn


@lru_cache(maxsize=512)
def _dipping(seed: int, year: int, week: int) -> tuple[str, ...]:
    rng = Random(f"{seed}:dips:{year}-{week}")  # nosec B311
    return tuple(rng.sample([listing.code for listing in LISTINGS], _DIPS_A_WEEK))


@lru_cache(maxsize=1)
def _sectors() -> tuple[str, ...]:
    return tuple(dict.fromkeys(listing.sector for listing in LISTINGS))


def _spells(key: str) -> list[tuple[int, float]]:
    """Give (first session, daily drift) for ten thousand sessions, up and down by turns."""
    rng = Random(f"{key}:spells")  # nosec B311
    up, at, found = rng.random() < 0.5, -rng.randint(0, 60), []
    while at < 10_000:
        found.append((at, _SPELL_DRIFT[0 if up else 1] * rng.uniform(0.6, 1.4)))
        at, up = at + rng.randint(*_SPELL_SESSIONS), not up
    return found


def _drift(spells: list[tuple[int, float]], index: int) -> float:
    return spells[bisect_right(spells, index, key=lambda spell: spell[0]) - 1][1]


def _fat(rng: Random, sigma: float) -> float:
    wide = 2.6 if rng.random() < 0.05 else 0.9
    return rng.gauss(0.0, sigma * wide)


def _bar(listing: Listing, day: date, *, before: int, pull: _Pull, rng: Random) -> VenueBar:
    if rng.random() < _HALT_ODDS:
        return VenueBar(day, before, before, before, before, 0)
    noise = 0.017 if listing.market == "KOSDAQ" else 0.013
    move = pull.drift + pull.dip + pull.common + _fat(rng, noise)
    gap = 0.3 * move + rng.gauss(0.0, 0.003)
    upper, lower = rules.daily_limits(before, day, market=listing.market, kind=listing.kind)

    def legal(price: float) -> int:
        inside = max(lower, min(upper, round(price)))
        return rules.floor_tick(inside, day, market=listing.market, kind=listing.kind)

    opened, closed = legal(before * (1 + gap)), legal(before * (1 + move))
    high = legal(max(opened, closed) * (1 + abs(rng.gauss(0.0, noise * 0.45))))
    low = legal(min(opened, closed) * (1 - abs(rng.gauss(0.0, noise * 0.45))))
    return VenueBar(
        day,
        opened,
        max(high, opened, closed),
        min(low, opened, closed),
        closed,
        _volume(listing, before, move, rng),
    )


def _volume(listing: Listing, price: int, move: float, rng: Random) -> int:
    burst = rng.uniform(2.0, 4.5) if rng.random() < 0.12 else 1.0
    lively = rng.lognormvariate(0.0, 0.22) * (1 + 6 * abs(move)) * burst
    return max(1_000, int(DAILY_VALUE[listing.code] / price * lively))
