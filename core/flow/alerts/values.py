"""What a price or a loss amounts to by each measure: pure functions of numbers, no state.

Ratios and won are exact; what is shown is rounded, what is compared is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from core.domain.alert import Condition, Measure, Toward
from core.domain.bar import Bar
from core.domain.money import Won
from core.domain.position import Book

YEAR: Final = timedelta(days=365)
# A year has about 245 sessions in Korea. With far fewer, as after a demerger, the highest of
# what is there is no 52-week high.
YEAR_BARS: Final = 200
_PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the level it is compared with, in the measure's own unit."""

    value: Decimal
    level: Decimal

    @property
    def shown(self) -> Decimal:
        """Give the value rounded to six places, whole numbers without any."""
        rounded = self.value.quantize(_PLACES)
        whole = rounded == rounded.to_integral_value()
        # Normalised, a whole number would be written as 1E+1.
        return Decimal(int(rounded)) if whole else rounded.normalize()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a price is compared with, in won; 0 where nobody knows.

    `base` is the previous close, `high` and `low` those of 52 weeks of finished days. Of the
    holdings of a symbol, `units` are shares (contracts times their shares, below zero when
    short), `cost` is their cost with the same sign and `paid` the sum without it.
    """

    base: Won = 0
    high: Won = 0
    low: Won = 0
    units: int = 0
    cost: Won = 0
    paid: Won = 0


def found(condition: Condition, facts: Facts, price: Won, *, reference: Won = 0) -> Found | None:
    """Give what a price amounts to; None where there is nothing to compare it with."""
    measure, level = condition.measure, condition.level
    if measure is Measure.HIGH_52W:
        return Found(Decimal(price), Decimal(facts.high)) if facts.high else None
    if measure is Measure.LOW_52W:
        return Found(Decimal(price), Decimal(facts.low)) if facts.low else None
    value = _value(measure, facts, price, reference)
    return None if value is None or level is None else Found(value, level)


def _value(measure: Measure, facts: Facts, price: Won, reference: Won) -> Decimal | None:
    if measure is Measure.PRICE:
        return Decimal(price)
    if measure is Measure.CHANGE:
        return _change(price, facts.base)
    if measure is Measure.MOVE:
        return _change(price, reference)
    if measure is Measure.RETURN and facts.paid:
        return Decimal(facts.units * price - facts.cost) / facts.paid
    return None


def _change(price: Won, before: Won) -> Decimal | None:
    return Decimal(price - before) / before if before else None


def loss(condition: Condition, start: Won, equity: Won) -> Found | None:
    """Give the day's loss as a ratio of its opening equity; a level counts without its sign."""
    if start <= 0 or condition.level is None:
        return None
    return Found(Decimal(start - equity) / start, abs(condition.level))


def side_of(condition: Condition) -> Toward:
    """Give the side that a condition speaks on; of some measures there is only one."""
    if condition.measure is Measure.LOW_52W:
        return Toward.BELOW
    if condition.measure in (Measure.HIGH_52W, Measure.DAY_LOSS):
        return Toward.ABOVE
    return condition.toward


def holds(condition: Condition, what: Found) -> bool:
    """Tell whether a value reaches its level; lines that touch have not crossed yet."""
    above = side_of(condition) is Toward.ABOVE
    if condition.measure is Measure.CROSS and what.value == what.level:
        return False
    return what.value >= what.level if above else what.value <= what.level


def furthest(condition: Condition, values: Sequence[Found]) -> Found | None:
    """Give the value that lies furthest on the side of a condition."""
    if not values:
        return None
    pick = max if side_of(condition) is Toward.ABOVE else min
    return pick(values, key=lambda one: one.value)


def year_of(bars: Sequence[Bar], before: date) -> tuple[Won, Won]:
    """Give the highest and lowest price of 52 weeks before a day; zeros for too few bars."""
    span = [b for b in bars if before - YEAR <= b.day < before]
    if len(span) < YEAR_BARS:
        return 0, 0
    return max(b.high for b in span), min(b.low for b in span)


def held(books: Sequence[Book]) -> tuple[int, Won, Won]:
    """Give units, cost and what was paid of a symbol's holdings of all owners."""
    mine = [b for b in books if b.shares]
    units = sum(b.shares * (b.multiplier or 1) for b in mine)
    return units, sum(b.cost for b in mine), sum(abs(b.cost) for b in mine)
