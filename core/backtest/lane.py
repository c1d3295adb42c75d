"""One symbol's walk through its bars: its position, the exit that waits, and its fills."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from core.backtest import rules
from core.backtest.account import Account
from core.backtest.market import Series, State
from core.backtest.orders import Exit
from core.backtest.position import Position
from core.backtest.result import Fill, Open
from core.backtest.settings import Backtest, billionths, millionths
from core.domain.instrument import TickLadder
from core.domain.money import Rate
from core.domain.signal import Side
from core.strategies.base import StrategyParams

Grid: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
_DAY_S = 86_400


class Lane:
    """One symbol. `at` is the current bar; prices are in 1/`scale` won.

    `start` is the first bar that may signal, `grid` the grid of the day, `levels` what touches
    the stop, what it then fills at, and the target.
    """

    def __init__(
        self, series: Series, params: StrategyParams, settings: Backtest, account: Account
    ) -> None:
        self.series, self.symbol, self.terms = series, series.symbol, series.terms
        self.position = Position(series.scale)
        self.exit: Exit | None = None
        self.start = first_bar(series, settings.since)
        self.at = self.start - 1
        self.open, self.high = series.open.tolist(), series.high.tolist()
        self.low, self.close = series.low.tolist(), series.close.tolist()
        self.volume, self.state = series.volume.tolist(), series.state.tolist()
        self.follows, self.days = series.follows.tolist(), series.day.tolist()
        self.week_first = series.bars.week_first.tolist()
        self.week_last = series.bars.week_last.tolist()
        self.clock = clock_of(series)
        self.levels = (0, 0, rules.NEVER)
        self.grid: Grid = ((), (1,))
        self._account = account
        self._exits = millionths(params.stop), millionths(params.take), params.take_ticks
        self._share, self._impact = billionths(settings.volume_share), millionths(settings.impact)
        self._unit = rules.unit5(series.scale, series.terms.multiplier)
        self._grids = _grids(series, settings, self.start)
        self._traded = self._bound5 = 0

    def begin(self) -> None:
        """Go on to the next bar."""
        self.at += 1
        self._traded = 0
        if self.at in self._grids:
            self.grid = self._grids[self.at]
            self._set_levels()

    @property
    def tradable(self) -> bool:
        """Tell whether a fill may be assumed in this bar."""
        return bool(self.state[self.at] == State.OPEN)

    @property
    def day(self) -> date:
        """Give the session of the bar."""
        return date.fromordinal(self.days[self.at])

    def amount5(self, price: int, shares: int) -> int:
        """Give what shares or contracts stand for at a price, in 1/100,000 won."""
        return rules.worth5(price, shares, self._unit)

    def worth5(self) -> int:
        """Give what the position adds to the cash: contracts nothing, once they are settled."""
        if self.terms.is_future or not self.position.shares:
            return 0
        return self.amount5(self.close[self.at], self.position.shares)

    def part(self, qty: int) -> int:
        """Give how much of an order this bar's volume still lets trade."""
        room = rules.tradable_part(qty + self._traded, self.volume[self.at], self._share)
        return max(0, room - self._traded)

    def enter(self, qty: int, price: int, *, short: bool, reason: str, opening: bool) -> bool:
        """Fill an entry; False, and nothing happened, when the cash does not pay for it."""
        price = self._moved(price, qty, up=not short)
        amount5 = self.amount5(price, qty)
        if not self._account.pays(amount5, self.terms):
            return False
        side = Side.SELL if short else Side.BUY
        self._account.enter(self._fill(side, qty, price, reason), amount5, self.terms)
        self.position.enter(self.at, self._instant(opening), -qty if short else qty, price)
        self._traded += qty
        self._set_levels()
        return True

    def leave(self, order: Exit, price: int, *, opening: bool, settles: bool = False) -> None:
        """Fill an exit, or as much of it as the bar's volume lets; a settlement needs none."""
        position, account = self.position, self._account
        order.wanted = order.wanted or rules.sold_shares(abs(position.shares), order.fraction)
        left = order.wanted - order.filled
        qty = left if settles else self.part(left)
        if not qty:
            return
        short = position.shares < 0
        price = self._moved(price, qty, up=short)
        fill = self._fill(Side.BUY if short else Side.SELL, qty, price, order.reason)
        account.leave(fill, self.amount5(price, qty), self.terms)
        position.leave(self.at, self._instant(opening), qty, price, first=not order.filled)
        order.filled += qty
        self._traded += qty
        if not position.shares:
            self.settle()

    def carry(self) -> None:
        """Take the position over the close: its highest price, and the day's settlement."""
        if self.state[self.at] != State.HALTED:
            self.position.high = max(self.position.high, self.high[self.at])
        self.settle()

    def margin5(self, rate: Rate) -> int:
        """Give the margin that the contracts held bind at the close."""
        notional5 = self.amount5(self.close[self.at], abs(self.position.shares))
        return rules.margin5(notional5, millionths(rate))

    def left_open(self) -> Open:
        """Describe the position as the run leaves it."""
        position = self.position
        opened = date.fromordinal(self.days[position.entered])
        last = self.close[self.at]
        return Open(self.symbol, position.shares, position.cost, position.bought, last, opened)

    def settle(self) -> None:
        """Move what contracts gained or lost since the last close into the cash."""
        if not self.terms.is_future:
            return
        position, price = self.position, self.close[self.at]
        gained = price * position.shares - position.basis
        position.basis += gained
        self._account.cash5 += self.amount5(gained, 1)
        bound = self.margin5(self.terms.initial)
        self._account.margin5 += bound - self._bound5
        self._bound5 = bound

    def _fill(self, side: Side, qty: int, price: int, reason: str) -> Fill:
        return Fill(self.symbol, self.at, self.day, side, qty, price, reason, 0, 0)

    def _instant(self, opening: bool) -> float:
        return self.clock[self.at] - (self.series.interval if opening else 0)

    def _moved(self, price: int, qty: int, *, up: bool) -> int:
        part = (qty, self.volume[self.at])
        return rules.moved_price(price, part, self._impact, up, *self.grid)

    def _set_levels(self) -> None:
        """Reckon stop and target anew: another average, or another grid."""
        position = self.position
        if not position.bought:
            return
        whole, exits, grid = (position.cost, position.bought), self._exits, self.grid
        make = rules.long_levels if position.shares > 0 else rules.short_levels
        self.levels = make(whole, exits, *grid)


def first_bar(series: Series, since: date | None) -> int:
    """Give the first bar of a day or later; the length of the series when there is none."""
    return 0 if since is None else int(series.day.searchsorted(since.toordinal()))


def clock_of(series: Series) -> list[float]:
    """Give the instant of each close in seconds; daily bars count whole days."""
    if series.interval and series.bars.at is not None:
        closes: list[float] = series.bars.at.tolist()
        return closes
    return [float(day * _DAY_S) for day in series.day.tolist()]


def _grids(series: Series, settings: Backtest, start: int) -> dict[int, Grid]:
    """Give the grid of the first bar, and each later one by the bar it begins with."""
    found: dict[int, Grid] = {}
    settings = settings.of(series.symbol)
    edges = [start, *(first_bar(series, since) for since, _ in settings.ladders)]
    for at in sorted({edge for edge in edges if start <= edge < len(series)}):
        ladder = settings.ladder(date.fromordinal(int(series.day[at])))
        found[at] = _scaled(ladder, series.scale)
    return found


def _scaled(ladder: TickLadder, scale: int) -> Grid:
    return tuple(b * scale for b in ladder.bounds), tuple(t * scale for t in ladder.ticks)
