"""A search that learns: Optuna's tree-structured Parzen estimator asks where good sets were."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from core.backtest.sweep.search import Candidate, candidate
from core.backtest.sweep.space import Axis, Space

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.distributions import BaseDistribution

# Asked for at once, so that several workers have work; fixed, so that their number changes nothing.
TOGETHER: Final = 8
FIRST: Final = 16  # drawn at random before anything is learned
# Questions without a new set, one after the other, before the space counts as used up.
PATIENCE: Final = 400
# Told for a set without a figure: below everything, and the order among such sets is none.
WORST: Final = -1e12


class Bayes:
    """Implements `core.backtest.sweep.search.Search`: `trials` different sets, chosen by results.

    A set that was asked before is told again at once and costs no trial. Nothing is kept in a
    database of Optuna's: the same seed and results bring the search back to where it was.
    """

    def __init__(self, space: Space, *, trials: int, seed: int) -> None:
        self.skipped = 0
        self._space, self._trials = space, trials
        self._axes = {axis.name: _distribution(axis) for axis in space.axes}
        self._study = _study(seed)
        self._values: dict[int, float] = {}
        self._open: list[tuple[Trial, int]] = []
        self._refused: set[int] = set()

    @property
    def expected(self) -> int:
        """Give how many sets will be asked for at most."""
        return min(self._trials, len(self._space) - self.skipped)

    def ask(self) -> Sequence[Candidate]:
        """Give up to eight sets that were not tried yet, none at the end."""
        made: list[Candidate] = []
        vain = 0
        while len(made) < min(TOGETHER, self.expected - len(self._values)) and vain < PATIENCE:
            found = self._next()
            vain = vain + 1 if found is None else 0
            if found is not None:
                made.append(found)
        return made

    def tell(self, values: Sequence[float | None]) -> None:
        """Tell how good the sets asked last were, more is better, None is worst."""
        for (trial, point), value in zip(self._open, values, strict=True):
            self._values[point] = WORST if value is None else value
            self._study.tell(trial, self._values[point])
        self._open.clear()

    def _next(self) -> Candidate | None:
        trial = self._study.ask(self._axes)
        point = self._space.point([trial.params[axis.name] for axis in self._space.axes])
        params = None if point in self._refused else self._space.params(point)
        if params is None:
            self._refuse(trial, point)
            return None
        if point in self._values:
            self._study.tell(trial, self._values[point])
            return None
        if any(point == other for _, other in self._open):
            self._fail(trial)
            return None
        number = len(self._values) + len(self._open)
        self._open.append((trial, point))
        return candidate(self._space.strategy, number, params)

    def _refuse(self, trial: Trial, point: int) -> None:
        self._refused.add(point)
        self.skipped = len(self._refused)
        self._fail(trial)

    def _fail(self, trial: Trial) -> None:
        from optuna.trial import TrialState

        self._study.tell(trial, state=TrialState.FAIL)


def _study(seed: int) -> Study:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        # Both options are called experimental; the lock holds the release that they were tried in.
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=seed, n_startup_trials=FIRST, multivariate=True, constant_liar=True
        )
    return optuna.create_study(direction="maximize", sampler=sampler)


def _distribution(axis: Axis) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, IntDistribution

    last = len(axis.values) - 1
    if axis.rising:
        return IntDistribution(0, last)
    places: list[Any] = list(range(last + 1))
    return CategoricalDistribution(places)
