"""Lines around a moving average: at a fixed ratio, or at multiples of the deviation."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from core.indicators.average import sma
from core.indicators.library import talib
from core.indicators.window import check, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PARTS = 10**6


class Bands(NamedTuple):
    """Upper line, average and lower line in the unit of the prices."""

    upper: Floats
    middle: Floats
    lower: Floats


def envelope(close: Floats, n: int, ratio: Decimal) -> Bands:
    """Put lines a ratio (0.05 for 5 %, exact to six digits) above and below the average.

    Of whole prices each line is the correctly rounded quotient of whole numbers: a price that
    lies on a line compares as equal to it.
    """
    import numpy as np

    check(n)
    total = talib().SUM(np.ascontiguousarray(close, dtype=np.float64), timeperiod=n)
    part = int(ratio * _PARTS)
    return Bands(
        total * (_PARTS + part) / (n * _PARTS),
        sma(close, n),
        total * (_PARTS - part) / (n * _PARTS),
    )


def bollinger(close: Floats, volume: Floats, n: int, k: float) -> Bands:
    """Put lines `k` population deviations above and below the average, as TA-Lib does.

    Undefined while a bar of the window did not trade (strategies.md 14.6).
    """
    import numpy as np

    closes = np.ascontiguousarray(close, dtype=np.float64)
    traded = windows(volume, n, reduce=lambda w: w.min(axis=1)) > 0
    lines = talib().BBANDS(closes, timeperiod=n, nbdevup=k, nbdevdn=k)
    return Bands(*(np.where(traded, line, np.nan) for line in lines))
