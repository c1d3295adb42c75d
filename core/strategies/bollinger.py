"""Bollinger %B with split purchases: three tranches down, two sales up (strategies.md 7)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import Field

from core.domain.saying import say
from core.indicators.bands import bollinger
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
from core.strategies.envelope import HALF, band_values
from core.strategies.values import Ratio, Split, StopRatio, named, number_text, reason_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOW, LOWER_YET, MIDDLE, UPPER = 1, 2, 3, 4
AT_UPPER, AT_MIDDLE, CHEAP = 2.0, 1.0, -1.0
_PARTS = 1_000_000.0
# What confidence measures against: a band this wide, and a break this deep below it (seed S4).
_WIDE, _DEEP = 0.05, 0.2


class BollingerRow(NamedTuple):
    """One bar: close and the three lines in won, %B, an entry's confidence, and the place.

    The place is `AT_UPPER` or `AT_MIDDLE` where the close reached that line, `CHEAP` where it may
    be bought, else 0, as on halted bars and where %B is undefined.
    """

    close: float
    upper: float
    middle: float
    lower: float
    percent_b: float
    confidence: float
    place: float


class BollingerScalars(NamedTuple):
    """The parts to buy in, and the millionths of a price that are left after the drop."""

    tranches: int
    first: float
    second: float
    third: float
    keep: float


class BollingerParams(StrategyParams):
    """Settings of %B; the bands are population deviations, as TA-Lib's."""

    period: int = Field(
        26,
        ge=2,
        le=250,
        description="볼린저 밴드 기간(거래일)",
        json_schema_extra={"search": "10..40:5"},
    )
    k: Ratio = Field(
        Decimal(2),
        gt=0,
        le=10,
        description="밴드 폭(모집단 표준편차의 배수)",
        json_schema_extra={"search": "1.5..3:0.5"},
    )
    buy_percent_b: Ratio = Field(
        Decimal("0.05"), ge=-1, le=1, description="매수 기준: %B가 이 값 이하일 때"
    )
    split: Split = Field(
        (Decimal("0.4"), Decimal("0.3"), Decimal("0.3")),
        description="나누어 사는 비율, 한 번에서 세 번(40/30/30)",
    )
    add_drop: Ratio = Field(
        Decimal("0.03"),
        ge=0,
        lt=1,
        description="앞 매수 체결가보다 이만큼 낮아야 다음 매수(0.03 = 3%)",
    )
    min_confidence: Ratio = Field(
        Decimal(0), ge=0, le=1, description="매수에 필요한 신뢰도(0~0.9), 0은 끔"
    )
    stop_loss: StopRatio = Field(None, description="손절 비율(0.05 = 5%), 없으면 none")


@STRATEGIES.add("bollinger")
class Bollinger(Strategy):
    """Buy in parts at a low %B, each lower than the last; sell half at the average, then all."""

    name = "bollinger"
    title = "볼린저 %B"
    Params = BollingerParams
    Row = BollingerRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "percent_b", "add", "middle", "upper")
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {"bollinger": {}}

    @classmethod
    def warm_up(cls, params: BollingerParams) -> int:
        """Give the window."""
        return params.period

    @classmethod
    def scalars(cls, params: BollingerParams) -> BollingerScalars:
        """Give the parameters as numbers; parts that are not used are 0."""
        first, second, third = (*map(float, params.split), 0.0, 0.0)[:3]
        return BollingerScalars(
            tranches=len(params.split),
            first=first,
            second=second,
            third=third,
            keep=float((1 - params.add_drop) * int(_PARTS)),
        )

    @classmethod
    def features(cls, bars: Bars, params: BollingerParams) -> dict[str, NDArray[np.float64]]:
        """Compute bands with the bar's own close, and %B of that same close."""
        import numpy as np

        lines = bollinger(bars.close, bars.volume, params.period, float(params.k))
        width, depth = lines.upper - lines.lower, bars.close - lines.lower
        percent_b = np.full(len(depth), np.nan)
        np.divide(depth, width, out=percent_b, where=width > 0)
        most, sure = float(params.buy_percent_b), float(params.min_confidence)
        trust = confidence(bars.close, lines, percent_b, most)
        places = (
            (bars.volume <= 0) | np.isnan(percent_b),
            bars.close >= lines.upper,
            bars.close >= lines.middle,
            (percent_b <= most) & (trust >= sure),
        )
        return {
            "close": bars.close,
            **lines._asdict(),
            "percent_b": percent_b,
            "confidence": trust,
            "place": np.select(places, (0.0, AT_UPPER, AT_MIDDLE, CHEAP), 0.0),
        }

    @classmethod
    def decide(cls, row: BollingerRow, held: Holding, params: BollingerScalars) -> Decision:
        """Decide at the close; while %B is undefined nothing is bought and nothing sold."""
        if held.shares > 0:
            if row.place == AT_UPPER:
                return Decision(Action.SELL.value, 1.0, 0.0, UPPER, 0.0, 0)
            if row.place == AT_MIDDLE and held.sells == 0:
                return Decision(Action.SELL.value, HALF, 0.0, MIDDLE, 0.0, 0)
        if row.place != CHEAP:
            return NOTHING
        score = (row.lower - row.close) / row.lower
        if held.shares <= 0:
            return Decision(Action.BUY.value, params.first, score, LOW, 0.0, 0)
        # A drop is compared in whole millionths: 71,198 is 3 % below 73,400 and not a hair above.
        too_high = row.close * _PARTS > held.last_buy * params.keep
        if held.sells > 0 or held.buys >= params.tranches or too_high:
            return NOTHING
        part = (params.first, params.second, params.third)[held.buys]
        return Decision(Action.BUY.value, part, score, LOWER_YET, 0.0, 0)

    @classmethod
    def explain(
        cls, row: BollingerRow | None, reason: int, params: BollingerParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with %B, the close and the bands."""
        days, most = params.period, str(params.buy_percent_b)
        sayings = {
            LOW: say("reason.bollinger.low", days=days, most=most),
            LOWER_YET: say(
                "reason.bollinger.add", days=days, most=most, drop_ratio=str(params.add_drop)
            ),
            MIDDLE: say("reason.bollinger.middle", days=days),
            UPPER: say("reason.bollinger.upper", days=days),
        }
        return reason_text(sayings, reason), () if row is None else _values(row)


def confidence(close: Any, lines: Any, percent_b: Any, most: float) -> Any:
    """Give the seed's confidence with all terms within 0 and 1 (strategies.md 7); never above 0.9.

    `most` is the %B that buys; at 0 or below the term of %B is full only under the band.
    """
    import numpy as np

    if most > 0:
        low = np.clip(1 - percent_b / most, 0, 1)
    else:
        low = np.where(np.isnan(percent_b), np.nan, percent_b <= most)
    deep = np.clip((lines.lower - close) / (_DEEP * lines.lower), 0, 1)
    wide = np.minimum(1, (lines.upper - lines.lower) / lines.middle / _WIDE)
    return 0.1 + 0.5 * low + 0.2 * deep + 0.1 * wide


def _values(row: BollingerRow) -> tuple[tuple[str, str], ...]:
    return (
        *named((say("indicator.percent_b"), number_text(row.percent_b, digits=4))),
        *band_values(row),
        *named((say("indicator.confidence"), number_text(row.confidence, digits=3))),
    )
