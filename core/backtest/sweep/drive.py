"""The course of a sweep: ask, try, keep at once, tell, until the search or a person ends it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from core.backtest.statistics import YEAR_SESSIONS
from core.backtest.sweep.plan import Plan
from core.backtest.sweep.score import score
from core.backtest.sweep.search import Candidate
from core.backtest.sweep.store import SweepStore
from core.backtest.sweep.task import Hands
from core.clock import Clock
from core.domain.saying import refusal
from core.domain.sweep import Sweep, Tried
from core.domain.trial import Trial, universe_of
from core.ports_trials import TrialLog


@dataclass(frozen=True, slots=True)
class Course:
    """How far a sweep is. Of the `done` sets `found` were there before this run began."""

    done: int = 0
    expected: int = 0
    failed: int = 0
    skipped: int = 0
    found: int = 0


class Drive:
    """One run of a sweep; what it kept before a kill, the next run of the same sweep finds.

    `told` hears the course after every step. A set counts as a trial before its result is kept:
    a kill in between makes no trial that nobody counted.
    """

    def __init__(
        self, plan: Plan, hands: Hands, *, store: SweepStore, trials: TrialLog, clock: Clock,
        stopped: Callable[[], bool], told: Callable[[Course], None],
    ) -> None:  # fmt: skip
        before = store.sweep(plan.sweep.id)
        self._search = plan.search()
        self._sweep = replace(plan.sweep, at=before.at) if before else plan.sweep
        self._hands, self._store, self._trials = hands, store, trials
        self._clock, self._stopped, self._told = clock, stopped, told
        self._values = {
            one.key: _Value(score(one, plan.sweep.metric), bool(one.error))
            for one in store.tried(plan.sweep.id)
        }
        self._course = Course()

    def run(self) -> bool:
        """Try what was not tried; True when the search came to its end.

        Raises InputError when no combination goes together.
        """
        self._store.keep(self._sweep)
        while not self._stopped():
            asked = self._search.ask()
            if not asked:
                return self._ended()
            if not self._take(asked):
                break
            self._search.tell([self._values[one.key].score for one in asked])
        return False

    def _take(self, asked: Sequence[Candidate]) -> bool:
        """Find or try the sets that were asked for; False when it was stopped in between."""
        fresh = [one for one in asked if one.key not in self._values]
        known = [self._values[one.key] for one in asked if one.key in self._values]
        self._tell(known, found=len(known))
        for done in self._hands.work(fresh, self._stopped) if fresh else ():
            self._tell(self._keep(done))
        return all(one.key in self._values for one in fresh)

    def _keep(self, done: Sequence[Tried]) -> list[_Value]:
        sweep, now = self._sweep, self._clock.now()
        self._trials.note(counted(sweep, done, first=sweep.first, last=sweep.last, at=now))
        self._store.note(done)
        kept = {one.key: _Value(score(one, self._sweep.metric), bool(one.error)) for one in done}
        self._values |= kept
        return list(kept.values())

    def _tell(self, values: Sequence[_Value], *, found: int = 0) -> None:
        before = self._course
        self._course = Course(
            before.done + len(values),
            self._search.expected,
            before.failed + sum(value.failed for value in values),
            self._search.skipped,
            before.found + found,
        )
        self._told(self._course)

    def _ended(self) -> bool:
        if not self._course.done:
            raise refusal("no_set")
        self._tell(())
        self._store.keep(replace(self._sweep, skipped=self._search.skipped))
        return True


class _Value(NamedTuple):
    """What a search is told of a set."""

    score: float | None
    failed: bool


def counted(
    sweep: Sweep, tried: Iterable[Tried], *, first: date, last: date, at: datetime
) -> list[Trial]:
    """Make the rows that count sets on a period; one that failed showed nothing to choose by."""
    universe = universe_of(sweep.symbols.split(","))
    return [
        Trial(
            sweep.strategy, one.key, universe, first, last, one.sessions,
            None if one.sharpe is None else one.sharpe / math.sqrt(YEAR_SESSIONS), at,
        )
        for one in tried
        if not one.error
    ]  # fmt: skip
