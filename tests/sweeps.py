"""What tests of sweeps share: a market, a strategy that can go wrong in every way, whole runs."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from core.backtest.market import Series, from_bars
from core.backtest.settings import Backtest
from core.backtest.sweep.drive import Course, Drive
from core.backtest.sweep.plan import Plan, Question, make_plan
from core.backtest.sweep.space import read_space
from core.backtest.sweep.task import Hands, Here, Task
from core.clock import SimClock
from core.domain.sweep import Tried
from core.memory_sweeps import MemorySweeps
from core.memory_trials import MemoryTrials
from core.strategies.base import Action, Bars, Decision, Holding, Strategy, StrategyParams
from tests.series import walk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
GATE = "GAEMI_TEST_GATE"


class OddRow(NamedTuple):
    """One bar: its number and its close."""

    at: float
    close: float


class OddScalars(NamedTuple):
    """How often it trades."""

    every: int


class OddParams(StrategyParams):
    """Buys for one bar at each `every`-th one, unless `way` is a way to go wrong."""

    every: int = Field(10, ge=2, le=400, json_schema_extra={"search": "10..30:10"})
    way: Literal["well", "raises", "dies", "waits"] = "well"


class Odd(Strategy):
    """Fails, ends its process, or waits for a file to appear, as its parameters say."""

    name = "odd"
    title = "odd"
    Params = OddParams
    Row = OddRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "turn", "done")

    @classmethod
    def warm_up(cls, params: OddParams) -> int:
        return 1

    @classmethod
    def scalars(cls, params: OddParams) -> OddScalars:
        return OddScalars(params.every)

    @classmethod
    def features(cls, bars: Bars, params: OddParams) -> dict[str, NDArray[np.float64]]:
        import numpy as np

        if params.way == "raises":
            raise ZeroDivisionError("nothing to divide by")
        if params.way == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        gate = Path(os.environ.get(GATE, "."))
        while params.way == "waits" and not gate.exists():
            time.sleep(0.01)
        return {"at": np.arange(len(bars.close), dtype=float), "close": bars.close}

    @classmethod
    def decide(cls, row: OddRow, held: Holding, params: OddScalars) -> Decision:
        if held.shares > 0:
            return Decision(Action.SELL.value, 1.0, 0.0, 2, 0.0, 0)
        turn = int(row.at) % params.every == 0
        return Decision(Action.BUY.value if turn else Action.NOTHING.value, 1.0, 0.0, 1, 0.0, 0)


def market(bars: int = 300, *, symbols: int = 1) -> tuple[Series, ...]:
    """Make a seeded market of some symbols."""
    made = [from_bars(walk(seed, bars)) for seed in range(symbols)]
    return tuple(replace(series, symbol=f"{n + 1:06}") for n, series in enumerate(made))


def plan_of(
    *texts: str,
    strategy: type[Strategy] = Odd,
    series: Sequence[Series] | None = None,
    fixed: dict[str, Any] | None = None,
    **question: Any,
) -> Plan:
    """Make a plan on a small market."""
    asked = Question(read_space(strategy, texts, fixed), **{"held_out": Decimal(0), **question})
    return make_plan(asked, series or market(), Backtest(), at=AT)


@dataclass
class Run:
    """A sweep in memory that can be run again and again."""

    plan: Plan
    make: Callable[[Task], Hands] = Here
    store: MemorySweeps = field(default_factory=MemorySweeps)
    trials: MemoryTrials = field(default_factory=MemoryTrials)
    course: Course = field(default_factory=Course)
    stop_after: int | None = None
    hands: Hands | None = None

    def go(self) -> bool:
        """Run it with hands of its own; gives whether the search came to its end."""
        self.course, self.hands = Course(), self.make(self.plan.task)
        try:
            return Drive(
                self.plan, self.hands, store=self.store, trials=self.trials, clock=SimClock(AT),
                stopped=self._enough, told=self._hear,
            ).run()  # fmt: skip
        finally:
            self.hands.close()

    @property
    def table(self) -> Sequence[Tried]:
        """Give what was tried."""
        return self.store.tried(self.plan.sweep.id)

    def _enough(self) -> bool:
        fresh = self.course.done - self.course.found
        return self.stop_after is not None and fresh >= self.stop_after

    def _hear(self, course: Course) -> None:
        self.course = course
