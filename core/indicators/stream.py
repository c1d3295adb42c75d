"""Five indicators of one symbol, one value at a time: what ticks are judged by.

Equal to TA-Lib's over all values so far. Whole numbers are summed exactly; of others a window
that stands still is narrow to rounding only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import cycle
from math import nan, sqrt
from typing import TypeAlias

from core.indicators.seed import STILL, Five, Windows, seed_of, values_of

# Fields in the order of `Five`, which is left out: naming them costs as much as two of them.
Values: TypeAlias = tuple[float, float, float, float, float, float, float, float]
Update: TypeAlias = Callable[[float], Values]
_NONE: Values = Five(nan, nan, nan, nan, nan, nan, nan, nan)


def five(windows: Windows | None = None) -> Update:
    """Begin with no value; each call takes the next one and gives all five (see `Five`).

    A NaN leaves everything after it undefined.
    """
    walk = _walk(windows or Windows())
    next(walk)
    return walk.send


def _walk(w: Windows) -> Generator[Values, float, None]:
    # One long function on purpose: local names of one frame are what Python adds up fastest,
    # and a tick has less than half a microsecond for all of it.
    import numpy as np

    first: list[float] = []
    found = _NONE
    while len(first) < w.needed:
        first.append((yield found))
        found = values_of(np.array(first, dtype=np.float64), w)
    ring, total, squares, ema, fast, slow, signal, last, gain, moved = seed_of(
        np.array(first, dtype=np.float64), w
    )
    n, width, still = w.mean, w.width, STILL * w.rsi
    of_ema, of_fast, of_slow = 2 / (w.ema + 1), 2 / (w.fast + 1), 2 / (w.slow + 1)
    of_signal, kept = 2 / (w.signal + 1), (w.rsi - 1) / w.rsi
    value = yield found
    for place in cycle(range(n)):
        oldest = ring[place]
        ring[place] = value
        step = value - oldest
        total += step
        squares += step * (value + oldest)
        mean = total / n
        try:
            spread = width * sqrt(squares / n - mean * mean)
        except ValueError:  # a window at rest, rounded below zero
            spread = 0.0
        ema += of_ema * (value - ema)
        step = value - last
        last = value
        if step > 0.0:
            gain = gain * kept + step
            moved = moved * kept + step
            rsi = 100.0 * gain / moved
        else:
            gain *= kept
            moved = moved * kept - step
            rsi = 100.0 * gain / moved if moved >= still else nan
        fast += of_fast * (value - fast)
        slow += of_slow * (value - slow)
        macd = fast - slow
        signal += of_signal * (macd - signal)
        value = yield mean, ema, rsi, macd, signal, macd - signal, mean + spread, mean - spread
