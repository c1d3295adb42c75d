"""How many standard deviations a close lies from the mean of its own window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.indicators.kept import shared
from core.indicators.window import windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STILL = 1e-9


@shared
def zscore(close: Floats, volume: Floats, n: int, *, ddof: int = 1) -> Floats:
    """Compute (close - mean) / deviation over the last `n` bars, this one included.

    Undefined while a bar of the window did not trade, and where the deviation is below
    1e-9 of the mean: a window at rest has no scale (strategies.md 5, trap 1).
    """
    import numpy as np

    if n <= ddof:
        raise ValueError(f"window {n} is too short for ddof {ddof}; give {ddof + 1} or more")
    mean = windows(close, n, reduce=lambda w: w.mean(axis=1))
    deviation = windows(close, n, reduce=lambda w: w.std(axis=1, ddof=ddof))
    traded = windows(volume, n, reduce=lambda w: w.min(axis=1)) > 0
    out = np.full(len(close), np.nan)
    np.divide(close - mean, deviation, out=out, where=traded & (deviation >= _STILL * mean))
    return out
