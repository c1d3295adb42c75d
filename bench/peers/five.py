"""Five indicators of nautilus_trader, one value at a time; runs in the peers' environment.

COUNT on the command line; prints the microseconds a value takes as a JSON list of one number.
"""

from __future__ import annotations

import json
import random
import sys
import time

from nautilus_trader.indicators import (
    BollingerBands,
    ExponentialMovingAverage,
    MovingAverageConvergenceDivergence,
    RelativeStrengthIndex,
    SimpleMovingAverage,
)


def main() -> None:
    """Feed all five with the same seeded walk."""
    count, rng, price = int(sys.argv[1]), random.Random(7), 70_000.0
    mean, ema, rsi = (
        SimpleMovingAverage(20),
        ExponentialMovingAverage(20),
        RelativeStrengthIndex(14),
    )
    macd, bands = MovingAverageConvergenceDivergence(12, 26), BollingerBands(20, 2.0)
    signal = ExponentialMovingAverage(9)
    prices = []
    for _ in range(count):
        price = max(100.0, price + rng.choice((-100, 0, 100)))
        prices.append(price)
    began = time.process_time()
    for price in prices:
        mean.update_raw(price)
        ema.update_raw(price)
        rsi.update_raw(price)
        macd.update_raw(price)
        signal.update_raw(macd.value)
        bands.update_raw(price, price, price)
    took = time.process_time() - began
    print(json.dumps([took / count * 1_000_000]))


if __name__ == "__main__":
    main()
