"""The figures of one parameter set, from either engine: the same numbers by the same functions."""

from __future__ import annotations

from typing import NamedTuple

from core.backtest.kernel_outcome import Outcome
from core.backtest.result import Result
from core.backtest.statistics import (
    drawdown,
    growth,
    returns_of,
    sharpe,
    sortino,
    statistics,
)
from core.backtest.trades import trades_of


class Brief(NamedTuple):
    """What a sweep keeps of a run; the names and meanings are those of `statistics`."""

    sessions: int
    change: float
    growth: float | None
    sharpe: float | None
    sortino: float | None
    drawdown: float
    trades: int
    win_rate: float | None
    profit_factor: float | None


def of_result(result: Result, *, start5: int) -> Brief:
    """Reckon a run whose fills are objects; raises ValueError for a run without a session."""
    found = statistics(result, trades_of(result), start5=start5)
    return Brief._make(getattr(found, name) for name in Brief._fields)


def of_outcome(outcome: Outcome) -> Brief:
    """Reckon a compiled run as it lies in memory, without an object a fill.

    Raises ValueError for a run without a session.
    """
    days, path = outcome.by_session()
    if not len(days):
        raise ValueError("a run without sessions has no statistics; widen the period")
    figures, equity5 = outcome.figures, path.tolist()
    returns = returns_of(equity5, start5=figures.start5)
    return Brief(
        sessions=len(days),
        change=figures.change,
        growth=growth(figures.end5 / figures.start5, int(days[-1] - days[0])),
        sharpe=sharpe(returns),
        sortino=sortino(returns),
        drawdown=drawdown([figures.start5, *equity5])[0],
        trades=figures.trades,
        win_rate=figures.wins / figures.trades if figures.trades else None,
        profit_factor=figures.gained5 / figures.lost5 if figures.lost5 else None,
    )
