"""Five indicators of one symbol: their settings, their values, and where a running sum begins.

What is taken on one value at a time begins with what TA-Lib computes of the first values, so
that both say the same from the first defined value on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.indicators.library import talib

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# What TA-Lib takes for zero; an RSI of what never moved is undefined (strategies.md 3).
STILL = 1e-14


class Five(NamedTuple):
    """The values after one price: NaN where undefined, prices in the unit of the input."""

    mean: float
    ema: float
    rsi: float
    macd: float
    signal: float
    histogram: float
    upper: float
    lower: float


@dataclass(frozen=True, slots=True)
class Windows:
    """How many values each indicator looks back on; mean and bands share `mean`.

    `width` is the distance of the bands in population deviations. Raises ValueError for what
    TA-Lib does not compute.
    """

    mean: int = 20
    ema: int = 20
    rsi: int = 14
    fast: int = 12
    slow: int = 26
    signal: int = 9
    width: float = 2.0

    def __post_init__(self) -> None:
        if min(self.mean, self.ema, self.rsi, self.fast) < 2 or self.signal < 1:
            raise ValueError(f"{self}: windows hold two values or more, that of the signal one")
        if self.fast >= self.slow:
            raise ValueError(f"fast={self.fast} must be below slow={self.slow}")

    @property
    def needed(self) -> int:
        """Give the values after which all five are defined."""
        return max(self.mean, self.ema, self.rsi + 1, self.slow + self.signal - 1)


class Seed(NamedTuple):
    """What the five remember after `needed` values or more.

    `ring` are the last values of the mean's window, oldest first; `gain` and `moved` are
    Wilder's averages of rises and of all moves, each times the window.
    """

    ring: list[float]
    total: float
    squares: float
    ema: float
    fast: float
    slow: float
    signal: float
    last: float
    gain: float
    moved: float


def values_of(values: Floats, w: Windows) -> Five:
    """Compute the five of the last value from all of them, by TA-Lib."""

    upper, mean, lower = talib().BBANDS(values, w.mean, w.width, w.width)
    macd, signal, histogram = talib().MACD(values, w.fast, w.slow, w.signal)
    found = (
        mean, talib().EMA(values, w.ema), _rsi(values, w), macd, signal, histogram, upper, lower
    )  # fmt: skip
    return Five(*(float(column[-1]) for column in found))


def seed_of(values: Floats, w: Windows) -> Seed:
    """Give what is remembered after values; raises ValueError for fewer than are needed."""
    if len(values) < w.needed:
        raise ValueError(f"{len(values)} values are too few: {w.needed} make all five defined")
    ring = values[-w.mean :]
    moved = float(_moved(values, w)[-1]) * w.rsi
    return Seed(
        ring=ring.tolist(),
        total=float(ring.sum()),
        squares=float((ring * ring).sum()),
        ema=float(talib().EMA(values, w.ema)[-1]),
        # TA-Lib lets the fast average begin with the slow one.
        fast=float(talib().EMA(values[w.slow - w.fast :], w.fast)[-1]),
        slow=float(talib().EMA(values, w.slow)[-1]),
        signal=float(talib().MACD(values, w.fast, w.slow, w.signal)[1][-1]),
        last=float(values[-1]),
        gain=float(talib().RSI(values, w.rsi)[-1]) / 100 * moved,
        moved=moved,
    )


def _rsi(values: Floats, w: Windows) -> Floats:
    import numpy as np

    return np.where(_moved(values, w) >= STILL, talib().RSI(values, w.rsi), np.nan)


def _moved(values: Floats, w: Windows) -> Floats:
    # With a bar of one price the true range is the move, so this is gain and loss together.
    moved: Floats = talib().ATR(values, values, values, w.rsi)
    return moved
