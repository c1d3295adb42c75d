"""Prices without the jump of a demerger: the second variant of strategies.md 14.1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from core.backtest.market import Series, daily
from core.backtest.rules import CENTI_MILLI
from core.domain.bar import Bar, GapReason, Interval
from core.domain.calendar import utc
from core.market.quality import find_gaps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]


def adjusted(series: Series) -> Series:
    """Multiply all prices before a demerger by open(reopening) / last traded close.

    Volumes stay. Prices are kept to 1/100,000 won, also where there was no demerger, so that
    all series of a run have one scale.
    """
    import numpy as np

    factors = [Fraction(1)] * len(series)
    for reopening, last in _demergers(series):
        factor = Fraction(int(series.open[reopening]), int(series.close[last]))
        factors[:reopening] = [f * factor for f in factors[:reopening]]

    def column(prices: Whole) -> Whole:
        fine = zip(prices.tolist(), factors, strict=True)
        return np.array([round(price * f * CENTI_MILLI) for price, f in fine], dtype=np.int64)

    prices = (
        column(series.open), column(series.high), column(series.low), column(series.close)
    )  # fmt: skip
    made = daily(series.symbol, series.day, prices, series.volume, scale=CENTI_MILLI)
    return replace(made, terms=series.terms)


def _demergers(series: Series) -> list[tuple[int, int]]:
    """Give each demerger as the bar that reopened and the last one that had traded before."""
    at = {day: i for i, day in enumerate(series.day.tolist())}
    traded = [i for i, volume in enumerate(series.volume.tolist()) if volume]
    found = [
        at[gap.last.toordinal()]
        for gap in find_gaps(_bars(series))
        if gap.reason is GapReason.DEMERGER
    ]
    return [(i, max(j for j in traded if j < i)) for i in found]


def _bars(series: Series) -> list[Bar]:
    columns = (series.day, series.open, series.high, series.low, series.close, series.volume)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [_bar(series.symbol, date.fromordinal(day), values) for day, *values in rows]


def _bar(symbol: str, day: date, values: list[int]) -> Bar:
    opened, high, low, close, volume = values
    return Bar(symbol, Interval.DAY, utc(day, 9), day, opened, high, low, close, volume, "backtest")
