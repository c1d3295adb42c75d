"""Job (a) of the speed goals: one symbol, a million minute bars, a level cross of two averages.

Bought while SMA(10) lies above SMA(30), sold while below, decided at a close and filled at the next
open, entries not in another session; ten shares, 0.015 % each way and 0.18 % of sales, nothing
rounded. Prices are whole won.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from core.backtest.market import Series, intraday
from core.backtest.settings import REFERENCE, Backtest, Gates
from core.domain.calendar import utc
from core.indicators.average import sma
from core.market.calendar import KrxCalendar
from core.strategies.base import NOTHING, Bars, Decision, Holding, Strategy, StrategyParams

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20_261_121
FAST, SLOW, SHARES = 10, 30, 10
CASH = 1_000_000_000
BARS = 1_000_000
# From the first minute to the closing auction: what KRX trades continuously in a day.
_DAY_BARS, _MINUTE_S = 380, 60
_LOWEST, _SPAN = 30_000, 60_000

# The gates of a live account watch every bar; no trade of this job is large enough to meet them.
WITH_RISK: Backtest = replace(REFERENCE, cash=CASH, gates=Gates())


class LevelRow(NamedTuple):
    """One bar: both averages and the close in won."""

    fast: float
    slow: float
    close: float


class LevelScalars(NamedTuple):
    """The money that ten shares are written as a part of."""

    budget: float


class LevelCross(Strategy):
    """In while the fast average is above the slow one."""

    name = "bench_level_cross"
    title = "SMA(10)/SMA(30)"
    Row = LevelRow
    REASONS = ("", "above", "below")
    bar_seconds = _MINUTE_S

    @classmethod
    def warm_up(cls, params: StrategyParams) -> int:  # noqa: ARG003
        """Decide from bar index 30 on, as the job says."""
        return SLOW + 1

    @classmethod
    def scalars(cls, params: StrategyParams) -> LevelScalars:
        """Give the budget."""
        return LevelScalars(float(params.budget))

    @classmethod
    def features(cls, bars: Bars, params: StrategyParams) -> dict[str, NDArray[np.float64]]:  # noqa: ARG003
        """Compute both averages."""
        return {"fast": sma(bars.close, FAST), "slow": sma(bars.close, SLOW), "close": bars.close}

    @classmethod
    def decide(cls, row: LevelRow, held: Holding, params: LevelScalars) -> Decision:
        """Be in or out; half a share more than ten makes ten of it in spite of rounding."""
        if held.shares > 0:
            if row.fast < row.slow:
                return Decision(2, 1.0, 0.0, 2, 0.0, 0)
            return NOTHING
        if row.fast > row.slow:
            return Decision(1, (SHARES + 0.5) * row.close / params.budget, 0.0, 1, 0.0, 0)
        return NOTHING


def params() -> StrategyParams:
    """Give a budget that is never short."""
    return StrategyParams(budget=CASH)


def minutes(count: int = BARS, seed: int = SEED) -> Series:
    """Make a seeded walk with gaps between bars on the minutes of KRX sessions."""
    day, at = _instants(count)
    rng = np.random.default_rng(seed)
    moves = rng.integers(-60, 61, (2, count))
    opens, closes = np.cumsum(moves.T.reshape(-1)).reshape(count, 2).T
    opened, close = _folded(opens), _folded(closes)
    high = np.maximum(opened, close) + rng.integers(0, 30, count)
    low = np.minimum(opened, close) - rng.integers(0, 30, count)
    volume = rng.integers(1_000, 100_000, count)
    never = np.zeros(count, dtype=bool)
    return intraday(
        "005930", day, at, (opened, high, low, close), volume, interval=_MINUTE_S, auction=never
    )


def _instants(count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the session of each bar and the second it closes, the last ones of the calendar."""
    calendar = KrxCalendar()
    sessions = -(-count // _DAY_BARS)
    days = [day for day, _, _ in calendar.rows(calendar.first, calendar.last)][-sessions:]
    begins = np.array([utc(day, 9).timestamp() for day in days])
    at = (begins[:, None] + _MINUTE_S * np.arange(1, _DAY_BARS + 1)).reshape(-1)[:count]
    day = np.repeat([day.toordinal() for day in days], _DAY_BARS)[:count]
    return day.astype(np.int64), at


def _folded(walk: NDArray[Any]) -> NDArray[np.int64]:
    """Keep a walk between two prices: it turns round at either."""
    place = np.mod(walk, 2 * _SPAN)
    return _LOWEST + np.minimum(place, 2 * _SPAN - place)


class Plain(NamedTuple):
    """What a loop without an engine leaves: (bar, +shares or -shares, price), and the cash."""

    fills: list[tuple[int, int, int]]
    cash5: int


def plain_loop(series: Series) -> Plain:
    """Do the job in plain Python and nothing else: no order, no account, no rule (the floor)."""
    fast, slow = (sma(series.bars.close, n).tolist() for n in (FAST, SLOW))
    opened, follows = series.open.tolist(), series.follows.tolist()
    fills: list[tuple[int, int, int]] = []
    cash5, wanted, held = CASH * 100_000, 0, 0
    for i in range(SLOW, len(opened)):
        if wanted > held and not follows[i]:
            wanted = held  # an entry does not outlive a night
        elif wanted != held:
            amount = opened[i] * SHARES
            fills.append((i, wanted - held, opened[i]))
            cash5 += -amount * 100_015 if wanted else amount * (100_000 - 15 - 180)
            held = wanted
        if fast[i] > slow[i]:
            wanted = SHARES
        elif fast[i] < slow[i]:
            wanted = 0
    return Plain(fills, cash5)
