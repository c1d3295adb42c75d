"""Which parameter sets come next: all in their order, at random, or where good ones were."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from core.backtest.sweep.space import Space
from core.domain.saying import refusal
from core.strategies.base import Strategy, StrategyParams, params_hash

MOST_SETS: Final = 1_000_000
# How many are asked for at once where earlier results do not matter.
TOGETHER: Final = 4_096
# Draws in a row that did not go together before a search of a space without end gives up.
PATIENCE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A parameter set to try; `number` counts from 0 in the order of asking."""

    number: int
    params: StrategyParams
    key: str


def candidate(strategy: type[Strategy], number: int, params: StrategyParams) -> Candidate:
    """Number and name a parameter set."""
    return Candidate(number, params, params_hash(strategy, params))


class Search(Protocol):
    """Asks and is told, so that workers anywhere do the work.

    `skipped` counts combinations that do not go together. What is asked depends on the seed and
    on what was told and never on who worked how fast: a search that is repeated asks the same.
    """

    skipped: int

    @property
    def expected(self) -> int:
        """Give how many sets will be asked for at most."""
        ...

    def ask(self) -> Sequence[Candidate]:
        """Give the next sets, none at the end; those of before must have been told."""
        ...

    def tell(self, values: Sequence[float | None]) -> None:
        """Tell how good the sets asked last were, more is better, None is worst."""
        ...


class Listed:
    """A search whose order is fixed beforehand: the base of grid and random."""

    def __init__(self, space: Space, points: Iterator[int], *, most: int) -> None:
        self.skipped = 0
        self._space, self._most, self._asked = space, most, 0
        self._sets = islice(self._going_together(points), most)

    @property
    def expected(self) -> int:
        """Give how many sets will be asked for at most."""
        return min(self._most, len(self._space) - self.skipped)

    def ask(self) -> Sequence[Candidate]:
        """Give the next sets, none at the end."""
        return list(islice(self._sets, TOGETHER))

    def tell(self, values: Sequence[float | None]) -> None:
        """Take no notice: the order is fixed."""

    def _going_together(self, points: Iterator[int]) -> Iterator[Candidate]:
        vain = 0
        for point in points:
            params = self._space.params(point)
            if params is not None:
                yield candidate(self._space.strategy, self._asked, params)
                self._asked, vain = self._asked + 1, 0
                continue
            self.skipped, vain = self.skipped + 1, vain + 1
            if vain > PATIENCE:
                return


def grid(space: Space) -> Search:
    """Try everything; raises InputError for more than a million combinations."""
    if len(space) > MOST_SETS:
        raise refusal("grid_size", count=len(space), most=MOST_SETS)
    return Listed(space, iter(range(len(space))), most=len(space))


def at_random(space: Space, *, trials: int, seed: int) -> Search:
    """Try different combinations drawn by a seed; more trials begin with the same ones."""
    return Listed(space, _drawn(len(space), seed), most=trials)


def _drawn(size: int, seed: int) -> Iterator[int]:
    # Not secret: the same seed must draw the same sets.
    rng = random.Random(seed)  # noqa: S311
    if size <= MOST_SETS:
        points = list(range(size))
        rng.shuffle(points)
        yield from points
        return
    seen: set[int] = set()
    while len(seen) < size // 2:
        point = rng.randrange(size)
        if point not in seen:
            seen.add(point)
            yield point
