"""Does a decision depend on where the history begins? Recursive features remember their start.

The last row from 50, 100, 200 and 400 bars is compared with that of the longest history (of
5,000 bars at most), and with what the strategy declares as `startup_bars` no decision may change
(strategies.md 13.2).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.path import Track
from core.backtest.guards.probe import decides_alike, last_row, stretch
from core.strategies.base import Strategy, StrategyParams

LENGTHS = (50, 100, 200, 400)
LONGEST = 5_000
BARS = 40


def recursion(
    strategy: type[Strategy],
    params: StrategyParams,
    tracks: Sequence[Track],
    *,
    count: int = BARS,
    seed: int = 0,
) -> Finding:
    """Compare rows of short histories with the longest, on up to `count` bars with signals.

    Figures: the largest relative difference of a feature from each length, in millionths, and
    the bars whose decision changes at the declared start. Bars with less history are left out.
    Every history ends at the bar itself, so that what reads ahead does not count here.
    """
    declared = strategy.startup_bars(params)
    asked = _asked(tracks, declared, count, seed)
    if not asked:
        return finding("recursion", Verdict.NOT_VERIFIED, "not_verified", startup=declared)
    scalars = strategy.scalars(params)
    worst = dict.fromkeys(LENGTHS, 0.0)
    changed = 0
    for track, at in asked:
        price = float(track.bars.close[at])
        longest = _from(strategy, params, track, at, LONGEST)
        for length in LENGTHS:
            short = _from(strategy, params, track, at, length)
            worst[length] = max(worst[length], _distance(longest, short))
        short = _from(strategy, params, track, at, declared)
        changed += not decides_alike(strategy, longest, short, price, scalars)
    verdict, case = (Verdict.FAIL, "fail") if changed else (Verdict.OK, "ok")
    figures = {f"from_{length}": round(worst[length] * 1e6) for length in LENGTHS}
    return finding(
        "recursion", verdict, case, startup=declared, bars=len(asked), changed=changed, **figures
    )


def _asked(
    tracks: Sequence[Track], declared: int, count: int, seed: int
) -> list[tuple[Track, int]]:
    known = [(track, at) for track in tracks for at in track.signals if at + 1 >= declared]
    return random.Random(seed).sample(known, min(count, len(known)))


def _from(
    strategy: type[Strategy], params: StrategyParams, track: Track, at: int, length: int
) -> Any:
    bars = stretch(track.bars, max(0, at + 1 - length), at + 1)
    return last_row(strategy, bars, params)


def _distance(row: Any, short: Any) -> float:
    """Give the largest relative difference; 1 where only one of two values is defined."""
    if row is None or short is None:
        return 1.0
    return max((_relative(a, b) for a, b in zip(row, short, strict=True)), default=0.0)


def _relative(a: float, b: float) -> float:
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    if math.isnan(a) or math.isnan(b) or math.isinf(a) or math.isinf(b):
        return 1.0
    return min(1.0, abs(a - b) / max(abs(a), abs(b)))
