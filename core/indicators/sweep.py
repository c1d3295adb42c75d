"""The same five indicators for a whole market at once: one price a symbol, arrays all through.

What `stream` reckons for one symbol, operation by operation, is reckoned here for thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.indicators.seed import STILL, Five, Seed, Windows, seed_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROWS = len(Five._fields)


class Sweep:
    """Five indicators of many symbols; `values` has a row for each field of `Five`.

    `history` holds a row of past prices for each symbol, as many as `Windows.needed` or more;
    raises ValueError for fewer. `values` is undefined (NaN) until the first sweep.
    """

    def __init__(self, history: Floats, windows: Windows | None = None) -> None:
        import numpy as np

        w = windows or Windows()
        # What is said of a number costs each time it meets an array; of an array it does not.
        self._np, self._w = np, w
        seeds = [seed_of(np.ascontiguousarray(row, dtype=np.float64), w) for row in history]
        self._take(seeds)
        self._place = 0
        self.values = np.full((ROWS, len(seeds)), np.nan)
        self._n, self._width = np.array(float(w.mean)), np.array(w.width)
        self._kept, self._still = np.array((w.rsi - 1) / w.rsi), np.array(STILL * w.rsi)
        self._of_signal = np.array(2 / (w.signal + 1))
        self._zero, self._fifty = np.array(0.0), np.array(50.0)
        parts = [[2 / (n + 1)] for n in (w.ema, w.fast, w.slow)]
        self._of_averages = np.repeat(np.array(parts), len(seeds), axis=1)
        self._step, self._other = np.empty((2, len(seeds)))
        self._steps = np.empty_like(self._averages)

    def _take(self, seeds: list[Seed]) -> None:
        import numpy as np

        def column(name: str) -> Floats:
            return np.array([getattr(seed, name) for seed in seeds])

        self._ring = np.ascontiguousarray(column("ring").reshape(len(seeds), -1).T)
        self._total, self._squares = column("total"), column("squares")
        self._averages = np.array([column(name) for name in ("ema", "fast", "slow")])
        self._signal, self._last = column("signal"), column("last")
        self._gain, self._moved = column("gain") * 2, column("moved")

    def update(self, prices: Floats) -> Floats:
        """Take the next price of every symbol and give `values`, which the next call changes."""
        self._bands(prices)
        self._strength(prices)
        self._trend(prices)
        return self.values

    def _bands(self, prices: Floats) -> None:
        np, step, other = self._np, self._step, self._other
        mean, upper, lower = self.values[0], self.values[6], self.values[7]
        oldest = self._ring[self._place]
        np.subtract(prices, oldest, step)
        np.add(prices, oldest, other)
        np.copyto(oldest, prices)
        self._place = (self._place + 1) % len(self._ring)
        np.add(self._total, step, self._total)
        np.multiply(step, other, step)
        np.add(self._squares, step, self._squares)
        np.divide(self._total, self._n, mean)
        np.divide(self._squares, self._n, step)
        np.multiply(mean, mean, other)
        np.subtract(step, other, step)
        np.maximum(step, self._zero, out=step)
        np.sqrt(step, step)
        np.multiply(step, self._width, step)
        np.add(mean, step, upper)
        np.subtract(mean, step, lower)

    def _strength(self, prices: Floats) -> None:
        np, step, rsi = self._np, self._step, self.values[2]
        gain, moved = self._gain, self._moved
        np.subtract(prices, self._last, step)
        np.copyto(self._last, prices)
        np.multiply(moved, self._kept, moved)
        np.multiply(gain, self._kept, gain)
        np.abs(step, self._other)
        np.add(moved, self._other, moved)
        # A step and its size are twice a rise and nothing of a fall: cheaper than a maximum.
        np.add(step, self._other, step)
        np.add(gain, step, gain)
        np.multiply(gain, self._fifty, rsi)
        if moved.min() >= self._still:
            np.divide(rsi, moved, rsi)
        else:
            moving = moved >= self._still
            np.divide(rsi, moved, rsi, where=moving)
            rsi[~moving] = np.nan

    def _trend(self, prices: Floats) -> None:
        np, step, steps = self._np, self._step, self._steps
        ema, macd, signal, histogram = self.values[1], *self.values[3:6]
        np.subtract(prices, self._averages, steps)
        np.multiply(steps, self._of_averages, steps)
        np.add(self._averages, steps, self._averages)
        np.copyto(ema, self._averages[0])
        np.subtract(self._averages[1], self._averages[2], macd)
        np.subtract(macd, self._signal, step)
        np.multiply(step, self._of_signal, step)
        np.add(self._signal, step, self._signal)
        np.copyto(signal, self._signal)
        np.subtract(macd, signal, histogram)
