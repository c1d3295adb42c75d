"""What can be traded: its market, its tick ladder by date and its daily limits."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.domain.contract import Contract
from core.domain.money import Won

SYMBOL = re.compile(r"[0-9A-Z]{6}")
# Futures are six characters at KIS (111V06, A01603), eight at the exchange (101S3000). Options
# have nine, standard codes twelve: neither is a symbol here.
FUTURE_SYMBOL = re.compile(r"[0-9A-Z]{6}|[0-9A-Z]{8}")


class Market(StrEnum):
    """Where an instrument is listed; decides tax and old tick tables."""

    KOSPI = "KOSPI"
    KOSDAQ = "KOSDAQ"
    KONEX = "KONEX"


class InstrumentKind(StrEnum):
    """What kind of thing an instrument is; decides tax, ticks and margin."""

    STOCK = "stock"
    ETF = "etf"
    ETN = "etn"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class TickLadder:
    """A price grid: `ticks[i]` holds below `bounds[i]`, the last one above all bounds.

    Sources: KRX notice in force since 2023-01-25 and the table before it.
    """

    bounds: tuple[Won, ...]
    ticks: tuple[Won, ...]

    def tick_above(self, price: Won) -> Won:
        """Give the step from a price upward; a boundary belongs to the upper band."""
        return self.ticks[bisect_right(self.bounds, price)]

    def tick_below(self, price: Won) -> Won:
        """Give the step from a price downward; a boundary steps in the lower band."""
        return self.ticks[bisect_right(self.bounds, price - 1)]

    def is_legal(self, price: Won) -> bool:
        """Tell whether a price lies on the grid."""
        return price > 0 and price % self.tick_above(price) == 0

    def floor(self, price: Won) -> Won:
        """Move a price down onto the grid; raises ValueError below one tick."""
        legal = price - price % self.tick_above(price)
        if legal <= 0:
            raise ValueError(f"price {price} has no legal price at or below it")
        return legal

    def ceil(self, price: Won) -> Won:
        """Move a price up onto the grid."""
        if price <= 0:
            raise ValueError(f"price {price} is not positive")
        down = price - price % self.tick_above(price)
        return down if down == price else down + self.tick_above(price)

    def step(self, price: Won, ticks: int) -> Won:
        """Walk a legal price by whole ticks, band by band; negative walks down.

        Raises ValueError when the price is not on the grid or the walk leaves it below.
        """
        if not self.is_legal(price):
            raise ValueError(f"price {price} is not on the grid; nearest is {self.floor(price)}")
        for _ in range(abs(ticks)):
            price += self.tick_above(price) if ticks > 0 else -self.tick_below(price)
            if price <= 0:
                raise ValueError(f"{ticks} ticks lead below the lowest price of the grid")
        return price


STOCK_SINCE_2023 = TickLadder(
    (2_000, 5_000, 20_000, 50_000, 200_000, 500_000), (1, 5, 10, 50, 100, 500, 1_000)
)
KOSPI_BEFORE_2023 = TickLadder(
    (1_000, 5_000, 10_000, 50_000, 100_000, 500_000), (1, 5, 10, 50, 100, 500, 1_000)
)
KOSDAQ_BEFORE_2023 = TickLadder((1_000, 5_000, 10_000, 50_000), (1, 5, 10, 50, 100))
ETF_SINCE_2023_12 = TickLadder((2_000,), (1, 5))
ETF_BEFORE_2023_12 = TickLadder((), (5,))
NEW_GRID = date(2023, 1, 25)
NEW_ETF_GRID = date(2023, 12, 18)


def ladder_on(day: date, *, kind: InstrumentKind, market: Market) -> TickLadder:
    """Choose the tick table in force on a trading day."""
    if kind in (InstrumentKind.ETF, InstrumentKind.ETN):
        return ETF_SINCE_2023_12 if day >= NEW_ETF_GRID else ETF_BEFORE_2023_12
    if day >= NEW_GRID:
        return STOCK_SINCE_2023
    return KOSPI_BEFORE_2023 if market is Market.KOSPI else KOSDAQ_BEFORE_2023


@dataclass(frozen=True, slots=True)
class Instrument:
    """One listed thing. `lot` is the smallest tradable quantity in shares or contracts.

    `contract` holds the terms of a future and is None for everything else. Raises ValueError for
    a symbol that is not of its kind's form (INV-28), and for a future without terms.
    """

    symbol: str
    name: str
    market: Market = Market.KOSPI
    kind: InstrumentKind = InstrumentKind.STOCK
    lot: int = 1
    contract: Contract | None = None

    def __post_init__(self) -> None:
        if self.is_future != (self.contract is not None):
            raise ValueError(f"{self.symbol} is a {self.kind} with contract {self.contract}")
        if self.is_future and not FUTURE_SYMBOL.fullmatch(self.symbol):
            raise ValueError(f"symbol {self.symbol!r} is not six or eight of 0-9 and A-Z")
        if not self.is_future and not SYMBOL.fullmatch(self.symbol):
            raise ValueError(f"symbol {self.symbol!r} is not six characters of 0-9 and A-Z")

    @property
    def is_future(self) -> bool:
        """Tell whether this is a contract that can be sold short against margin."""
        return self.kind is InstrumentKind.FUTURE

    @property
    def multiplier(self) -> int:
        """Give the shares behind one contract; 0 for a share itself."""
        return self.contract.multiplier if self.contract else 0

    def ladder(self, day: date) -> TickLadder:
        """Give this instrument's tick table on a trading day."""
        return ladder_on(day, kind=self.kind, market=self.market)


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """The day's lowest and highest legal price in won, as the venue states them."""

    lower: Won
    upper: Won

    def holds(self, price: Won) -> bool:
        """Tell whether a price lies within the day's limits."""
        return self.lower <= price <= self.upper
