"""The jobs of the backtest bench: prices by a seed, and a folder that any side can read them from.

A level cross of two simple averages, long only, 10 shares: decided at the close of bar i, once a
bar has `slow` bars before it, filled at the open of bar i + 1. Commission 0.015 % each way and
0.18 % tax on sales (by date in job d), nothing rounded, one billion won of cash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.backtest.costs import in_force
from core.backtest.market import Series, State, daily, intraday
from core.backtest.prices import from_folder
from core.backtest.settings import billionths, on
from core.market.calendar import KrxCalendar

Whole = NDArray[np.int64]

CASH = 1_000_000_000
SHARES = 10
FEE, TAX = 150_000, 1_800_000  # billionths
FAST, SLOW = 10, 30
SEED = 7
MINUTES = 390
_FIRST, _LAST = date(2012, 1, 2), date(2026, 6, 30)
COLUMNS = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True, slots=True)
class Job:
    """A job: `portfolio` shares one account, `pairs` are tried one after the other.

    `dated` takes the tax of sales by the day; else it is one rate.
    """

    name: str
    series: tuple[Series, ...]
    portfolio: bool = False
    dated: bool = False
    pairs: tuple[tuple[int, int], ...] = field(default=((FAST, SLOW),))

    @property
    def bars(self) -> int:
        """Give the bars that are lived through, by all pairs together."""
        return sum(len(one) for one in self.series) * len(self.pairs)

    def part(self, bars: int) -> Job:
        """Give the beginning of the job, of one pair, with about so many bars of all symbols."""
        whole = sum(len(one) for one in self.series)
        share = min(1.0, bars / whole)
        series = tuple(
            one.until(date.fromordinal(int(one.day[int(len(one) * share) - 1])))
            for one in self.series
        )
        return Job(self.name, series, self.portfolio, self.dated, self.pairs[:1])

    def write(self, folder: Path) -> None:
        """Write the job as numbers: columns of all symbols one after the other, and terms."""
        folder.mkdir(parents=True, exist_ok=True)
        gates = [_gates(series) for series in self.series]
        parts = {name: [getattr(series, name) for series in self.series] for name in COLUMNS} | {
            "day": [series.day for series in self.series],
            "clock": [series.bars.at for series in self.series],
            "tax": [_taxes(series, self.dated) for series in self.series],
            "deciding": [one for one, _, _ in gates],
            "entering": [one for _, one, _ in gates],
            "leaving": [one for _, _, one in gates],
        }
        for name, columns in parts.items():
            np.save(folder / f"{name}.npy", np.concatenate(columns))
        firsts = np.cumsum([0, *map(len, self.series)]).tolist()
        terms = {
            "name": self.name, "firsts": firsts, "pairs": self.pairs, "portfolio": self.portfolio,
            "cash": CASH, "shares": SHARES, "fee": FEE, "minutes": self.series[0].interval // 60,
        }  # fmt: skip
        (folder / "terms.json").write_text(json.dumps(terms), encoding="utf-8")


def job_a(bars: int = 1_000_000) -> Job:
    """One symbol of minute bars."""
    return Job("a", (minutes("000001", bars, SEED),))


def job_b(symbols: int = 100, days: int = 2_500) -> Job:
    """Many symbols of daily bars that share one account."""
    made = [days_of(f"{key:06d}", days, SEED + key) for key in range(symbols)]
    return Job("b", tuple(made), portfolio=True)


def job_c(bars: int = 100_000, fasts: int = 20, slows: int = 10) -> Job:
    """Many pairs of averages over one symbol of minute bars."""
    pairs = tuple((5 + f, 30 + 5 * s) for f in range(fasts) for s in range(slows))
    return Job("c", (minutes("000001", bars, SEED),), pairs=pairs)


def job_d(folder: Path) -> Job:
    """All real series of a folder, each for itself, with taxes by date."""
    return Job("d", from_folder(folder, ()).series, dated=True)


def minutes(symbol: str, bars: int, seed: int) -> Series:
    """Walk at random through minute bars, with a gap before each open."""
    sessions = -(-bars // MINUTES)
    day = np.repeat(_sessions(sessions), MINUTES)[:bars]
    minute = np.tile(np.arange(1, MINUTES + 1), sessions)[:bars]
    at = (day - date(1970, 1, 1).toordinal()) * 86_400.0 + minute * 60.0
    prices, volume = walk(bars, seed)
    auction = np.zeros(bars, dtype=bool)
    return intraday(symbol, day, at, prices, volume, interval=60, auction=auction)


def days_of(symbol: str, days: int, seed: int) -> Series:
    """Walk at random through daily bars."""
    prices, volume = walk(days, seed)
    return daily(symbol, _sessions(days), prices, volume)


def walk(bars: int, seed: int) -> tuple[tuple[Whole, Whole, Whole, Whole], Whole]:
    """Give open, high, low and close of a random walk in whole won, and volumes."""
    rng = np.random.default_rng(seed)
    close = 50_000 + np.cumsum(rng.integers(-50, 51, bars))
    close = np.abs(close - 1_000) + 1_000  # a walk that would end turns round
    opened = np.concatenate(([50_000], close[:-1])) + rng.integers(-20, 21, bars)
    high = np.maximum(opened, close) + rng.integers(1, 30, bars)
    low = np.minimum(opened, close) - rng.integers(1, 30, bars)
    return (opened, high, low, close), rng.integers(1, 10_000, bars)


def _sessions(count: int) -> Whole:
    rows = KrxCalendar().rows(_FIRST, _LAST)[:count]
    return np.array([day.toordinal() for day, _, _ in rows])


def _taxes(series: Series, dated: bool) -> Whole:
    """Give the tax of a sale in billionths at each bar."""
    if not dated:
        return np.full(len(series), TAX)
    rows = in_force(KrxCalendar()).taxes
    of = {day: billionths(on(rows, date.fromordinal(day))) for day in set(series.day.tolist())}
    return np.array([of[day] for day in series.day.tolist()])


def _gates(series: Series) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each bar whether it may decide, fill an entry, and fill an exit.

    Nothing is decided at a halt; at a bar of one price nothing is filled, and an entry lapses
    unless the bar is of the session directly after its decision.
    """
    open_ = series.state == State.OPEN
    return series.state != State.HALTED, open_ & series.follows, open_
