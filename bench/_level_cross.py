"""The strategy of the backtest bench, written as any other: a level cross of two averages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from core.indicators.average import sma
from core.strategies.base import (
    NOTHING,
    Action,
    Bars,
    Decision,
    Holding,
    Strategy,
    StrategyParams,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARES = 10
BUY, SELL = Action.BUY.value, Action.SELL.value


class CrossRow(NamedTuple):
    """One bar: its close and both averages in won."""

    close: float
    fast: float
    slow: float


class CrossScalars(NamedTuple):
    """The part of the budget that one won of the price takes."""

    part: float


class CrossParams(StrategyParams):
    """Both averages. Of a billion won a part says whole shares exactly: it counts billionths."""

    budget: int = Field(1_000_000_000, ge=1_000_000_000, le=1_000_000_000)
    fast: int = Field(10, ge=1, le=500, json_schema_extra={"search": "5..24:1"})
    slow: int = Field(30, ge=2, le=500, json_schema_extra={"search": "30..75:5"})


class LevelCross(Strategy):
    """Hold ten shares while the fast average is above the slow one."""

    name = "bench_level_cross"
    title = "bench"
    Params = CrossParams
    Row = CrossRow

    @classmethod
    def warm_up(cls, params: CrossParams) -> int:
        """Give one bar more than the slow average has."""
        return params.slow + 1

    @classmethod
    def scalars(cls, params: CrossParams) -> CrossScalars:
        """Give the parameters as numbers."""
        return CrossScalars(SHARES / params.budget)

    @classmethod
    def features(cls, bars: Bars, params: CrossParams) -> dict[str, NDArray[np.float64]]:
        """Compute both averages."""
        return {
            "close": bars.close,
            "fast": sma(bars.close, params.fast),
            "slow": sma(bars.close, params.slow),
        }

    @classmethod
    def decide(cls, row: CrossRow, held: Holding, params: CrossScalars) -> Decision:
        """Buy above, sell below."""
        if held.shares == 0:
            if row.fast > row.slow:
                return Decision(BUY, row.close * params.part, 0.0, 0, 0.0, 0)
            return NOTHING
        if row.fast < row.slow:
            return Decision(SELL, 1.0, 0.0, 0, 0.0, 0)
        return NOTHING
