"""The prices a backtest runs over: whole numbers, with what the calendar says of each bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.bar_columns import MICROSECONDS, BarColumns, columns_of
from core.domain.bar import Bar, Interval
from core.domain.contract import Contract
from core.errors import CalendarRange, InputError
from core.market.csv_columns import read_columns
from core.market.csv_daily import Reject
from core.market.sessions import Sessions
from core.strategies.base import Bars

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Small = NDArray[np.int8]
    Flags = NDArray[np.bool_]


CLOSING_AUCTION_S: Final = 600
# How long a signal within a session lives until the next bar begins (strategies.md 9).
LIFE_S: Final = 600
_SECONDS: Final = {Interval.MINUTE: 60, Interval.FIVE_MINUTES: 300}


class State(IntEnum):
    """What a bar lets happen."""

    HALTED = 0  # volume 0: nothing at all
    LOCKED = 1  # one price all day: no fill is assumed
    OPEN = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """What one piece of a series stands for; of shares all is as given here.

    `initial` and `maintenance` are margins as parts of the notional.
    """

    multiplier: int = 1
    initial: Decimal = Decimal(0)
    maintenance: Decimal = Decimal(0)
    expiry: date | None = None

    @property
    def is_future(self) -> bool:
        """Tell whether this is a contract that can be sold short against margin."""
        return self.initial > 0


SHARES = Terms()


def terms_of(contract: Contract) -> Terms:
    """Give the terms of a futures contract."""
    return Terms(contract.multiplier, contract.initial, contract.maintenance, contract.expiry)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The bars of one symbol, oldest first: prices in 1/`scale` won, volume in shares.

    `day` is `date.toordinal` of the session, `state` a `State` a bar, `follows` tells that what
    was decided at the bar before may still fill: of daily bars its session is the one directly
    after, of others it begins within ten minutes. `bars` are the same prices in won as strategies
    take them. `interval` is the length of a bar in seconds within a session, 0 for daily bars.
    """

    symbol: str
    day: Whole
    open: Whole
    high: Whole
    low: Whole
    close: Whole
    volume: Whole
    state: Small
    follows: Flags
    bars: Bars
    scale: int = 1
    interval: int = 0
    terms: Terms = SHARES

    def __len__(self) -> int:
        return len(self.day)

    def until(self, last: date | None) -> Series:
        """Give the series without the bars after a day."""
        import numpy as np

        if last is None:
            return self
        stop = int(np.searchsorted(self.day, last.toordinal(), side="right"))
        return self if stop == len(self) else self._cut(stop)

    def _cut(self, stop: int) -> Series:
        columns: dict[str, Any] = {
            name: getattr(self, name)[:stop]
            for name in ("day", "open", "high", "low", "close", "volume", "state", "follows")
        }
        bars = Bars._make([None if column is None else column[:stop] for column in self.bars])
        return replace(self, bars=bars, **columns)


def read_series(path: Path) -> tuple[Series, tuple[Reject, ...]]:
    """Read a CSV file of daily bars in place; gives the rows that were not taken beside it.

    Raises InputError when nothing can be taken, or days lie outside the trading calendar.
    """
    file = read_columns(path)
    prices = (file.open, file.high, file.low, file.close)
    return daily(file.symbol, file.day, prices, file.volume), file.rejects


def from_bars(bars: Sequence[Bar], terms: Terms = SHARES) -> Series:
    """Make a series of stored daily bars of one symbol, oldest first."""
    symbol = bars[0].symbol if bars else ""
    return from_columns(columns_of(symbol, Interval.DAY, bars), terms)


def from_columns(columns: BarColumns, terms: Terms = SHARES) -> Series:
    """Make a series of stored bars of any length as a store gives them whole."""
    prices = (columns.open, columns.high, columns.low, columns.close)
    if columns.interval is Interval.DAY:
        made = daily(columns.symbol, columns.day, prices, columns.volume)
    else:
        made = _within_sessions(columns, prices)
    return replace(made, terms=terms)


def _within_sessions(columns: BarColumns, prices: tuple[Whole, Whole, Whole, Whole]) -> Series:
    length, symbol = _SECONDS[columns.interval], columns.symbol
    opened = columns.opened_at / MICROSECONDS
    try:
        auction = opened >= _sessions().closes(columns.day) - CLOSING_AUCTION_S
    except CalendarRange as e:
        raise InputError(f"{symbol}: {e}") from e
    return intraday(
        symbol, columns.day, opened + length, prices, columns.volume,
        interval=length, auction=auction,
    )  # fmt: skip


def daily(
    symbol: str,
    day: Whole,
    prices: tuple[Whole, Whole, Whole, Whole],
    volume: Whole,
    *,
    scale: int = 1,
) -> Series:
    """Make a series of daily bars; prices are open, high, low and close in 1/`scale` won.

    Raises InputError for days that do not rise, or lie outside the trading calendar.
    """
    import numpy as np

    if (np.diff(day) <= 0).any():
        raise InputError(f"{symbol}: the days of the bars do not rise; sort them and try again")
    try:
        marks, follows = _sessions().marks(day), _sessions().follows(day)
        closes = _sessions().closes(day)
    except CalendarRange as e:
        raise InputError(f"{symbol}: {e}") from e
    auction = np.zeros(len(day), dtype=bool)
    return _series(symbol, prices, volume, follows, [*marks, closes, day, auction], scale=scale)


def intraday(
    symbol: str,
    day: Whole,
    at: Floats,
    prices: tuple[Whole, Whole, Whole, Whole],
    volume: Whole,
    *,
    interval: int,
    auction: Flags,
) -> Series:
    """Make a series of bars of `interval` seconds in won; `at` are their closes since 1970.

    Raises InputError for closes that do not rise, or days outside the trading calendar.
    """
    import numpy as np

    if (np.diff(at) <= 0).any():
        raise InputError(f"{symbol}: the times of the bars do not rise; sort them and try again")
    try:
        _sessions().follows(day)
    except CalendarRange as e:
        raise InputError(f"{symbol}: {e}") from e
    follows = np.ones(len(day), dtype=bool)
    follows[1:] = at[1:] - interval - at[:-1] <= LIFE_S
    none = [np.zeros(len(day), dtype=bool)] * 4
    return _series(symbol, prices, volume, follows, [*none, at, day, auction], interval=interval)


def _series(
    symbol: str,
    prices: Sequence[Whole],
    volume: Whole,
    follows: Flags,
    marks: Sequence[Any],
    *,
    scale: int = 1,
    interval: int = 0,
) -> Series:
    floats = [column / scale for column in prices]
    bars = Bars._make([*floats, volume.astype(float), *marks])
    opened, high, low, close = prices
    state = states(high, low, volume, intraday=interval > 0)
    return Series(
        symbol, marks[5], opened, high, low, close, volume, state, follows, bars, scale, interval
    )


def states(high: Whole, low: Whole, volume: Whole, *, intraday: bool = False) -> Small:
    """Give each bar's `State`; within a session bars of one price are usual and trade."""
    import numpy as np

    locked = np.where((high == low) & (not intraday), State.LOCKED.value, State.OPEN.value)
    return np.where(volume == 0, State.HALTED.value, locked).astype(np.int8)


@cache
def _sessions() -> Sessions:
    return Sessions()
