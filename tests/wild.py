"""Series and settings at random by a seed: what an engine must live through like the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import numpy as np

from core.backtest.costs import in_force
from core.backtest.market import Series, Terms, daily, intraday
from core.backtest.settings import REFERENCE, Backtest, Gates
from tests.dice import DiceParams
from tests.reference.random_market import rows
from tests.series import CALENDAR, sessions

SEED = 20_230_125
# Over the change of the grid in January 2023 and of the tax at the turn of two years.
_DAYS = sessions(600, first=date(2022, 3, 2))
_IN_FORCE = in_force(CALENDAR)
_COLUMNS = ("open", "high", "low", "close", "volume")


class Wild(NamedTuple):
    """A market and how it is run; `seed` makes it again."""

    seed: str
    series: tuple[Series, ...]
    settings: Backtest


def markets(count: int, *, seconds: int = 0) -> Iterator[Wild]:
    """Give so many markets, a third of them of several symbols that share an account."""
    for number in range(count):
        rng = random.Random(f"{SEED}/{number}")
        symbols = rng.choice([2, 3, 5]) if number % 3 == 0 else 1
        series = tuple(one(f"{SEED}/{number}/{k}", k, seconds) for k in range(symbols))
        yield Wild(f"{SEED}/{number}", series, plan(rng, portfolio=symbols > 1))


@cache
def one(seed: str, key: int, seconds: int) -> Series:
    """Make one symbol's bars: of days, or of so many seconds."""
    rng = random.Random(seed)
    first, count = rng.randrange(150), rng.randint(60, 400)
    days = _DAYS[first : first + count]
    found = rows(rng, days)
    prices = [np.array([getattr(row, name) for row in found]) for name in _COLUMNS]
    opened, high, low, close, volume = prices
    symbol = f"{key:06d}"
    if not seconds:
        day = np.array([row.day.toordinal() for row in found])
        return daily(symbol, day, (opened, high, low, close), volume)
    return _within(symbol, seconds, (opened, high, low, close), volume)


def _within(
    symbol: str, seconds: int, prices: tuple[np.ndarray, ...], volume: np.ndarray
) -> Series:
    # The same bars, eight to a session, at times that every symbol of a market shares.
    count = len(volume)
    day = np.array([d.toordinal() for d in _DAYS])[np.arange(count) // 8]
    at = (day - 719_163) * 86_400.0 + (np.arange(count) % 8 + 1) * seconds
    auction = np.arange(count) % 8 == 7
    return intraday(symbol, day, at, prices, volume, interval=seconds, auction=auction)


def plan(rng: random.Random, *, portfolio: bool) -> Backtest:
    """Draw the settings of a run."""
    cash = rng.choice([4_000_000, 20_000_000, 100_000_000, 3_000_000_000])
    return replace(
        rng.choice([REFERENCE, _IN_FORCE]),
        portfolio=portfolio,
        cash=cash,
        # Nearly all the cash: a gap then asks for more than there is.
        budget=rng.choice([None, None, 3_000_000, 40_000_000, cash // 1_000 * 998]),
        max_positions=rng.randint(1, 4),
        commission_unit=rng.choice([0, 10]),
        tax_unit=rng.choice([0, 1]),
        gates=rng.choice([None, Gates(), Gates(Decimal("0.005"), Decimal("0.6"))]),
        volume_share=rng.choice([Decimal(0), Decimal(0), Decimal("0.002"), Decimal("0.5")]),
        impact=rng.choice([Decimal(0), Decimal(0), Decimal("0.1")]),
        since=rng.choice([None, _DAYS[200], _DAYS[310]]),
        until=rng.choice([None, None, _DAYS[380], _DAYS[100]]),
    )


def futures(wild: Wild) -> Wild:
    """Turn the series of a market into contracts that expire, some of them early."""
    rng = random.Random(f"{wild.seed}/futures")
    terms = [
        Terms(
            rng.choice([10, 1]),
            Decimal(rng.choice(["0.15", "0.09", "1"])),
            Decimal(rng.choice(["0.05", "0.09"])),
            rng.choice([None, date.fromordinal(int(one.day[rng.randrange(len(one))]))]),
        )
        for one in wild.series
    ]
    made = (replace(one, terms=term) for one, term in zip(wild.series, terms, strict=True))
    return wild._replace(series=tuple(made))


def dice(seed: str, **more: int) -> DiceParams:
    """Draw the parameters of the strategy that throws dice."""
    rng = random.Random(f"{seed}/dice")
    stop, take = rng.choice([None, "0.03", "0.2"]), rng.choice([None, "0.04", "0.15"])
    return DiceParams(
        often=rng.choice([0.05, 0.2, 0.6]),
        limits=rng.randint(0, 1),
        weekly=rng.randint(0, 1),
        monday=rng.choice([0, 0, 1]),
        warm=rng.choice([1, 5, 40]),
        stop_loss=None if stop is None else Decimal(stop),
        take_profit=None if take is None else Decimal(take),
        ticks=rng.choice([0, 0, 1, 10]),
        budget=rng.choice([200_000, 5_000_000, 14_000_000]),
        **more,
    )
