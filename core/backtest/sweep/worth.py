"""What the best of a sweep is worth: lived on days that the search did not see, and checked.

The best of many looks good by being chosen. It is called more than luck only when every check
that stands beside a backtest is passed, with all trials counted, and the held out days agree.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.judge import Judgement, judge
from core.backtest.run import run
from core.backtest.sweep.drive import counted
from core.backtest.sweep.plan import Plan
from core.backtest.sweep.score import ranked, score
from core.backtest.sweep.search import Candidate
from core.backtest.sweep.task import Task, try_set
from core.domain.sweep import Tried
from core.ports_trials import TrialLog
from core.strategies.own import as_own

# These two must say that it is good; of the others it is enough that none says it is bad.
NEEDED: Final = ("held_out", "trials")
_BAD: Final = frozenset({Verdict.WARNING, Verdict.FAIL})


@dataclass(frozen=True, slots=True)
class Worth:
    """The best set by its key, its figures on the days held out, and what the checks found."""

    best: str
    held_out: Tried | None
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Tell whether nothing speaks against it: no promise, but no mere choice either."""
        good = {one.name for one in self.findings if one.verdict is Verdict.OK}
        return good.issuperset(NEEDED) and not any(one.verdict in _BAD for one in self.findings)

    @property
    def against(self) -> tuple[Finding, ...]:
        """Give the checks that it did not pass."""
        return tuple(
            one
            for one in self.findings
            if one.verdict in _BAD or (one.name in NEEDED and one.verdict is not Verdict.OK)
        )


def worth_of(plan: Plan, tried: Sequence[Tried], trials: TrialLog, *, at: datetime) -> Worth | None:
    """Check the best set of a sweep; None when none has a figure to be chosen by.

    Its run on the days held out counts as a trial there.
    """
    best = ranked(tried, plan.sweep.metric)[0] if tried else None
    if best is None or score(best, plan.sweep.metric) is None:
        return None
    task = plan.task
    one = Candidate(best.number, task.strategy.Params(**json.loads(best.params)), best.key)
    lived = _lived(plan, one, trials, at)
    found = as_own(task.strategy, lambda: _judged(task, one, trials, at))
    checks = found.findings if found is not None else ()
    return Worth(best.key, lived, (_held_out(best, lived), *checks))


def _judged(task: Task, one: Candidate, trials: TrialLog, at: datetime) -> Judgement | None:
    results = run(task.strategy, one.params, task.market, task.settings)
    return judge(
        task.strategy, one.params, task.market, results, plan=task.settings, log=trials, at=at
    )


def worth_text(worth: Worth | None) -> str:
    """Write what a sweep is worth as JSON, also that there is nothing."""
    if worth is None:
        return "null"
    lived = worth.held_out
    return json.dumps({
        "best": worth.best,
        "held_out": None if lived is None else {n: getattr(lived, n) for n in Tried.__slots__},
        "findings": [
            [one.name, one.verdict.value, one.case, dict(one.figures)] for one in worth.findings
        ],
    })  # fmt: skip


def worth_from(text: str) -> Worth | None:
    """Read it back."""
    told: dict[str, Any] | None = json.loads(text)
    if told is None:
        return None
    findings = tuple(
        Finding(name, Verdict(verdict), case, tuple(figures.items()))
        for name, verdict, case, figures in told["findings"]
    )
    lived = None if told["held_out"] is None else Tried(**told["held_out"])
    return Worth(told["best"], lived, findings)


def _lived(plan: Plan, one: Candidate, trials: TrialLog, at: datetime) -> Tried | None:
    """Run a set on the days that were held out, and count that."""
    held = plan.held_out
    if held is None or held.since is None or held.until is None:
        return None
    lived = try_set(replace(plan.task, settings=held), one)
    trials.note(counted(plan.sweep, [lived], first=held.since, last=held.until, at=at))
    return lived


def _held_out(best: Tried, lived: Tried | None) -> Finding:
    if lived is None or lived.error or lived.sharpe is None or best.sharpe is None:
        return finding("held_out", Verdict.NOT_VERIFIED, "not_verified")
    good = lived.sharpe > 0
    verdict, case = (Verdict.OK, "ok") if good else (Verdict.WARNING, "vanishes")
    return finding(
        "held_out", verdict, case, inside=best.sharpe, outside=lived.sharpe,
        outside_ratio=lived.change or 0.0, sessions=lived.sessions,
    )  # fmt: skip
