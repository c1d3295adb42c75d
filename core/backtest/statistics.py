"""What a run was worth: exact money in, ratios as floats out.

Conventions: returns are simple, from one session's close to the next; a year has 252 sessions for
volatility, Sharpe and Sortino (no interest is taken off) and 365.25 days for the yearly growth;
deviations have ddof 1. An undefined ratio is None and never 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from core.backtest.result import Result, Trade

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

YEAR_SESSIONS = 252
_YEAR_DAYS = 365.25


class Month(NamedTuple):
    """The return of one calendar month; the first and the last may be parts of theirs."""

    year: int
    month: int
    change: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """A run in figures. Money ("5") in 1/100,000 won; `closed5 + open5` is the whole profit.

    `closed5` is of trades that ended, after costs; `open5` of what is still held, part sales of
    it included. `drawdown` is the deepest fall from a peak as a positive ratio,
    `drawdown_sessions` the longest time below a peak. `exposure` is the part of the sessions on
    which something was held, `holding` the mean length of a trade in sessions (0: within one).
    """

    first: date
    last: date
    sessions: int
    start5: int
    end5: int
    closed5: int
    open5: int
    fee5: int
    tax5: int
    change: float
    growth: float | None
    volatility: float | None
    sharpe: float | None
    sortino: float | None
    drawdown: float
    drawdown_sessions: int
    exposure: float
    trades: int
    wins: int
    win_rate: float | None
    profit_factor: float | None
    holding: float | None
    still_open: int
    months: tuple[Month, ...]


def statistics(result: Result, trades: Sequence[Trade], *, start5: int) -> Statistics:
    """Reckon a run's figures; `start5` is the money before its first session.

    Raises ValueError for a run without a session.
    """
    if not result.days:
        raise ValueError("a run without sessions has no statistics; widen the period")
    days, equity5 = by_session(result)
    returns = returns_of(equity5, start5=start5)
    closed5 = sum(trade.pnl5 for trade in trades)
    wins = sum(trade.pnl5 > 0 for trade in trades)
    deepest, longest = drawdown([start5, *equity5])
    return Statistics(
        first=days[0],
        last=days[-1],
        sessions=len(days),
        start5=start5,
        end5=equity5[-1],
        closed5=closed5,
        open5=equity5[-1] - start5 - closed5,
        fee5=sum(fill.fee5 for fill in result.fills),
        tax5=sum(fill.tax5 for fill in result.fills),
        change=equity5[-1] / start5 - 1,
        growth=growth(equity5[-1] / start5, (days[-1] - days[0]).days),
        volatility=_volatility(returns),
        sharpe=sharpe(returns),
        sortino=sortino(returns),
        drawdown=deepest,
        drawdown_sessions=longest,
        exposure=_exposure(result, trades, days),
        trades=len(trades),
        wins=wins,
        win_rate=wins / len(trades) if trades else None,
        profit_factor=_profit_factor(trades),
        holding=_holding(trades, days),
        still_open=len(result.open),
        months=_months(days, equity5, start5),
    )


def by_session(result: Result) -> tuple[list[date], list[int]]:
    """Give the sessions and the equity at the end of each, whatever the bars' length."""
    last = dict(zip(result.days, result.equity5, strict=True))
    return list(last), list(last.values())


def returns_of(equity5: Sequence[int], *, start5: int) -> Floats:
    """Give each session's simple return, the first against the money at the start."""
    import numpy as np

    path = np.array([start5, *equity5], dtype=np.float64)
    return path[1:] / path[:-1] - 1


def growth(ratio: float, days: int) -> float | None:
    """Give the yearly growth behind a ratio of money; None where it is no number."""
    years = days / _YEAR_DAYS
    if years <= 0 or ratio <= 0:
        return None
    # The growth of a few days, drawn out to a year, can leave the range of floats.
    power = math.log(ratio) / years
    return math.expm1(power) if power < 700 else None


def sharpe(returns: Floats) -> float | None:
    """Give the yearly Sharpe ratio; None where nothing moved or fewer than two sessions were."""
    one = session_sharpe(returns)
    return None if one is None else one * math.sqrt(YEAR_SESSIONS)


def session_sharpe(returns: Floats) -> float | None:
    """Give the Sharpe ratio of one session."""
    if len(returns) < 2:
        return None
    spread = float(returns.std(ddof=1))
    return float(returns.mean()) / spread if spread > 0 else None


def sortino(returns: Floats) -> float | None:
    """Give the yearly Sortino ratio: the mean over the root mean square of the losses."""
    if not len(returns):
        return None
    down = math.sqrt(float((returns.clip(max=0) ** 2).mean()))
    return float(returns.mean()) / down * math.sqrt(YEAR_SESSIONS) if down > 0 else None


def drawdown(equity: Sequence[int]) -> tuple[float, int]:
    """Give the deepest fall from a peak as a ratio and the longest stretch below a peak."""
    import numpy as np

    path = np.array(equity, dtype=np.float64)
    peaks = np.maximum.accumulate(path)
    at_peak = np.append(np.flatnonzero(path >= peaks), len(path))
    return float((1 - path / peaks).max()), int(np.diff(at_peak).max()) - 1


def _volatility(returns: Floats) -> float | None:
    if len(returns) < 2:
        return None
    return float(returns.std(ddof=1)) * math.sqrt(YEAR_SESSIONS)


def _exposure(result: Result, trades: Sequence[Trade], days: Sequence[date]) -> float:
    import numpy as np

    index = {day: at for at, day in enumerate(days)}
    held = np.zeros(len(days) + 1, dtype=np.int64)
    for trade in trades:
        held[index[trade.opened_on]] += 1
        held[index[trade.closed_on] + 1] -= 1
    for position in result.open:
        held[index[position.opened_on]] += 1
    return float((held[:-1].cumsum() > 0).mean())


def _holding(trades: Sequence[Trade], days: Sequence[date]) -> float | None:
    if not trades:
        return None
    index = {day: at for at, day in enumerate(days)}
    spans = (index[trade.closed_on] - index[trade.opened_on] for trade in trades)
    return sum(spans) / len(trades)


def _profit_factor(trades: Sequence[Trade]) -> float | None:
    gains = sum(trade.pnl5 for trade in trades if trade.pnl5 > 0)
    losses = -sum(trade.pnl5 for trade in trades if trade.pnl5 < 0)
    return gains / losses if losses else None


def _months(days: Sequence[date], equity5: Sequence[int], start5: int) -> tuple[Month, ...]:
    ends = {(day.year, day.month): equity for day, equity in zip(days, equity5, strict=True)}
    before, table = start5, []
    for (year, month), equity in ends.items():
        table.append(Month(year, month, equity / before - 1))
        before = equity
    return tuple(table)
