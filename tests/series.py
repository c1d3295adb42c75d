"""Daily bars for tests: on real sessions, from columns, at random by a seed, or from real files."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.instrument import STOCK_SINCE_2023
from core.market.calendar import KrxCalendar

CALENDAR = KrxCalendar()
START = date(2024, 1, 2)


def sessions(count: int, *, first: date = START) -> list[date]:
    """Give the first `count` trading days from a date on."""
    days = [] if CALENDAR.session(first) is None else [first]
    while len(days) < count:
        days.append(CALENDAR.next_session(days[-1] if days else first).day)
    return days[:count]


def bar(
    day: date,
    open_: int,
    high: int | None = None,
    low: int | None = None,
    close: int | None = None,
    volume: int = 1_000,
) -> Bar:
    """Make one daily bar; what is not given lies within a band of two won."""
    close = open_ if close is None else close
    high = max(open_, close) + 1 if high is None else high
    low = min(open_, close) - 1 if low is None else low
    return Bar("000001", Interval.DAY, utc(day, 9), day, open_, high, low, close, volume, "test")


def from_closes(
    closes: Sequence[int], *, volumes: Sequence[int] | None = None, first: date = START
) -> list[Bar]:
    """Make bars that open at the close before them."""
    sizes = volumes or [1_000] * len(closes)
    opens = [closes[0], *closes[:-1]]
    rows = zip(sessions(len(closes), first=first), opens, closes, sizes, strict=True)
    return [bar(day, o, close=c, volume=v) for day, o, c, v in rows]


def halted(before: Bar, day: date) -> Bar:
    """Make the bar of a day without trade: the carried close, volume 0."""
    price = before.close
    return bar(day, price, high=price, low=price, close=price, volume=0)


def walk(
    seed: int, count: int = 600, *, first: date = date(2020, 1, 2), swing: float = 1.0
) -> list[Bar]:
    """Make a random walk on the tick grid with bursts of volume and fat daily ranges.

    `swing` multiplies the daily moves of 2 %.
    """
    rng, price, bars = random.Random(seed), 50_000, []
    for day in sessions(count, first=first):
        open_ = _legal(price * (1 + rng.gauss(0, 0.008)))
        close = _legal(open_ * (1 + rng.gauss(0, 0.02 * swing)))
        high = _legal(max(open_, close) * (1 + abs(rng.gauss(0, 0.008))))
        low = _legal(min(open_, close) * (1 - abs(rng.gauss(0, 0.008))))
        high, low = max(high, open_, close), min(low, open_, close)
        volume = int(100_000 * rng.lognormvariate(0, 0.6))
        bars.append(bar(day, open_, high, low, close, volume))
        price = close
    return bars


def with_halt(bars: Sequence[Bar], at: int, length: int = 25) -> list[Bar]:
    """Give bars whose stretch from `at` on did not trade."""
    made = list(bars)
    for i in range(at, at + length):
        made[i] = halted(made[at - 1], bars[i].day)
    return made


def tenfold(bars: Sequence[Bar]) -> list[Bar]:
    """Multiply all prices by ten."""
    return [
        replace(b, open=b.open * 10, high=b.high * 10, low=b.low * 10, close=b.close * 10)
        for b in bars
    ]


def real(shared: Path, code: str, *, last: int | None = None) -> list[Bar]:
    """Read real daily bars, without the one row whose high lies below another price."""
    with (shared / "data" / "krx_daily" / f"{code}.csv").open() as file:
        rows = list(csv.DictReader(file))
    bars = []
    for row in rows[-last:] if last else rows:
        o, h, low, c, v = (int(row[k]) for k in ("open", "high", "low", "close", "volume"))
        if h >= max(o, c) and low <= min(o, c):
            bars.append(replace(bar(date.fromisoformat(row["date"]), o, h, low, c, v), symbol=code))
    return bars


def _legal(price: float) -> int:
    return STOCK_SINCE_2023.floor(max(100, int(price)))
