"""Golden cross of two moving averages, taken only on high volume (strategies.md 2)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from core.domain.saying import say
from core.indicators.average import sma, traded_mean
from core.indicators.cross import bars_since_cross
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
from core.strategies.values import Ratio, named, number_text, reason_text, smaller

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVEL, CROSS, DEAD = 1, 2, 3
_FULL_STRENGTH = 0.1


class CrossRow(NamedTuple):
    """One bar: its volume, both averages in won, the volume mean and the age of the cross."""

    volume: float
    fast: float
    slow: float
    volume_mean: float
    cross_age: float


class CrossScalars(NamedTuple):
    """The parameters that a decision needs."""

    volume_mult: float
    cross: int
    cross_within: int
    reentry_bars: int


class CrossParams(StrategyParams):
    """Settings of the golden cross; defaults are the seed's.

    The longest settings need 310 bars, so that the engine's history of 320 always holds them.
    """

    fast: int = Field(
        50,
        ge=1,
        le=249,
        description="단기 이동평균 기간(거래일)",
        json_schema_extra={"search": "5..60:5"},
    )
    slow: int = Field(
        200,
        ge=2,
        le=250,
        description="장기 이동평균 기간(거래일)",
        json_schema_extra={"search": "20..200:20"},
    )
    volume_mult: Ratio = Field(
        Decimal("1.5"), ge=0, le=20, description="평균 거래량의 몇 배를 넘어야 사는지"
    )
    volume_window: int = Field(20, ge=1, le=250, description="거래량 평균 기간(신호일 이전 거래일)")
    stop_loss: Ratio = Field(Decimal("0.05"), gt=0, lt=1, description="손절 비율(0.05 = 5%)")
    take_profit: Ratio = Field(Decimal("0.1"), gt=0, le=10, description="익절 비율(0.1 = 10%)")
    entry_mode: Literal["level", "cross"] = Field(
        "level", description="level: 단기가 장기 위에 있으면, cross: 막 넘어섰을 때만 매수"
    )
    cross_within: int = Field(5, ge=1, le=60, description="cross에서 돌파로 보는 기간(거래일)")
    reentry_bars: int = Field(0, ge=0, le=250, description="매도 뒤 다시 사기까지 쉬는 거래일")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.fast >= self.slow:
            raise ValueError(smaller("fast", self.fast, "slow", self.slow))
        return self


@STRATEGIES.add("golden_cross")
class GoldenCross(Strategy):
    """Buy while the fast average is above the slow one on high volume; sell when below."""

    name = "golden_cross"
    title = "골든크로스"
    Params = CrossParams
    Row = CrossRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "golden_level", "golden_cross", "dead_cross")
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {
        "golden_cross_level": {"entry_mode": "level"},
        "golden_cross_cross": {"entry_mode": "cross"},
    }

    @classmethod
    def warm_up(cls, params: CrossParams) -> int:
        """Give the bars of both averages; a cross needs one bar before."""
        cross = params.entry_mode == "cross"
        return max(params.slow + cross, params.volume_window + 1)

    @classmethod
    def startup_bars(cls, params: CrossParams) -> int:
        """Give the bars that show the oldest cross that still counts."""
        cross = params.cross_within if params.entry_mode == "cross" else 0
        return max(params.slow + cross, params.volume_window + 1)

    @classmethod
    def scalars(cls, params: CrossParams) -> CrossScalars:
        """Give the parameters as numbers."""
        return CrossScalars(
            volume_mult=float(params.volume_mult),
            cross=int(params.entry_mode == "cross"),
            cross_within=params.cross_within,
            reentry_bars=params.reentry_bars,
        )

    @classmethod
    def features(cls, bars: Bars, params: CrossParams) -> dict[str, NDArray[np.float64]]:
        """Compute both averages, the mean traded volume before the bar and the cross's age."""
        fast, slow = sma(bars.close, params.fast), sma(bars.close, params.slow)
        return {
            "volume": bars.volume,
            "fast": fast,
            "slow": slow,
            "volume_mean": traded_mean(bars.volume, params.volume_window),
            "cross_age": bars_since_cross(fast, slow),
        }

    @classmethod
    def decide(cls, row: CrossRow, held: Holding, params: CrossScalars) -> Decision:
        """Decide at the close; a halted bar says nothing, a comparison with NaN is no signal."""
        if row.volume <= 0:
            return NOTHING
        if held.shares > 0:
            return (
                Decision(Action.SELL.value, 1.0, 0.0, DEAD, 0.0, 0)
                if row.fast < row.slow
                else NOTHING
            )
        if 0 <= held.since_exit < params.reentry_bars:
            return NOTHING
        if not (row.fast > row.slow and row.volume > params.volume_mult * row.volume_mean):
            return NOTHING
        if params.cross and not row.cross_age < params.cross_within:
            return NOTHING
        strength = min(max(row.fast / row.slow - 1.0, 0.0), _FULL_STRENGTH) * 10.0
        return Decision(Action.BUY.value, 0.0, strength, CROSS if params.cross else LEVEL, 0.0, 0)

    @classmethod
    def state_age(cls, row: CrossRow, params: CrossScalars) -> int:
        """Give the age of the cross that an entry relies on."""
        return int(row.cross_age) if params.cross else 0

    @classmethod
    def explain(
        cls, row: CrossRow | None, reason: int, params: CrossParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with both averages and the volume."""
        means = {"fast": params.fast, "slow": params.slow}
        times = str(params.volume_mult)
        sayings = {
            LEVEL: say("reason.golden_cross.level", **means, times=times),
            CROSS: say(
                "reason.golden_cross.cross", **means, within=params.cross_within, times=times
            ),
            DEAD: say("reason.golden_cross.dead", **means),
        }
        return reason_text(sayings, reason), () if row is None else _values(row, params)


def _values(row: CrossRow, params: CrossParams) -> tuple[tuple[str, str], ...]:
    ratio = row.volume / row.volume_mean if row.volume_mean > 0 else float("nan")
    return named(
        (say("indicator.mean", days=params.fast), number_text(row.fast, digits=2)),
        (say("indicator.mean", days=params.slow), number_text(row.slow, digits=2)),
        (say("indicator.volume"), number_text(row.volume)),
        (say("indicator.volume_mean", days=params.volume_window), number_text(row.volume_mean)),
        (say("indicator.volume_times"), number_text(ratio, digits=2)),
    )
