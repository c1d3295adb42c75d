"""Who tries the sets of a sweep, and with which engine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.backtest_checks import kernels_of
from bot.sweep_asked import Asked
from core.backtest.run import Heard, engine_for
from core.backtest.sweep.cluster import Cluster
from core.backtest.sweep.plan import Plan
from core.backtest.sweep.pool import Pool
from core.backtest.sweep.task import Hands, Here, Task
from core.settings import Settings
from core.strategies.own import is_own


def hands_for(
    plan: Plan, asked: Asked, settings: Settings, heard: Callable[[Heard], None]
) -> Hands:
    """Give a cluster, a process a core, or this process when one is asked for.

    `heard` is told what a person may want to hear of the engine. Raises InputError for a cluster
    that does not answer.
    """
    task = _with_engine(plan, kernels_of(settings), heard)
    mine = settings.strategies if is_own(task.strategy) else None
    if asked.cluster:
        # Compiled code is of one machine: each worker has its own.
        return Cluster(replace(task, folder=None), address=asked.cluster, own=mine)
    workers = asked.workers or len(os.sched_getaffinity(0))
    return Here(task) if workers == 1 else Pool(task, workers=workers, own=mine)


def _with_engine(plan: Plan, folder: Path, heard: Callable[[Heard], None]) -> Task:
    """Give the task of a plan with the engine that is sooner done, compiled ahead."""
    task, sets = plan.task, plan.sweep.wanted or len(plan.space)
    first = next(filter(None, map(plan.space.params, range(len(plan.space)))), None)
    if first is None:
        return task
    engine = engine_for(
        task.strategy, first, task.market, task.settings, times=sets, folder=folder, heard=heard
    )
    return replace(task, engine=engine, folder=folder)
