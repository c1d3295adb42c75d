"""The way a future is traded over one day: the share's own path, plus carry and a seeded basis."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from random import Random

from sim.futures import rules
from sim.path import Tick

EARLY_MINUTES = 15  # futures open before the shares and close after them
LAST_DAY_END = 10  # minutes before the shares' close at which an expiring contract stops
CARRY_A_YEAR = 0.03
_CLOSING_CALL = 10
_BASIS = 0.0004  # of the price, a minute's noise
_PULL = 0.9
_NEAREST_SHARE, _OTHERS_SHARE = 0.3, 0.03
_SHARES_BEFORE_OPEN = 0.02


@dataclass(frozen=True, slots=True)
class SpotDay:
    """Hold one day of the share, minute by minute since its open: the last price, shares traded.

    `before` is the close of the day before. No prices mean that the share was halted.
    """

    before: int
    close: int
    prices: tuple[int, ...]
    volumes: tuple[int, ...]

    @property
    def halted(self) -> bool:
        """Tell whether nothing was traded."""
        return not self.prices

    def at(self, minute: int, *, eagerness: float) -> float:
        """Give the price that futures go by at a minute of their own session.

        Before the shares open it walks from their last close toward the opening price.
        """
        index = minute - EARLY_MINUTES
        if index < 0:
            known = eagerness + (1 - eagerness) * minute / EARLY_MINUTES
            return self.before + (self.prices[0] - self.before) * known
        return float(self.prices[min(index, len(self.prices) - 1)])

    def traded(self, minute: int) -> int:
        """Give the shares of the minute; a little before the open and after the close."""
        index = minute - EARLY_MINUTES
        if 0 <= index < len(self.volumes):
            return self.volumes[index]
        return int(sum(self.volumes) * _SHARES_BEFORE_OPEN / EARLY_MINUTES)


@dataclass(frozen=True, slots=True)
class Terms:
    """Say what a contract's day goes by: `days` to expiry, `basis` shifts at open and close.

    `nearest` is true for the month in which most of the trading is; `final` for the last day.
    """

    day: date
    market: str
    base: int
    settle: int
    days: int
    basis: tuple[float, float]
    nearest: bool
    final: bool


@dataclass(slots=True)
class FuturesPath:
    """Hold a contract's trades of one day, its base, settlement price and limits.

    `limits` are (minute, upper, lower) from the minute on; the first entry has minute 0.
    """

    base: int
    settle: int
    minutes: int
    ticks: list[Tick] = field(default_factory=list)
    limits: list[tuple[int, int, int]] = field(default_factory=list)


def fair_price(spot: float, days: int) -> float:
    """Give what a future is worth by carry alone, `days` before its last trading day."""
    return spot * (1 + CARRY_A_YEAR * days / 365)


# Whoever opens the market anew asks for the same days again.
@lru_cache(maxsize=256)
def futures_path(spot: SpotDay, terms: Terms, *, key: str, minutes: int) -> FuturesPath:
    """Draw the trades of one day, one a minute at most; the last is at the settlement price.

    On its last trading day a contract stops before the shares do and its last trade lies where the
    share then is; the settlement price is the share's close. The limit widens a step once it has
    held the price for some minutes. The same key gives the same path.
    """
    end = minutes - EARLY_MINUTES - LAST_DAY_END if terms.final else minutes
    path = FuturesPath(terms.base, terms.settle, end)
    limits = _Limits(path, terms)
    if spot.halted:
        return path
    rng = Random(key)  # nosec B311
    eagerness, noise = rng.uniform(0.4, 1.0), 0.0
    share = _NEAREST_SHARE if terms.nearest else _OTHERS_SHARE
    for minute in (*range(end - _CLOSING_CALL), end):
        noise = noise * _PULL + rng.gauss(0.0, _BASIS)
        level = spot.at(minute, eagerness=eagerness)
        shift = terms.basis[0] + (terms.basis[1] - terms.basis[0]) * minute / minutes
        wanted = fair_price(level, terms.days) * (1 + shift + noise * (not terms.final))
        if minute == end and not terms.final:
            wanted = float(terms.settle)
        price = limits.held(minute, wanted, closing=minute == end)
        lots = int(spot.traded(minute) * share / rules.MULTIPLIER * rng.uniform(0.4, 1.6))
        if lots or minute in (0, end):
            path.ticks.append(Tick(minute, price, max(1, lots), minute in (0, end)))
    return path


class _Limits:
    """Keep the day's price inside its limits and widen them by the exchange's steps."""

    def __init__(self, path: FuturesPath, terms: Terms) -> None:
        self._path, self._terms = path, terms
        self._stage, self._touched = 0, -1
        self._open(0)

    def held(self, minute: int, wanted: float, *, closing: bool) -> int:
        """Give the legal price nearest to the wanted one at a minute."""
        terms = self._terms
        price = rules.nearest_tick(wanted, terms.day, market=terms.market)
        _, upper, lower = self._path.limits[-1]
        while self._may_widen(minute, closing) and not lower <= price <= upper:
            self._stage += 1
            self._open(minute)
            _, upper, lower = self._path.limits[-1]
        if closing and not lower <= price <= upper:
            # The share's own limit and the contract's base differ by the carry: the closing price,
            # which everybody is settled at, is never held back.
            self._path.limits.append((minute, max(upper, price), min(lower, price)))
            return price
        held = min(max(price, lower), upper)
        if held not in (upper, lower):
            self._touched = -1
        elif self._touched < 0:
            self._touched = minute
        return held

    def _may_widen(self, minute: int, closing: bool) -> bool:
        if self._stage + 1 >= len(rules.STAGES):
            return False
        held = self._touched >= 0 and minute - self._touched >= rules.STAGE_MINUTES
        return closing or held

    def _open(self, minute: int) -> None:
        terms = self._terms
        upper, lower = rules.stage_limits(
            terms.base, terms.day, stage=self._stage, market=terms.market
        )
        self._path.limits.append((minute, upper, lower))
        self._touched = -1
