"""What finished days amount to: RSI, volume, %B and two averages, by the project's indicators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from core.domain.alert import Condition, Measure
from core.domain.bar import Bar
from core.flow.alerts.values import Found
from core.indicators.average import sma, traded_mean
from core.indicators.bands import bollinger
from core.indicators.recursive import rsi

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Line = Callable[[Floats, Floats, tuple[int, ...]], Floats]

# The usual width of Bollinger's bands, in population deviations.
WIDTH: Final = 2.0


def daily(condition: Condition, bars: Sequence[Bar]) -> list[Found | None]:
    """Give the value at the end of each of the bars, None where it is not defined.

    A CROSS is the fast average less the slow one, in won, and its level 0.
    """
    import numpy as np

    close = np.array([b.close for b in bars], dtype=np.float64)
    volume = np.array([b.volume for b in bars], dtype=np.float64)
    level = Decimal(0) if condition.level is None else condition.level
    line = _LINES[condition.measure](close, volume, condition.periods)
    return [
        Found(Decimal(str(round(value, 6))), level) if np.isfinite(value) else None
        for value in line.tolist()
    ]


def _rsi(close: Floats, volume: Floats, days: tuple[int, ...]) -> Floats:
    return rsi(close, volume, days[0])


def _volume(_close: Floats, volume: Floats, days: tuple[int, ...]) -> Floats:
    # A day of a halt traded nothing: its multiple would be 0 and say "below" of anything.
    import numpy as np

    return np.where(volume > 0, volume / traded_mean(volume, days[0]), np.nan)


def _percent_b(close: Floats, volume: Floats, days: tuple[int, ...]) -> Floats:
    import numpy as np

    bands = bollinger(close, volume, days[0], WIDTH)
    width = bands.upper - bands.lower
    out = np.full(len(close), np.nan)
    np.divide(close - bands.lower, width, out=out, where=width > 0)
    return out


def _cross(close: Floats, _volume: Floats, days: tuple[int, ...]) -> Floats:
    fast, slow = days
    return sma(close, fast) - sma(close, slow)


_LINES: Final[dict[Measure, Line]] = {
    Measure.RSI: _rsi,
    Measure.VOLUME: _volume,
    Measure.PERCENT_B: _percent_b,
    Measure.CROSS: _cross,
}
