"""Trying one parameter set: the work of a sweep, the same in this process and in any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from core.backtest.kernel_layout import Market, columns_of, market_of
from core.backtest.kernel_outcome import Outcome
from core.backtest.kernel_run import run_kernel
from core.backtest.market import Series
from core.backtest.run import Engine, listed_together, run
from core.backtest.settings import Backtest
from core.backtest.sweep.brief import Brief, of_outcome, of_result
from core.backtest.sweep.search import Candidate
from core.domain.sweep import Tried
from core.errors import CannotCompile, GaemiError
from core.indicators.kept import Kept, sharing
from core.strategies.base import Strategy, canonical
from core.strategies.own import is_own

# What a strategy may fail with; a worker that dies of anything else is noticed by its end.
FAILURES: Final = (
    GaemiError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip
MOST_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Task:
    """What all sets of a sweep share; sent to a worker once.

    `engine` is who runs them, `folder` where compiled code is kept.
    """

    sweep: str
    strategy: type[Strategy]
    market: tuple[Series, ...]
    settings: Backtest
    engine: Engine = Engine.AUTO
    folder: Path | None = None


class Hands(Protocol):
    """Whoever tries the sets: this process, others on this machine, or a cluster."""

    def work(
        self, sets: Sequence[Candidate], stopped: Callable[[], bool]
    ) -> Iterator[Sequence[Tried]]:
        """Try sets and give them as they are done, in any order, each once.

        Once `stopped` is true it begins no other and ends with those that were begun.
        """
        ...

    def close(self) -> None:
        """Let the workers go."""
        ...


class Here:
    """Tries one set after the other in this process: the measure of the others."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def work(
        self, sets: Sequence[Candidate], stopped: Callable[[], bool]
    ) -> Iterator[Sequence[Tried]]:
        """Try sets in their order."""
        for one in sets:
            if stopped():
                return
            yield [try_set(self._task, one)]

    def close(self) -> None:
        """Do nothing: there is nobody."""


def try_set(task: Task, one: Candidate) -> Tried:
    """Run one parameter set; what fails in it becomes its error."""
    tried = Tried(task.sweep, one.key, one.number, canonical(one.params))
    try:
        found = measured(task, one)
    except FAILURES as error:
        return failed(tried, f"{type(error).__name__}: {error}")
    return replace(tried, **found._asdict())


def failed(tried: Tried, why: str) -> Tried:
    """Give a set that ended with an error."""
    return replace(tried, error=why[:MOST_ERROR])


def measured(task: Task, one: Candidate) -> Brief:
    """Run one parameter set and reckon its figures; raises what the strategy raises."""
    plan = listed_together(task.settings, task.market)
    if task.engine is Engine.KERNEL and not plan.listings:
        with suppress(CannotCompile):
            return of_outcome(_compiled_run(task, one, plan))
    (result,) = run(
        task.strategy, one.params, task.market, task.settings,
        engine=task.engine, folder=task.folder,
    ).values()  # fmt: skip
    return of_result(result, start5=plan.cash5)


def _compiled_run(task: Task, one: Candidate, plan: Backtest) -> Outcome:
    market, kept = _laid_out(task.market, plan.until)
    # A person's own strategy may write into what it computed, which others would then read.
    with sharing(None if is_own(task.strategy) else kept):
        columns = columns_of(task.strategy, one.params, market)
    return run_kernel(task.strategy, one.params, market, plan, folder=task.folder, columns=columns)


@lru_cache(maxsize=2)
def _laid_out(series: tuple[Series, ...], until: date | None) -> tuple[Market, Kept]:
    """Lay prices out once for all sets, for the searched days and for those that are held out."""
    market = market_of(series, until)
    columns = [column for one in market.series for column in one.bars if column is not None]
    return market, Kept(columns)
