"""MACD: long while the line is above its signal (strategies.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from pydantic import Field, model_validator

from core.domain.saying import say
from core.indicators.recursive import macd
from core.strategies.base import (
    NOTHING,
    STRATEGIES,
    Action,
    Bars,
    Decision,
    Holding,
    Strategy,
    StrategyParams,
)
from core.strategies.values import before, named, number_text, reason_text, smaller

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RISES, FALLS = 1, 2
# An EMA of n bars forgets a start by (n-1)/(n+1) a bar: six windows leave 1/160,000 of it.
_FORGETS = 6
_FORGETS_LEAST = 150


class MacdRow(NamedTuple):
    """One bar: its volume, MACD and signal in won, and both of the bar before."""

    volume: float
    macd: float
    signal: float
    macd_before: float
    signal_before: float


class MacdScalars(NamedTuple):
    """The parameter that a decision needs."""

    below_zero: int


class MacdParams(StrategyParams):
    """Settings of the MACD strategy."""

    fast: int = Field(
        12,
        ge=2,
        le=39,
        description="단기 지수이동평균 기간(거래일)",
        json_schema_extra={"search": "6..18:3"},
    )
    slow: int = Field(
        26,
        ge=3,
        le=40,
        description="장기 지수이동평균 기간(거래일)",
        json_schema_extra={"search": "20..40:4"},
    )
    signal: int = Field(
        9, ge=2, le=30, description="신호선 기간(거래일)", json_schema_extra={"search": "5..13:4"}
    )
    below_zero: bool = Field(False, description="true면 MACD가 0보다 낮을 때만 매수")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.fast >= self.slow:
            raise ValueError(smaller("fast", self.fast, "slow", self.slow))
        return self


@STRATEGIES.add("macd")
class MacdCross(Strategy):
    """Buy as MACD rises above its signal; sell while it is below."""

    name = "macd"
    title = "MACD 교차"
    Params = MacdParams
    Row = MacdRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "macd_up", "macd_down")
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {"macd": {}}

    @classmethod
    def warm_up(cls, params: MacdParams) -> int:
        """Give the bars of a first signal line and of the bar before it."""
        return params.slow + params.signal

    @classmethod
    def startup_bars(cls, params: MacdParams) -> int:
        """Give the bars after which the averages no longer know their start."""
        return cls.warm_up(params) + max(_FORGETS_LEAST, _FORGETS * params.slow)

    @classmethod
    def scalars(cls, params: MacdParams) -> MacdScalars:
        """Give the parameter as a number."""
        return MacdScalars(int(params.below_zero))

    @classmethod
    def features(cls, bars: Bars, params: MacdParams) -> dict[str, NDArray[np.float64]]:
        """Compute both lines; halted bars count with their carried close."""
        lines = macd(bars.close, params.fast, params.slow, params.signal)
        return {
            "volume": bars.volume,
            "macd": lines.line,
            "signal": lines.signal,
            "macd_before": before(lines.line),
            "signal_before": before(lines.signal),
        }

    @classmethod
    def decide(cls, row: MacdRow, held: Holding, params: MacdScalars) -> Decision:
        """Decide at the close; a halted bar says nothing."""
        if row.volume <= 0:
            return NOTHING
        if held.shares > 0:
            if row.macd < row.signal:
                return Decision(Action.SELL.value, 1.0, 0.0, FALLS, 0.0, 0)
            return NOTHING
        if not (row.macd > row.signal and row.macd_before <= row.signal_before):
            return NOTHING
        if params.below_zero and not row.macd < 0:
            return NOTHING
        return Decision(Action.BUY.value, 1.0, 0.0, RISES, 0.0, 0)

    @classmethod
    def explain(
        cls, row: MacdRow | None, reason: int, params: MacdParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with both lines."""
        spans = {"fast": params.fast, "slow": params.slow, "signal": params.signal}
        sayings = {
            RISES: say("reason.macd.up", **spans),
            FALLS: say("reason.macd.down", **spans),
        }
        return reason_text(sayings, reason), () if row is None else _values(row)


def _values(row: MacdRow) -> tuple[tuple[str, str], ...]:
    return named(
        (say("indicator.macd"), number_text(row.macd, digits=2)),
        (say("indicator.macd_signal"), number_text(row.signal, digits=2)),
        (say("indicator.macd_before"), number_text(row.macd_before, digits=2)),
        (say("indicator.macd_signal_before"), number_text(row.signal_before, digits=2)),
    )
