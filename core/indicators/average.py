"""Averages: of closes by TA-Lib, of volumes over traded bars only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.indicators.window import check, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def sma(values: Floats, n: int) -> Floats:
    """Average the last `n` values, this one included.

    TA-Lib would carry one NaN to the end of the array; here only the windows that hold it
    are undefined.
    """
    import numpy as np

    check(n)
    if np.isnan(values).any():
        return windows(values, n, reduce=lambda w: w.mean(axis=1))
    import talib

    average: Floats = talib.SMA(np.ascontiguousarray(values, dtype=np.float64), timeperiod=n)
    return average


def traded_mean(volume: Floats, n: int) -> Floats:
    """Average the non-zero volumes among the `n` bars before this one, which is left out.

    Undefined with fewer than `n` bars before or no trade in them (strategies.md 14.6).
    """
    import numpy as np

    check(n)
    out = np.full(len(volume), np.nan)
    if len(volume) <= n:
        return out
    # Volumes are whole shares: their running sums are exact in binary floats.
    totals = np.concatenate(([0.0], np.cumsum(volume)))
    counts = np.concatenate(([0], np.cumsum(volume > 0)))
    total, count = totals[n:-1] - totals[: -n - 1], counts[n:-1] - counts[: -n - 1]
    np.divide(total, count, out=out[n:], where=count > 0)
    return out
