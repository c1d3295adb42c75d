"""The same trades in other company: drawn again with replacement, many times over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.study import Study
from core.backtest.rules import CENTI_MILLI

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DRAWS = 1_000
LEAST = 10
_CELLS = 2_000_000  # profits that are drawn at once, so that memory stays small
_LOW, _MIDDLE, _HIGH = 0.05, 0.5, 0.95


def resampled(study: Study, *, draws: int = DRAWS, seed: int = 0) -> Finding:
    """Bootstrap the closed trades: quantiles of the end equity and of the deepest fall.

    Each draw takes as many trades as there were, in won, one after the other. Fewer than ten
    trades say nothing. A profit whose worst twentieth loses money is a warning.
    """
    import numpy as np

    made = np.array([trade.pnl5 for trade in study.trades], dtype=np.float64) / CENTI_MILLI
    if len(made) < LEAST:
        return finding("resampled", Verdict.NOT_VERIFIED, "not_verified", trades=len(made))
    start = study.start5 / CENTI_MILLI
    rng = np.random.default_rng(seed)
    block = max(1, _CELLS // len(made))
    drawn = [
        _lived(made[rng.integers(0, len(made), size=(min(block, draws - done), len(made)))], start)
        for done in range(0, draws, block)
    ]
    last, falls = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    ends = np.quantile(last, (_LOW, _MIDDLE, _HIGH))
    own = start + float(made.sum())
    fragile = own > start > ends[0]
    verdict, case = (Verdict.WARNING, "fragile") if fragile else (Verdict.OK, "ok")
    return finding(
        "resampled", verdict, case, low_won=round(ends[0]), middle_won=round(ends[1]),
        high_won=round(ends[2]), fall_ratio=float(np.quantile(falls, _MIDDLE)),
        deep_ratio=float(np.quantile(falls, _HIGH)), draws=draws, seed=seed,
    )  # fmt: skip


def _lived(made: Floats, start: float) -> tuple[Floats, Floats]:
    """Give the end equity and the deepest fall of each row of profits."""
    import numpy as np

    path = np.cumsum(made, axis=1)
    path += start
    peaks = np.maximum(np.maximum.accumulate(path, axis=1), start)
    return path[:, -1].copy(), 1 - np.minimum((path / peaks).min(axis=1), 1.0)
