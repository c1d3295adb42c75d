"""Round trips out of stored fills: from the first share of a holding to the last one sold.

The backtest has its own (`core.backtest.trades`), reckoned in fractions of a won.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.exposure import sign
from core.domain.money import Rate, Won, ratio_of
from core.domain.position import Fill
from core.domain.signal import Side


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """One holding of an owner and its fills, oldest first; `held` shares are left, 0 when over.

    Each stored fill is in exactly one trip, so trips add up to what fills do. Contracts that pass
    through zero in one fill never held nothing: their trip goes on, as in the backtest.
    """

    fills: tuple[Fill, ...]
    held: int

    @property
    def owner(self) -> str:
        """Give whose holding it is."""
        return self.fills[0].owner

    @property
    def symbol(self) -> str:
        """Give what was held."""
        return self.fills[0].symbol

    @property
    def over(self) -> bool:
        """Tell whether nothing is held any more."""
        return self.held == 0

    @property
    def short(self) -> bool:
        """Tell whether contracts were sold first."""
        return self.fills[0].side is Side.SELL

    @property
    def opened(self) -> date:
        """Give the day of the first fill."""
        return self.fills[0].day

    @property
    def closed(self) -> date:
        """Give the day of the newest fill."""
        return self.fills[-1].day

    @property
    def last_order(self) -> str:
        """Give the id of the order that traded last."""
        return self.fills[-1].order_id

    @property
    def realised(self) -> Won:
        """Give the profit after fees, tax and what the shares had cost."""
        return sum(f.realised for f in self.fills)

    @property
    def fees(self) -> Won:
        """Give the commission of all fills."""
        return sum(f.fee for f in self.fills)

    @property
    def taxes(self) -> Won:
        """Give the tax of all fills."""
        return sum(f.tax for f in self.fills)

    @property
    def entries(self) -> tuple[Fill, ...]:
        """Give the fills that built the holding."""
        way = Side.SELL if self.short else Side.BUY
        return tuple(f for f in self.fills if f.side is way)

    @property
    def exits(self) -> tuple[Fill, ...]:
        """Give the fills that ended it."""
        way = Side.BUY if self.short else Side.SELL
        return tuple(f for f in self.fills if f.side is way)

    @property
    def rate(self) -> Rate:
        """Give the realised profit as a part of what the closed shares had cost."""
        if self.fills[0].multiplier:
            return ratio_of(self.realised, sum(f.amount for f in self.entries))
        sold = sum(f.amount - f.fee - f.tax for f in self.exits)
        return ratio_of(self.realised, sold - self.realised)


def mean_price(fills: Iterable[Fill]) -> Decimal:
    """Give the mean price of fills in won; zero when nothing is left of them."""
    made = list(fills)
    shares = sum(f.shares * (f.multiplier or 1) for f in made)
    return Decimal(sum(f.amount for f in made)) / shares if shares else Decimal(0)


def trips_of(fills: Iterable[Fill]) -> list[RoundTrip]:
    """Part all fills since the beginning into trips, by when each traded last, oldest first.

    What was taken back as a whole was no trade.
    """
    trips: dict[tuple[str, str], list[RoundTrip]] = {}
    for fill in fills:
        mine = trips.setdefault((fill.owner, fill.symbol), [])
        mine[:] = _with(mine, fill)
    made = [trip for mine in trips.values() for trip in mine if mean_price(trip.entries)]
    return sorted(made, key=lambda trip: (trip.fills[-1].at, trip.last_order))


def _with(trips: list[RoundTrip], fill: Fill) -> list[RoundTrip]:
    """Put a fill into the last trip, or begin one with it."""
    last = trips[-1] if trips else None
    if last is None or (last.over and fill.shares > 0):
        return [*trips, RoundTrip((fill,), sign(fill.side) * fill.shares)]
    # What is taken back of a trip that was over opens it again.
    held = last.held + sign(fill.side) * fill.shares
    return [*trips[:-1], RoundTrip((*last.fills, fill), held)]
