"""Short-term: buy a burst of price and volume on 5-minute bars (strategies.md 8).

The seed shows no exit at all. Stop, falling target, second purchase's drop and the time to be
flat are ours, from the author's later code where it has them.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import Field

from core.domain.saying import say
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
from core.strategies.values import Ratio, named, number_text, reason_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SURGE, SECOND, HALF_BACK, REST_BACK, DAY_END = 1, 2, 3, 4, 5
BAR_S = 300
_PARTS = 1_000_000.0
_SEOUL_S, _DAY_S = 9 * 3_600, 86_400


class ShortRow(NamedTuple):
    """One bar: its close in won, and what is true of it (1 or 0).

    `open` tells that it traded without an auction, `surge` that it burst, `late` that the
    position must be closed in the bar after it.
    """

    close: float
    open: float
    surge: float
    late: float


class ShortScalars(NamedTuple):
    """The parameters that a decision needs; prices are compared in millionths."""

    part: float
    buys: int
    sold: float
    interval_s: int
    drop: float
    arm: float
    half: float
    rest: float


class ShortParams(StrategyParams):
    """Settings of the short-term strategy."""

    rise: Ratio = Field(Decimal("0.03"), gt=0, le=1, description="앞 봉보다 이만큼 넘게 오르면")
    volume_mult: Ratio = Field(
        Decimal("1.5"), gt=0, le=100, description="앞 봉 거래량의 이 배를 넘으면"
    )
    buy_split: int = Field(2, ge=1, le=5, description="나누어 사는 횟수")
    sell_split: int = Field(2, ge=1, le=5, description="나누어 파는 횟수")
    interval_s: int = Field(600, ge=0, le=7_200, description="나눈 체결 사이의 시간(초)")
    add_drop: Ratio = Field(
        Decimal("0.02"), ge=0, lt=1, description="평균보다 이만큼 낮아야 더 사기"
    )
    stop_loss: Ratio = Field(Decimal("0.03"), gt=0, lt=1, description="손절 비율(0.03 = 3%)")
    arm: Ratio = Field(Decimal("0.05"), gt=0, le=1, description="고점이 평균보다 이만큼 높으면")
    half_fall: Ratio = Field(
        Decimal("0.02"), gt=0, lt=1, description="고점에서 이만큼 내려오면 일부"
    )
    rest_fall: Ratio = Field(
        Decimal("0.03"), gt=0, lt=1, description="고점에서 이만큼이면 나머지 매도"
    )
    flat_by: time = Field(time(15, 15), description="이 시각까지 모두 정리(한국 시간)")


@STRATEGIES.add("short_term")
class ShortTerm(Strategy):
    """Buy half as price and volume burst, half lower; sell halves as it falls from its high."""

    name = "short_term"
    title = "단기 급등"
    Params = ShortParams
    Row = ShortRow
    REASONS: ClassVar[tuple[str, ...]] = (
        "",
        "surge",
        "second",
        "half_back",
        "rest_back",
        "day_end",
    )
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {"short_term": {}}
    bar_seconds: ClassVar[int] = BAR_S

    @classmethod
    def warm_up(cls, params: ShortParams) -> int:  # noqa: ARG003
        """Give the ten bars that the seed asks for."""
        return 10

    @classmethod
    def scalars(cls, params: ShortParams) -> ShortScalars:
        """Give the parameters as numbers."""
        return ShortScalars(
            part=1.0 / params.buy_split,
            buys=params.buy_split,
            sold=1.0 / params.sell_split,
            interval_s=params.interval_s,
            drop=_millionths(1 - params.add_drop),
            arm=_millionths(1 + params.arm),
            half=_millionths(1 - params.half_fall),
            rest=_millionths(1 - params.rest_fall),
        )

    @classmethod
    def features(cls, bars: Bars, params: ShortParams) -> dict[str, NDArray[np.float64]]:
        """Compare each bar with the one directly before it in its own session.

        Raises ValueError for daily bars, which know no time of day.
        """
        import numpy as np

        if bars.at is None or bars.session is None or bars.auction is None:
            raise ValueError("short_term needs 5-minute bars with times, sessions and auctions")
        traded = (bars.volume > 0) & ~bars.auction
        burst = np.zeros(len(traded), dtype=bool)
        rise, times = _millionths(1 + params.rise), _millionths(params.volume_mult)
        # A bar that is missing had no trade: what comes after it has nothing to be compared with.
        neighbours = (np.diff(bars.session) == 0) & (np.diff(bars.at) == BAR_S)
        burst[1:] = (
            (neighbours & traded[1:] & traded[:-1])
            & (bars.close[1:] * _PARTS > bars.close[:-1] * rise)
            & (bars.volume[1:] * _PARTS > bars.volume[:-1] * times)
        )
        wall = (bars.at + _SEOUL_S) % _DAY_S
        flat_by = params.flat_by.hour * 3_600 + params.flat_by.minute * 60
        return {
            "close": bars.close,
            "open": traded.astype(np.float64),
            "surge": burst.astype(np.float64),
            "late": (wall + BAR_S >= flat_by).astype(np.float64),
        }

    @classmethod
    def decide(cls, row: ShortRow, held: Holding, params: ShortScalars) -> Decision:
        """Decide at the end of a bar, or at a price between two: exits first, then entries."""
        if row.open <= 0:
            return NOTHING
        if held.shares > 0:
            reason, fraction = way_out(row, held, params)
            if reason:
                return Decision(Action.SELL.value, fraction, 0.0, reason, 0.0, 0)
        reason = way_in(row, held, params)
        if reason:
            return Decision(Action.BUY.value, params.part, 0.0, reason, 0.0, 0)
        return NOTHING

    @classmethod
    def explain(
        cls, row: ShortRow | None, reason: int, params: ShortParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with the price that was decided at."""
        fields: dict[int, dict[str, str | int]] = {
            SURGE: {"rise_ratio": str(params.rise), "times": str(params.volume_mult)},
            SECOND: {"drop_ratio": str(params.add_drop)},
            HALF_BACK: {"fall_ratio": str(params.half_fall)},
            REST_BACK: {"fall_ratio": str(params.rest_fall)},
            DAY_END: {"by": f"{params.flat_by:%H:%M}"},
        }
        sayings = {
            code: say(f"reason.short_term.{cls.REASONS[code]}", **given)
            for code, given in fields.items()
        }
        values = () if row is None else named((say("indicator.last"), number_text(row.close)))
        return reason_text(sayings, reason), values


def way_out(row: ShortRow, held: Holding, params: ShortScalars) -> tuple[int, float]:
    """Give why to sell and which part of the holding; 0 when nothing is to be sold."""
    if row.late > 0:
        return DAY_END, 1.0
    if held.high * _PARTS < held.average * params.arm:
        return 0, 0.0
    if held.sells == 0:
        return (
            (HALF_BACK, params.sold) if row.close * _PARTS <= held.high * params.half else (0, 0.0)
        )
    waited = held.since_fill_s >= params.interval_s
    return (
        (REST_BACK, 1.0) if waited and row.close * _PARTS <= held.high * params.rest else (0, 0.0)
    )


def way_in(row: ShortRow, held: Holding, params: ShortScalars) -> int:
    """Give why to buy a part of the budget; 0 when nothing is to be bought."""
    if row.late > 0:
        return 0
    if held.shares <= 0:
        return SURGE if row.surge > 0 else 0
    waited = held.since_fill_s >= params.interval_s
    low = row.close * _PARTS <= held.average * params.drop
    return SECOND if held.sells == 0 and held.buys < params.buys and waited and low else 0


def _millionths(ratio: Decimal) -> float:
    return float(ratio * int(_PARTS))
