"""What the same money and the same trades would have made without the strategy's timing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.path import Lot, Track, by_session, lots, prices
from core.backtest.guards.study import Study
from core.backtest.rules import CENTI_MILLI
from core.backtest.statistics import drawdown, returns_of, sharpe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DRAWS = 500
GOOD = 0.95
_BLOCK = 2_000  # trades that are moved at once, so that memory stays small


def buy_and_hold(study: Study) -> Finding:
    """Buy every symbol at its first open for an equal part of the money, and keep it.

    Whole shares, no costs: the baseline is the kinder side. A run that is behind in both return
    and Sharpe ratio is told so.
    """
    if not study.days or not study.tracks:
        return finding("buy_and_hold", Verdict.NOT_VERIFIED, "not_verified")
    path5 = hold5(study)
    own = study.returns
    change, hold = float((1 + own).prod()) - 1, path5[-1] / study.start5 - 1
    own_sharpe = sharpe(own) or 0.0
    hold_sharpe = sharpe(returns_of(path5, start5=study.start5)) or 0.0
    behind = change < hold and own_sharpe < hold_sharpe
    verdict, case = (Verdict.WARNING, "behind") if behind else (Verdict.OK, "ok")
    return finding(
        "buy_and_hold", verdict, case, own_ratio=change, hold_ratio=hold, own=own_sharpe,
        hold=hold_sharpe, fall_ratio=drawdown([study.start5, *path5])[0],
    )  # fmt: skip


def hold5(study: Study) -> list[int]:
    """Give the equity of buy and hold at each session's end in 1/100,000 won."""
    import numpy as np

    part = study.start5 / CENTI_MILLI / len(study.tracks)
    columns = []
    for track in study.tracks:
        profit = np.zeros(len(track.bars.close))
        if track.first < len(profit):
            price = float(track.bars.open[track.first])
            close = track.bars.close[track.first :]
            profit[track.first :] = np.diff(close, prepend=price) * (part // price)
        columns.append((track, profit))
    gained = by_session(columns, study.ordinals).cumsum()
    return [study.start5 + round(won * CENTI_MILLI) for won in gained.tolist()]


def random_timing(study: Study, *, draws: int = DRAWS, seed: int = 0) -> Finding:
    """Move the same trades through time at random and see how many draws do as well.

    All trades of a draw move by the same distance and wrap at the end of the run, so trades,
    their lengths and what is held together stay. Costs stay too and are left out on both sides.
    """
    import numpy as np

    paired = [(track, lots(study.result, track)) for track in study.tracks]
    if not any(found for _, found in paired):
        return finding("random_timing", Verdict.NOT_VERIFIED, "not_verified")
    length = max(len(track.bars.close) - track.first for track in study.tracks)
    moves = np.random.default_rng(seed).integers(1, max(length, 2), size=draws)
    whole = np.concatenate([[0], moves])
    made = np.zeros(len(whole))
    for track, found in paired:
        for begin in range(0, len(found), _BLOCK):
            made += _moved(track, found[begin : begin + _BLOCK], whole)
    own, others = float(made[0]), made[1:]
    percentile = float((others < own).mean())
    verdict, case = (Verdict.OK, "ok") if percentile >= GOOD else (Verdict.WARNING, "luck")
    return finding(
        "random_timing", verdict, case, percentile_ratio=percentile, own_won=round(own),
        middle_won=round(float(np.median(others))), draws=draws, seed=seed,
    )  # fmt: skip


def _moved(track: Track, found: Sequence[Lot], moves: NDArray[np.int64]) -> Floats:
    """Give the profit in won of a symbol's trades moved by so many bars, one sum a move."""
    import numpy as np

    start = 2 * track.first
    path = np.log(prices(track)[start:])
    points = len(path)
    entry = np.array([lot.entry - start for lot in found])
    length = np.array([lot.exit - lot.entry for lot in found])
    value = np.array([lot.shares for lot in found]) * np.exp(path[entry])
    # The run laid end to end with itself, joined without a jump.
    twice = np.concatenate([path, path + (path[-1] - path[0])])
    begin = (entry[None, :] + 2 * moves[:, None]) % points
    grown = np.expm1(twice[begin + length[None, :]] - twice[begin])
    moved: Floats = (value[None, :] * grown).sum(axis=1)
    return moved
