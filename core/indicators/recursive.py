"""Indicators that remember their whole past: EMA, RSI and MACD as TA-Lib computes them.

A first NaN leaves everything after it undefined. Their values depend on where the history
starts; 150 bars more than the window make that vanish (strategies.md 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.indicators.kept import shared
from core.indicators.library import talib
from core.indicators.window import check, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STILL = 1e-14  # what TA-Lib takes for zero


class Macd(NamedTuple):
    """The line, its own average, and how far the first is above the second."""

    line: Floats
    signal: Floats
    histogram: Floats


@shared
def ema(values: Floats, n: int) -> Floats:
    """Average exponentially, starting from the mean of the first `n` values."""
    check(n)
    average: Floats = talib().EMA(_plain(values), timeperiod=n)
    return average


@shared
def rsi(close: Floats, volume: Floats, n: int) -> Floats:
    """Compute Wilder's RSI; carried closes of halted bars count as no change.

    Undefined while one of the last `n` + 1 bars did not trade (strategies.md 14.6), and where
    nothing moved at all: TA-Lib calls that 0, the most oversold there is (strategies.md 3).
    """
    import numpy as np

    check(n)
    closes = _plain(close)
    strength: Floats = talib().RSI(closes, timeperiod=n)
    # With a bar of one price the true range is the move, so this is gain and loss together.
    moved = talib().ATR(closes, closes, closes, timeperiod=n)
    traded = windows(volume, n + 1, reduce=lambda w: w.min(axis=1)) > 0
    return np.where(traded & (moved >= _STILL), strength, np.nan)


def macd(close: Floats, fast: int, slow: int, signal: int) -> Macd:
    """Compute fast less slow EMA and its own EMA; all begin together (strategies.md 4)."""

    return Macd(*talib().MACD(_plain(close), fast, slow, signal))


def _plain(values: Floats) -> Floats:
    import numpy as np

    return np.ascontiguousarray(values, dtype=np.float64)
