"""Drives a strategy of short bars by events: ended bars, prices between them, fills of orders.

A function of events alone: it sends nothing and asks nobody for the time. What it remembers of
a symbol is one small record, saved after each event, so that a restart goes on where it was;
events that come twice or too late change nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from core.domain.money import Won
from core.strategies.base import Action, Bars, Decision, Holding, Strategy, StrategyParams
from core.strategies.columns import row_at

ENTRY_LIFE_S = 60.0
_LOOK_S, _LOOK_MOVE = 5.0, Decimal("0.001")


class Wish(NamedTuple):
    """What should be ordered now: a part of the budget to buy with, or of the shares to sell.

    `expires_at` is in seconds since 1970; an entry that was not sent by then is dropped.
    """

    action: int
    fraction: float
    reason: str
    price: Won
    expires_at: float


@dataclass(frozen=True, slots=True)
class Track:
    """What is remembered of one symbol. Money in won, instants in seconds since 1970.

    `cost` and `bought` sum the cycle's purchases, `orders` has the shares and won booked of each
    order, `working` the order that is under way.
    """

    shares: int = 0
    cost: Won = 0
    bought: int = 0
    buy_count: int = 0
    sell_count: int = 0
    last_buy: float = 0.0
    last_division_fill_time: float = -1.0
    high_since_entry: Won = 0
    session_date: int = 0
    last_bar_key: float = 0.0
    looked_at: float = 0.0
    looked_price: Won = 0
    working: str = ""
    orders: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def to_json(self) -> str:
        """Write the record."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Track:
        """Read what `to_json` wrote; raises ValueError or TypeError for anything else."""
        return cls(**json.loads(text))

    @property
    def average(self) -> float:
        """Give the mean price of the cycle's purchases in won; 0 while flat."""
        return self.cost / self.bought if self.shares else 0.0


class Driver:
    """One strategy on one symbol. `track` is all its state."""

    def __init__(
        self, strategy: type[Strategy], params: StrategyParams, track: Track | None = None
    ) -> None:
        self.track = track or Track()
        self._strategy: type[Strategy] = strategy
        self._params = params
        self._scalars = strategy.scalars(params)
        self._row: Any = None

    def bar(self, bars: Bars, *, vi: bool = False) -> Wish | None:
        """Take in that the last of the bars has ended, and decide on it; once a bar.

        `vi` tells of a volatility interruption: entries are left out then. Raises ValueError for
        bars without times.
        """
        if bars.at is None or bars.session is None:
            raise ValueError(f"{self._strategy.name} needs bars with their times and sessions")
        ended, session = float(bars.at[-1]), int(bars.session[-1])
        if ended <= self.track.last_bar_key:
            return None
        high = max(self.track.high_since_entry, int(bars.high[-1])) if self.track.shares else 0
        # Orders die with their session: what they filled cannot be told again.
        orders = self.track.orders if session == self.track.session_date else {}
        self.track = replace(
            self.track,
            last_bar_key=ended,
            session_date=session,
            high_since_entry=high,
            orders=orders,
        )
        if len(bars.close) < self._strategy.warm_up(self._params):
            return None
        self._row = row_at(
            self._strategy, self._strategy.features(bars, self._params), len(bars.close) - 1
        )
        return self._wish(self._row, ended, int(bars.close[-1]), entries=not vi)

    def price(self, price: Won, at: float) -> Wish | None:
        """Look at a traded price between two bars: exits only, and not at every tick."""
        track = self.track
        if at < max(track.looked_at, track.last_bar_key) or not track.shares:
            return None
        track = replace(track, high_since_entry=max(track.high_since_entry, price))
        self.track = track
        moved = abs(price - track.looked_price) >= _LOOK_MOVE * track.looked_price
        if at - track.looked_at < _LOOK_S or not moved:
            return None
        self.track = replace(track, looked_at=at, looked_price=price)
        stop = self._params.stop
        if stop is not None and price * track.bought <= track.cost * (1 - stop):
            return self._free(Wish(Action.SELL, 1.0, "stop", price, at + ENTRY_LIFE_S))
        return None if self._row is None else self._wish(self._between(price), at, price)

    def sent(self, order: str) -> None:
        """Note that an order is under way: nothing else is wished for until it ended."""
        self.track = replace(self.track, working=order)

    def ended(self, order: str) -> None:
        """Note that nothing more comes of an order."""
        if self.track.working == order:
            self.track = replace(self.track, working="")

    def fill(self, order: str, action: Action, shares: int, amount: Won, at: float) -> None:
        """Book what an order has filled in all, shares and won; what is known changes nothing."""
        track = self.track
        had, paid = track.orders.get(order, (0, 0))
        if shares <= had:
            return
        orders = {**track.orders, order: [shares, amount]}
        track = replace(track, orders=orders, last_division_fill_time=at)
        book = _bought if action == Action.BUY else _sold
        self.track = book(track, shares - had, amount - paid, fresh=not had)

    def holding(self, at: float) -> Holding:
        """Give what the strategy sees of its position at an instant."""
        track = self.track
        if not track.shares:
            return Holding(0, 0.0, -1)
        return Holding(
            track.shares,
            track.average,
            -1,
            -1,
            track.buy_count,
            track.sell_count,
            track.last_buy,
            int(at - track.last_division_fill_time),
            float(track.high_since_entry),
        )

    def _wish(self, row: Any, at: float, price: Won, *, entries: bool = False) -> Wish | None:
        made: Decision = self._strategy.decide(row, self.holding(at), self._scalars)
        if made.action == Action.NOTHING or (made.action == Action.BUY and not entries):
            return None
        reason = self._strategy.REASONS[made.reason]
        return self._free(Wish(made.action, made.fraction, reason, price, at + ENTRY_LIFE_S))

    def _free(self, wish: Wish) -> Wish | None:
        return None if self.track.working else wish

    def _between(self, price: Won) -> Any:
        return self._row._replace(close=float(price))


def _bought(track: Track, shares: int, amount: Won, *, fresh: bool) -> Track:
    if not track.shares:
        track = replace(track, cost=0, bought=0, buy_count=0, sell_count=0, high_since_entry=0)
    price = amount / shares
    return replace(
        track,
        shares=track.shares + shares,
        cost=track.cost + amount,
        bought=track.bought + shares,
        buy_count=track.buy_count + (fresh or not track.buy_count),
        last_buy=price,
        high_since_entry=max(track.high_since_entry, int(price)),
    )


def _sold(track: Track, shares: int, _amount: Won, *, fresh: bool) -> Track:
    left = max(0, track.shares - shares)
    return replace(track, shares=left, sell_count=track.sell_count + fresh)
