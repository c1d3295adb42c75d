"""The run as positions over time, so that it can be lived again a bar later or at other times.

Each bar has two points, its open and its close. A fill at the open's price belongs to the open,
any other to the close: exits inside a bar are told at its close, in the run itself and in every
copy alike, so that only copies are compared with each other.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from core.backtest.result import Fill, Result
from core.backtest.rules import CENTI_MILLI
from core.domain.signal import Side
from core.strategies.base import Bars

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]


class Track(NamedTuple):
    """One symbol's bars; `first` is the first bar that may signal, `signals` those that did.

    `multiplier` is the shares behind one contract.
    """

    symbol: str
    bars: Bars
    first: int
    signals: tuple[int, ...] = ()
    multiplier: int = 1

    @property
    def sessions(self) -> Whole:
        """Give the day number of each bar's session; raises ValueError where bars lack it."""
        if self.bars.session is None:
            raise ValueError(f"the bars of {self.symbol} do not say their sessions")
        return self.bars.session


class Lot(NamedTuple):
    """Shares bought and sold together; `shares` is negative for a short, points are times."""

    shares: int
    price: float
    entry: int
    exit: int


def prices(track: Track) -> Floats:
    """Give open and close of each bar in turn, in won."""
    import numpy as np

    return np.column_stack([track.bars.open, track.bars.close]).ravel()


def fills_of(result: Result, symbol: str) -> list[Fill]:
    """Give the fills of a symbol, oldest first."""
    return [fill for fill in result.fills if fill.symbol == symbol]


def point_of(fill: Fill, track: Track, scale: int) -> int:
    """Give the point of a fill."""
    at_open = fill.price / scale == track.bars.open[fill.at]
    return 2 * fill.at + (0 if at_open else 1)


def positions(result: Result, track: Track) -> Floats:
    """Give the shares held after each point, negative for a short."""
    import numpy as np

    changes = np.zeros(2 * len(track.bars.close))
    for fill in fills_of(result, track.symbol):
        sign = 1 if fill.side is Side.BUY else -1
        changes[point_of(fill, track, result.scale)] += sign * fill.qty * track.multiplier
    return changes.cumsum()


def costs(result: Result, track: Track) -> Floats:
    """Give commission and tax of each bar in won."""
    import numpy as np

    paid = np.zeros(len(track.bars.close))
    for fill in fills_of(result, track.symbol):
        paid[fill.at] += (fill.fee5 + fill.tax5) / CENTI_MILLI
    return paid


def profits(held: Floats, track: Track, *, late: int = 0) -> Floats:
    """Give each bar's profit in won before costs of positions that come `late` bars later."""
    import numpy as np

    # A share that was listed after the run has no bar in it, and so no point to be late by.
    held = np.concatenate([np.zeros(2 * late), held])[: len(held)]
    steps = np.diff(prices(track), prepend=0.0)
    moved = np.concatenate([[0.0], held])[: len(held)] * steps
    return moved[0::2] + moved[1::2]


def lots(result: Result, track: Track) -> list[Lot]:
    """Pair purchases with sales, first in first out; what is still held ends at the last point."""
    held: deque[Lot] = deque()
    done: list[Lot] = []
    for fill in fills_of(result, track.symbol):
        sign = 1 if fill.side is Side.BUY else -1
        point, price = point_of(fill, track, result.scale), fill.price / result.scale
        rest = fill.qty * track.multiplier
        while rest and held and held[0].shares * sign < 0:
            rest -= _close(held, done, rest, point)
        if rest:
            held.append(Lot(sign * rest, price, point, -1))
    end = 2 * len(track.bars.close) - 1
    return [*done, *(lot._replace(exit=end) for lot in held)]


def by_session(values: Sequence[tuple[Track, Floats]], days: Sequence[int]) -> Floats:
    """Sum bars of several symbols by session; bars on other days are left out."""
    import numpy as np

    calendar = np.asarray(days, dtype=np.int64)
    total = np.zeros(len(calendar))
    for track, column in values:
        where = np.searchsorted(calendar, track.sessions)
        known = (where < len(calendar)) & (
            calendar[np.minimum(where, len(calendar) - 1)] == track.sessions
        )
        np.add.at(total, where[known], column[known])
    return total


def openings(result: Result) -> dict[str, list[Fill]]:
    """Give each symbol's fills that opened a position out of flat."""
    opened: dict[str, list[Fill]] = defaultdict(list)
    shares: dict[str, int] = defaultdict(int)
    for fill in result.fills:
        if shares[fill.symbol] == 0:
            opened[fill.symbol].append(fill)
        shares[fill.symbol] += fill.qty if fill.side is Side.BUY else -fill.qty
    return opened


def _close(held: deque[Lot], done: list[Lot], most: int, point: int) -> int:
    lot = held.popleft()
    size = min(most, abs(lot.shares))
    sign = 1 if lot.shares > 0 else -1
    done.append(lot._replace(shares=sign * size, exit=point))
    if abs(lot.shares) > size:
        held.appendleft(lot._replace(shares=lot.shares - sign * size))
    return size
