"""Ten ticks: buy at the last price, offer what was bought a few ticks higher (strategies.md 1)."""

from __future__ import annotations

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
)
from core.strategies.quotes import QuoteParams
from core.strategies.values import StopRatio, named, number_text, reason_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AT_LAST, TARGET, CAPPED = 1, 2, 3


class TickRow(NamedTuple):
    """One bar: its volume and close."""

    volume: float
    close: float


class TickScalars(NamedTuple):
    """Nothing of the parameters enters the decision; the target is the position's own."""

    ticks_up: int


class TickParams(QuoteParams):
    """Settings of the ten ticks. The seed has no stop: one loss then eats many gains."""

    ticks_up: int = Field(10, ge=1, le=100, description="평균 매수가에서 몇 틱 위에 팔지")
    stop_loss: StopRatio = Field(None, description="손절 비율(0.05 = 5%), 없으면 none")

    @property
    def take_ticks(self) -> int:
        """Give the target in ticks above the average price rounded up to the grid."""
        return self.ticks_up


@STRATEGIES.add("tick_target")
class TickTarget(Strategy):
    """Buy while flat, at the last price; what is bought rests for sale some ticks higher.

    On bars an order rests at the close for the next one. Live it looks at every quote: see
    `core.flow.tick_loop`.
    """

    name = "tick_target"
    title = "열 틱 위에 되팔기"
    Params = TickParams
    Row = TickRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "at_last", "target", "capped")
    PRESETS: ClassVar[dict[str, dict[str, Any]]] = {
        "stocklab": {},
        "stocklab_safe": {"stop_loss": "0.05"},
    }
    every_quote: ClassVar[bool] = True

    @classmethod
    def warm_up(cls, params: TickParams) -> int:  # noqa: ARG003
        """Give one bar: there is no indicator."""
        return 1

    @classmethod
    def scalars(cls, params: TickParams) -> TickScalars:
        """Give the parameter as a number."""
        return TickScalars(params.ticks_up)

    @classmethod
    def features(cls, bars: Bars, params: TickParams) -> dict[str, NDArray[np.float64]]:  # noqa: ARG003
        """Give volume and close as they are."""
        return {"volume": bars.volume, "close": bars.close}

    @classmethod
    def decide(cls, row: TickRow, held: Holding, params: TickScalars) -> Decision:  # noqa: ARG003
        """Buy when nothing is held; the target sells."""
        if row.volume <= 0 or held.shares > 0:
            return NOTHING
        return Decision(Action.BUY.value, 1.0, 0.0, AT_LAST, row.close, 1)

    @classmethod
    def explain(
        cls, row: TickRow | None, reason: int, params: TickParams
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Say why, with the last price."""
        sayings = {
            AT_LAST: say("reason.tick_target.at_last", ticks=params.ticks_up),
            TARGET: say("reason.tick_target.target", ticks=params.ticks_up),
            CAPPED: say("reason.tick_target.capped", ticks=params.ticks_up),
        }
        values = () if row is None else named((say("indicator.last"), number_text(row.close)))
        return reason_text(sayings, reason), values
