"""What a backtest assumes beside the strategy: money, costs and grids by date, limits, gates."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias, TypeVar

from core.backtest.rules import BILLION, CENTI_MILLI, MILLION
from core.domain.instrument import STOCK_SINCE_2023, TickLadder
from core.domain.money import Rate, Won
from core.errors import InputError

# (first trading day it holds for, value), oldest first; what holds first holds for all days before.
T = TypeVar("T")
Dated: TypeAlias = tuple[tuple[date, T], ...]
EVER = date.min


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of strategies.md 9 in a backtest; a zero switches one off.

    `day_loss` refuses entries once equity lies that much below the close before;
    `weight` is the largest part of equity in one symbol after an entry, which shrinks to it.
    """

    day_loss: Rate = Decimal("0.02")
    weight: Rate = Decimal("0.20")


@dataclass(frozen=True, slots=True)
class Listing:
    """The sale tax and the price grid of what is listed in one place, by the trading day."""

    place: str
    taxes: Dated[Rate]
    ladders: Dated[TickLadder]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Settings of one run. Money is won; `budget` replaces the parameter of the same name.

    `commission` is a rate each way, truncated to `commission_unit` won, the tax of a sale to
    `tax_unit`; a unit of 0 is exact ("unrounded"). `taxes` and `ladders` go by the trading day.
    `since` is the first day that may signal, `until` the last day of all; None is the series' own.
    `volume_share` caps an order at that part of the bar's volume (0: no cap), `impact` moves its
    price by that ratio times the part it takes (0: none). `listings` replace taxes and ladders for
    single symbols.
    """

    cash: Won = 100_000_000
    budget: Won | None = None
    max_positions: int = 7
    commission: Rate = Decimal("0.00015")
    commission_unit: Won = 10
    taxes: Dated[Rate] = ((EVER, Decimal("0.0018")),)
    tax_unit: Won = 1
    ladders: Dated[TickLadder] = ((EVER, STOCK_SINCE_2023),)
    portfolio: bool = False
    since: date | None = None
    until: date | None = None
    gates: Gates | None = field(default_factory=Gates)
    volume_share: Rate = Decimal(0)
    impact: Rate = Decimal(0)
    listings: tuple[tuple[str, Listing], ...] = ()

    @property
    def slots(self) -> int:
        """Give the most positions at once: a run over one symbol has one."""
        return self.max_positions if self.portfolio else 1

    @property
    def cash5(self) -> int:
        """Give the cash in 1/100,000 won."""
        return self.cash * CENTI_MILLI

    @property
    def fee_rate(self) -> int:
        """Give the commission in billionths."""
        return billionths(self.commission)

    @property
    def fee_unit5(self) -> int:
        """Give the unit that commissions are rounded down to, in 1/100,000 won."""
        return max(1, self.commission_unit * CENTI_MILLI)

    @property
    def tax_unit5(self) -> int:
        """Give the unit that taxes are rounded down to, in 1/100,000 won."""
        return max(1, self.tax_unit * CENTI_MILLI)

    def listing(self, symbol: str) -> Listing | None:
        """Give where a symbol is listed, None for where all are that are not named."""
        return next((one for code, one in self.listings if code == symbol), None)

    def of(self, symbol: str) -> Backtest:
        """Give the same run with the taxes and ladders of one symbol for all."""
        one = self.listing(symbol)
        if one is None:
            return replace(self, listings=()) if self.listings else self
        return replace(self, listings=(), taxes=one.taxes, ladders=one.ladders)

    def tax_rate(self, day: date, symbol: str = "") -> int:
        """Give the tax of a sale on a trading day in billionths."""
        one = self.listing(symbol) if self.listings else None
        return billionths(on(one.taxes if one else self.taxes, day))

    def ladder(self, day: date) -> TickLadder:
        """Give the grid of a trading day."""
        return on(self.ladders, day)


# strategies.md 14.1.
REFERENCE = Backtest(commission_unit=0, tax_unit=0, gates=None)


def on(dated: Dated[T], day: date) -> T:
    """Give the value that holds on a day."""
    at = bisect_right(dated, day, key=lambda row: row[0]) - 1
    return dated[max(0, at)][1]


def billionths(rate: Rate) -> int:
    """Write a rate as a whole number of billionths; raises InputError when it is finer."""
    return _whole(rate, BILLION)


def millionths(ratio: Rate | None) -> int:
    """Write a stop or take as millionths, 0 for None; raises InputError when it is finer."""
    return 0 if ratio is None else _whole(ratio, MILLION)


def _whole(rate: Rate, unit: int) -> int:
    exact = rate * unit
    if exact != int(exact):
        raise InputError(f"{rate} is finer than 1/{unit:,}, which backtests reckon with; round it")
    return int(exact)
