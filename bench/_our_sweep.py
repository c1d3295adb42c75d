"""Our side of job c: a whole sweep, from its question to its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from _level_cross import LevelCross

from core.backtest.market import Series
from core.backtest.run import Engine
from core.backtest.settings import Backtest
from core.backtest.sweep.drive import Drive
from core.backtest.sweep.plan import Question, make_plan
from core.backtest.sweep.space import read_space
from core.backtest.sweep.task import Here
from core.clock import LiveClock
from core.domain.sweep import Tried
from core.memory_sweeps import MemorySweeps
from core.memory_trials import MemoryTrials

AT = datetime(2026, 1, 5, tzinfo=UTC)


def sweep(
    pairs: Sequence[tuple[int, int]], series: Sequence[Series], settings: Backtest, kernels: Path
) -> Sequence[Tried]:
    """Try all pairs of averages in this process; gives them in the order of asking."""
    words = [
        f"{name}={','.join(map(str, sorted({pair[k] for pair in pairs})))}"
        for k, name in enumerate(("fast", "slow"))
    ]
    space = read_space(LevelCross, words, {}, set())
    question = Question(space, metric="change", held_out=Decimal(0))
    plan = make_plan(question, series, settings, at=AT)
    store = MemorySweeps()
    hands = Here(replace(plan.task, engine=Engine.KERNEL, folder=kernels))
    Drive(
        plan, hands, store=store, trials=MemoryTrials(),
        clock=LiveClock(), stopped=lambda: False, told=lambda _: None,
    ).run()  # fmt: skip
    return store.tried(plan.sweep.id)
