"""From the results of a backtest to what may be believed of them: one call for every face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from core.backtest.guards.examine import examine, trial_of
from core.backtest.guards.finding import Finding, Verdict, worst
from core.backtest.guards.rivals import MOST, walked
from core.backtest.guards.study import Study, study, together
from core.backtest.market import Series
from core.backtest.result import Result
from core.backtest.run import run
from core.backtest.settings import Backtest
from core.backtest.statistics import Statistics, statistics
from core.ports_trials import TrialLog
from core.strategies.base import Strategy, StrategyParams


@dataclass(frozen=True, slots=True)
class Judgement:
    """The figures of all accounts together, the run itself, and what every check found of it."""

    study: Study
    statistics: Statistics
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Give the gravest verdict."""
        return worst(self.findings)


def judge(
    strategy: type[Strategy],
    params: StrategyParams,
    market: Sequence[Series],
    results: Mapping[str, Result],
    *,
    plan: Backtest,
    log: TrialLog,
    at: datetime,
    folder: Path | None = None,
) -> Judgement | None:
    """Count the run as a trial and examine it; None when no account had a session.

    `results` are by symbol, one account each, or one of all symbols under any name; `plan` is
    what they ran with, and `folder` where compiled code is kept. The trial is noted before it is
    judged. Raises StoreError when it cannot be.
    """
    studies = [
        study(strategy, params, _series_of(result, market), result, start5=plan.cash5)
        for result in results.values()
        if result.days
    ]
    if not studies:
        return None
    looked = together(studies)
    log.note([trial_of(looked, at)])
    tried = log.of(strategy.name, first=looked.days[0], last=looked.days[-1])
    same = replace(plan, since=looked.days[0])

    def rerun(other: StrategyParams) -> Mapping[str, Result]:
        return run(strategy, other, market, same, folder=folder, times=MOST)

    *checks, counted = examine(looked, tried)
    return Judgement(looked, _statistics(looked), (*checks, walked(looked, rerun), counted))


def _series_of(result: Result, market: Sequence[Series]) -> list[Series]:
    return [series for series in market if series.symbol in result.symbols]


def _statistics(looked: Study) -> Statistics:
    return statistics(looked.result, looked.trades, start5=looked.start5)
