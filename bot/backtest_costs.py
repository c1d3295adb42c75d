"""What a run paid, year by year, the sale tax in its two parts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from bot.backtest_story import Story
from core.backtest.costs import PLACES
from core.backtest.result import Fill
from core.backtest.rules import gross5
from core.domain.calendar import Calendar
from core.domain.costs_tax import NANO, tax_row
from core.domain.instrument import Market
from core.domain.signal import Side


class YearCosts(NamedTuple):
    """What one calendar year cost, in 1/100,000 won; `sold5` is what the sales brought.

    `securities5` and `rural5` are the parts of the sale tax; both are 0 where the run took a
    rate of its own, and `tax5` is all of it.
    """

    year: int
    sold5: int
    fee5: int
    securities5: int
    rural5: int
    tax5: int


def costs_by_year(story: Story, calendar: Calendar) -> list[YearCosts]:
    """Add up commission and the parts of the sale tax by the year of the trade."""
    result = story.study.result
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * 5)
    for fill in result.fills:
        year = sums[fill.day.year]
        if fill.side is Side.SELL:
            year[0] += gross5(
                fill.price, fill.qty, result.scale, result.multiplier.get(fill.symbol, 1)
            )
        securities5, rural5 = _parts(story, fill, calendar)
        amounts = (fill.fee5, securities5, rural5, fill.tax5)
        year[1:] = [had + more for had, more in zip(year[1:], amounts, strict=True)]
    return [YearCosts(year, *sums[year]) for year in sorted(sums)]


def _parts(story: Story, fill: Fill, calendar: Calendar) -> tuple[int, int]:
    """Part a tax into its two; (0, 0) where the run took another rate than the law's."""
    if not fill.tax5:
        return 0, 0
    settles: date = calendar.settlement(fill.day)
    listing = story.plan.listing(fill.symbol)
    market, kind = PLACES[listing.place if listing else Market.KOSPI.value]
    row = tax_row(settles, market=market, kind=kind)
    if not row.total or story.plan.tax_rate(fill.day, fill.symbol) != int(row.total * NANO):
        return 0, 0
    securities5 = int(fill.tax5 * row.securities / row.total)
    return securities5, fill.tax5 - securities5
