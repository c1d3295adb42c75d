"""RSI: buy when weakness ends, sell when strength ends (strategies.md 3)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from core.domain.saying import say
from core.indicators.recursive import rsi
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
from core.strategies.values import Ratio, before, named, number_text, reason_text, smaller

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEAK, STRONG = 1, 2
# Wilder's averages forget a start by (n-1)/n a bar: 11 windows leave 1/60,000 of it.
_FORGETS = 11
_FORGETS_LEAST = 150


class RsiRow(NamedTuple):
    """One bar: its volume, RSI (0 to 100) and the RSI of the bar before."""

    volume: float
    rsi: float
    rsi_before: float


class RsiScalars(NamedTuple):
    """The parameters that a decision needs."""

    low: float
    high: float
    cross: int


class RsiParams(StrategyParams):
    """Settings of the RSI strategy."""

    period: int = Field(
        14, ge=2, le=25, description="RSI 기간(거래일)", json_schema_extra={"search": "7..21:7"}
    )
    low: Ratio = Field(
        Decimal(30),
        gt=0,
        lt=100,
        description="과매도 기준(0~100)",
        json_schema_extra={"search": "20..40:5"},
    )
    high: Ratio = Field(
        Decimal(70),
        gt=0,
        lt=100,
        description="과매수 기준(0~100)",
        json_schema_extra={"search": "60..80:5"},
    )
    mode: Literal["cross", "level"] = Field(
        "cross", description="cross: 기준을 되돌아 넘을 때만, level: 기준 밖에 있는 동안"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low >= self.high:
            raise ValueError(smaller("low", self.low, "high", self.high))
        return self


@STRATEGIES.add("rsi")
class Rsi(Strategy):
    """Buy as RSI rises back over its low line; sell as it falls back under its high line."""

    name = "rsi"
    title = "RSI 되돌림"
    Params = RsiParams
    Row = RsiRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "rsi_low", "rsi_high")
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {"rsi": {}}

    @classmethod
    def warm_up(cls, params: RsiParams) -> int:
        """Give the bars of a first RSI; a cross needs one bar before."""
        return params.period + 1 + (params.mode == "cross")

    @classmethod
    def startup_bars(cls, params: RsiParams) -> int:
        """Give the bars after which Wilder's averages no longer know their start."""
        return cls.warm_up(params) + max(_FORGETS_LEAST, _FORGETS * params.period)

    @classmethod
    def scalars(cls, params: RsiParams) -> RsiScalars:
        """Give the parameters as numbers."""
        return RsiScalars(float(params.low), float(params.high), int(params.mode == "cross"))

    @classmethod
    def features(cls, bars: Bars, params: RsiParams) -> dict[str, NDArray[np.float64]]:
        """Compute RSI where every bar of the window traded."""
        strength = rsi(bars.close, bars.volume, params.period)
        return {"volume": bars.volume, "rsi": strength, "rsi_before": before(strength)}

    @classmethod
    def decide(cls, row: RsiRow, held: Holding, params: RsiScalars) -> Decision:
        """Decide at the close; an undefined RSI neither enters nor exits."""
        if row.volume <= 0:
            return NOTHING
        if held.shares > 0:
            crossed = row.rsi_before > params.high >= row.rsi
            if crossed if params.cross else row.rsi > params.high:
                return Decision(Action.SELL.value, 1.0, 0.0, STRONG, 0.0, 0)
            return NOTHING
        crossed = row.rsi_before < params.low <= row.rsi
        if crossed if params.cross else row.rsi < params.low:
            return Decision(Action.BUY.value, 1.0, row.rsi, WEAK, 0.0, 0)
        return NOTHING

    @classmethod
    def explain(
        cls, row: RsiRow | None, reason: int, params: RsiParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with RSI before and now."""
        days = params.period
        sayings = {
            WEAK: say(f"reason.rsi.low_{params.mode}", days=days, line=str(params.low)),
            STRONG: say(f"reason.rsi.high_{params.mode}", days=days, line=str(params.high)),
        }
        return reason_text(sayings, reason), () if row is None else _values(row, params)


def _values(row: RsiRow, params: RsiParams) -> tuple[tuple[str, str], ...]:
    return named(
        (say("indicator.rsi", days=params.period), number_text(row.rsi, digits=2)),
        (say("indicator.rsi_before"), number_text(row.rsi_before, digits=2)),
        (say("indicator.lines"), f"{params.low} / {params.high}"),
    )
