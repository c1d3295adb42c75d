"""Envelope: buy far below the average, sell half at it and the rest far above (strategies.md 6)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import Field

from core.domain.saying import say
from core.indicators.bands import envelope
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
from core.strategies.values import Ratio, StopRatio, named, number_text, reason_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOWER, MIDDLE, UPPER, TOO_LONG = 1, 2, 3, 4
HALF = 0.5


class EnvelopeRow(NamedTuple):
    """One bar: volume, close and the three lines in won."""

    volume: float
    close: float
    upper: float
    middle: float
    lower: float


class EnvelopeScalars(NamedTuple):
    """The parameters that a decision needs."""

    max_holding_days: int
    reentry_bars: int


class EnvelopeParams(StrategyParams):
    """Settings of the envelope; 20 % is the seed's later code, its text names no width."""

    period: int = Field(
        20,
        ge=2,
        le=250,
        description="이동평균 기간(거래일)",
        json_schema_extra={"search": "10..60:10"},
    )
    p: Ratio = Field(
        Decimal("0.2"),
        gt=0,
        lt=1,
        description="밴드 폭(0.2 = 위아래 20%)",
        json_schema_extra={"search": "0.05..0.2:0.05"},
    )
    stop_loss: StopRatio = Field(None, description="손절 비율(0.05 = 5%), 없으면 none")
    max_holding_days: int = Field(
        0, ge=0, le=250, description="이 거래일만큼 들고 있으면 모두 매도, 0은 끔"
    )
    reentry_bars: int = Field(0, ge=0, le=250, description="매도 뒤 다시 사기까지 쉬는 거래일")


@STRATEGIES.add("envelope")
class Envelope(Strategy):
    """Buy at the lower line; sell half at the average, once a cycle, and all at the upper line."""

    name = "envelope"
    title = "엔벨로프"
    Params = EnvelopeParams
    Row = EnvelopeRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "lower", "middle", "upper", "too_long")
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {
        "envelope_20": {"p": "0.2"},
        "envelope_5": {"p": "0.05"},
    }

    @classmethod
    def warm_up(cls, params: EnvelopeParams) -> int:
        """Give the window."""
        return params.period

    @classmethod
    def scalars(cls, params: EnvelopeParams) -> EnvelopeScalars:
        """Give the parameters as numbers."""
        return EnvelopeScalars(params.max_holding_days, params.reentry_bars)

    @classmethod
    def features(cls, bars: Bars, params: EnvelopeParams) -> dict[str, NDArray[np.float64]]:
        """Compute the lines with the bar's own close; halted bars count with their carried one."""
        lines = envelope(bars.close, params.period, params.p)
        return {"volume": bars.volume, "close": bars.close, **lines._asdict()}

    @classmethod
    def decide(cls, row: EnvelopeRow, held: Holding, params: EnvelopeScalars) -> Decision:
        """Decide at the close: the upper line before the average, which halves once a cycle."""
        if row.volume <= 0:
            return NOTHING
        if held.shares > 0:
            if row.close >= row.upper:
                return Decision(Action.SELL.value, 1.0, 0.0, UPPER, 0.0, 0)
            if row.close >= row.middle and held.sells == 0:
                return Decision(Action.SELL.value, HALF, 0.0, MIDDLE, 0.0, 0)
            if 0 < params.max_holding_days <= held.since_entry:
                return Decision(Action.SELL.value, 1.0, 0.0, TOO_LONG, 0.0, 0)
            return NOTHING
        if 0 <= held.since_exit < params.reentry_bars or not row.close <= row.lower:
            return NOTHING
        depth = (row.lower - row.close) / row.lower
        return Decision(Action.BUY.value, 1.0, depth, LOWER, 0.0, 0)

    @classmethod
    def explain(
        cls, row: EnvelopeRow | None, reason: int, params: EnvelopeParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with the close and the lines."""
        fields: dict[str, str | int] = {"days": params.period, "width_ratio": str(params.p)}
        sayings = {
            LOWER: say("reason.envelope.lower", **fields),
            MIDDLE: say("reason.envelope.middle", days=params.period),
            UPPER: say("reason.envelope.upper", **fields),
            TOO_LONG: say("reason.envelope.too_long", held_days=params.max_holding_days),
        }
        return reason_text(sayings, reason), () if row is None else band_values(row)


def band_values(row: Any) -> tuple[tuple[str, str], ...]:
    """Give the close and the lines of a row with `close`, `upper`, `middle` and `lower`."""
    return named(
        (say("indicator.close"), number_text(row.close)),
        (say("indicator.band_lower"), number_text(row.lower, digits=2)),
        (say("indicator.band_middle"), number_text(row.middle, digits=2)),
        (say("indicator.band_upper"), number_text(row.upper, digits=2)),
    )
