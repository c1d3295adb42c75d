"""The checks that stand beside every result unless somebody switches them off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from core.backtest.guards.baseline import buy_and_hold, random_timing
from core.backtest.guards.breaks import breaks
from core.backtest.guards.deflated import deflated_finding, moments_of
from core.backtest.guards.delay import delay, too_good
from core.backtest.guards.fills import fills
from core.backtest.guards.finding import Finding
from core.backtest.guards.lookahead import lookahead
from core.backtest.guards.recursion import recursion
from core.backtest.guards.resample import resampled
from core.backtest.guards.study import Study
from core.backtest.statistics import session_sharpe
from core.domain.trial import Trial, universe_of
from core.strategies.base import params_hash

# In the order in which they are shown: first what would make every other figure worthless.
CHECKS: Final[dict[str, Callable[[Study, int], Finding]]] = {
    "lookahead": lambda s, seed: lookahead(s.strategy, s.params, s.tracks, seed=seed),
    "fills": lambda s, _: fills(s),
    "recursion": lambda s, seed: recursion(s.strategy, s.params, s.tracks, seed=seed),
    "breaks": lambda s, _: breaks(s),
    "delay": lambda s, _: delay(s),
    "too_good": lambda s, _: too_good(s),
    "buy_and_hold": lambda s, _: buy_and_hold(s),
    "random_timing": lambda s, seed: random_timing(s, seed=seed),
    "resampled": lambda s, seed: resampled(s, seed=seed),
}


def examine(study: Study, tried: Sequence[Trial] = (), *, seed: int = 0) -> tuple[Finding, ...]:
    """Run every check; `tried` are the trials on this data, this one among them if it was noted.

    The same study and seed give the same findings.
    """
    findings = [check(study, seed) for check in CHECKS.values()]
    return (*findings, trials(study, tried))


def trials(study: Study, tried: Sequence[Trial]) -> Finding:
    """Judge the Sharpe ratio by what was tried on the same data."""
    returns = study.returns if study.result.fills else None
    moments = None if returns is None else moments_of(returns)
    sharpes = [trial.sharpe for trial in tried if trial.sharpe is not None]
    return deflated_finding(moments, sharpes, trials=max(1, len(tried)))


def trial_of(study: Study, at: datetime) -> Trial:
    """Make the row that counts this run; raises ValueError for one without sessions."""
    days = study.days
    if not days:
        raise ValueError("a run without sessions tried nothing")
    ratio = session_sharpe(study.returns) if study.result.fills else None
    return Trial(
        study.strategy.name, params_hash(study.strategy, study.params),
        universe_of(track.symbol for track in study.tracks), days[0], days[-1], len(days),
        ratio, at,
    )  # fmt: skip
