"""Mean reversion on the z-score of the close, by the week or by the day (strategies.md 5)."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from core.domain.saying import say
from core.indicators.cross import bars_since
from core.indicators.zscore import zscore
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
from core.strategies.values import Ratio, before, named, number_text, reason_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OVERSOLD, OVERBOUGHT, WEEK_END, EXIT_PENDING = 1, 2, 3, 4
_LONGEST_WEEK = 6  # Saturdays traded until 1998


class ReversionRow(NamedTuple):
    """One bar: close in won, z and the z before, and where the bar stands in its week."""

    close: float
    z: float
    z_before: float
    week_last: float
    week_age: float
    entry_day: float


class ReversionScalars(NamedTuple):
    """The parameters that a decision needs."""

    threshold: float
    weekly: int
    cross: int


class ReversionParams(StrategyParams):
    """Settings of mean reversion; defaults are the seed's."""

    window: int = Field(
        20,
        ge=3,
        le=250,
        description="z 점수를 재는 기간(거래일)",
        json_schema_extra={"search": "10..60:10"},
    )
    z_threshold: Ratio = Field(
        Decimal(2),
        gt=0,
        le=10,
        description="매수 기준: z가 이 값의 음수보다 낮을 때",
        json_schema_extra={"search": "1.5..3:0.25"},
    )
    stop_loss: Ratio = Field(Decimal("0.05"), gt=0, lt=1, description="손절 비율(0.05 = 5%)")
    take_profit: Ratio = Field(Decimal("0.11"), gt=0, le=10, description="익절 비율(0.11 = 11%)")
    ddof: Literal[0, 1] = Field(1, description="표준편차 자유도: 1 표본, 0 모집단")
    mode: Literal["weekly", "daily"] = Field(
        "weekly", description="weekly: 주 첫날 사서 주 마지막 날 정리, daily: 매일 판단"
    )
    entry: Literal["level", "cross"] = Field(
        "level", description="daily에서 level: 기준 아래면, cross: 막 내려갔을 때만 매수"
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        # The window holds the price itself, so no move can leave it further than this.
        bound = (self.window - 1) / math.sqrt(self.window if self.ddof else self.window - 1)
        if float(self.z_threshold) >= bound:
            raise ValueError(
                say(
                    "input.z_unreachable", found=str(self.z_threshold), window=self.window,
                    bound=f"{bound:.4f}",
                ).encoded()
            )  # fmt: skip
        if self.mode == "weekly" and self.entry == "cross":
            raise ValueError(say("input.weekly_cross").encoded())
        return self


@STRATEGIES.add("mean_reversion")
class MeanReversion(Strategy):
    """Buy far below the mean; sell at the week's end, or far above the mean when daily."""

    name = "mean_reversion"
    title = "평균 회귀"
    Params = ReversionParams
    Row = ReversionRow
    REASONS: ClassVar[tuple[str, ...]] = (
        "",
        "oversold",
        "overbought",
        "week_end",
        "exit_pending",
    )
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {
        "mean_reversion_weekly": {"mode": "weekly"},
        "mean_reversion_daily": {"mode": "daily"},
    }

    @classmethod
    def warm_up(cls, params: ReversionParams) -> int:
        """Give the window, with one bar before it for a cross."""
        return params.window + (params.entry == "cross")

    @classmethod
    def startup_bars(cls, params: ReversionParams) -> int:
        """Give the window, and never less than a whole week."""
        return max(cls.warm_up(params), _LONGEST_WEEK)

    @classmethod
    def scalars(cls, params: ReversionParams) -> ReversionScalars:
        """Give the parameters as numbers."""
        return ReversionScalars(
            threshold=float(params.z_threshold),
            weekly=int(params.mode == "weekly"),
            cross=int(params.entry == "cross"),
        )

    @classmethod
    def features(cls, bars: Bars, params: ReversionParams) -> dict[str, NDArray[np.float64]]:
        """Compute z where every bar of the window traded, and the place in the week."""
        import numpy as np

        z = zscore(bars.close, bars.volume, params.window, ddof=params.ddof)
        return {
            "close": bars.close,
            "z": z,
            "z_before": before(z),
            "week_last": bars.week_last.astype(np.float64),
            "week_age": bars_since(bars.week_first),
            "entry_day": (bars.week_last & ~bars.next_alone).astype(np.float64),
        }

    @classmethod
    def decide(cls, row: ReversionRow, held: Holding, params: ReversionScalars) -> Decision:
        """Decide at the close; an undefined z neither enters nor exits, a due exit waits."""
        if held.shares > 0:
            # Still held after the auction, or opened before this week: an exit is due.
            late = row.week_last > 0 or held.since_entry > row.week_age
            due = late if params.weekly else row.z > params.threshold
            reason = EXIT_PENDING if params.weekly else OVERBOUGHT
            return Decision(Action.SELL.value, 1.0, 0.0, reason, 0.0, 0) if due else NOTHING
        if not row.z < -params.threshold or params.weekly > row.entry_day:
            return NOTHING
        if params.cross and not row.z_before >= -params.threshold:
            return NOTHING
        return Decision(Action.BUY.value, 0.0, -row.z, OVERSOLD, 0.0, 0)

    @classmethod
    def entry_waits_for_week(cls, params: ReversionParams) -> bool:
        """Tell whether entries are only good for the first session of the next week."""
        return params.mode == "weekly"

    @classmethod
    def exits_before_close(
        cls, week_last: bool, held: Holding, params: ReversionScalars
    ) -> Decision:
        """Sell everything in the closing auction of the week's last session."""
        if params.weekly and week_last and held.shares > 0:
            return Decision(Action.SELL.value, 1.0, 0.0, WEEK_END, 0.0, 0)
        return NOTHING

    @classmethod
    def explain(
        cls, row: ReversionRow | None, reason: int, params: ReversionParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with z and its limit."""
        days, most = params.window, str(params.z_threshold)
        sayings = {
            OVERSOLD: say("reason.mean_reversion.oversold", days=days, most=most),
            OVERBOUGHT: say("reason.mean_reversion.overbought", days=days, most=most),
            WEEK_END: say("reason.mean_reversion.week_end"),
            EXIT_PENDING: say("reason.mean_reversion.exit_pending"),
        }
        return reason_text(sayings, reason), () if row is None else _values(row, params)


def _values(row: ReversionRow, params: ReversionParams) -> tuple[tuple[str, str], ...]:
    return named(
        (say("indicator.close"), number_text(row.close)),
        (say("indicator.z", days=params.window), number_text(row.z, digits=4)),
        (say("indicator.z_limit"), f"±{params.z_threshold}"),
    )
