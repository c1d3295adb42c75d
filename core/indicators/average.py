"""Averages: of closes by TA-Lib, of volumes over traded bars only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.indicators.kept import shared
from core.indicators.library import talib
from core.indicators.window import check, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PART = 16_384


@shared
def sma(values: Floats, n: int) -> Floats:
    """Average the last `n` values, this one included.

    Exact for whole won: equal averages are equal numbers. TA-Lib would carry one NaN, and the
    rests of parts of a won, to the end of the array; here only the windows with them have them.
    """
    import numpy as np

    check(n)
    if not _are_whole(values):
        return windows(values, n, reduce=lambda w: w.mean(axis=1))

    average: Floats = talib().SMA(np.ascontiguousarray(values, dtype=np.float64), timeperiod=n)
    return average


def _are_whole(values: Floats) -> bool:
    """Tell whether all values are whole numbers, a part at a time that stays in the cache."""
    import numpy as np

    parts = (values[at : at + _PART] for at in range(0, len(values), _PART))
    return all((part == np.floor(part)).all() for part in parts)


@shared
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
