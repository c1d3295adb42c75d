"""Who asks for which parameter sets: all, at random by a seed, or where good ones were."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.sweep.bayes import TOGETHER, Bayes
from core.backtest.sweep.search import Candidate, Search, at_random, grid
from core.backtest.sweep.space import Space, read_space
from core.registry import discover
from core.strategies.base import STRATEGIES, params_hash
from tests.refusals import refused

discover("core.strategies")
CROSS = STRATEGIES.get("golden_cross")
TOP = (17, 88)
seeds = st.integers(0, 2**31)


def space_of(*texts: str) -> Space:
    return read_space(CROSS, texts)


WIDE = space_of("fast=2..60", "slow=10..200:2")


def hill(candidate: Candidate) -> float:
    """A known landscape with one top, at fast 17 and slow 88."""
    params = candidate.params
    return -(((params.fast - TOP[0]) / 59) ** 2) - ((params.slow - TOP[1]) / 190) ** 2


def played(search: Search, value: Callable[[Candidate], float | None] = hill) -> list[Candidate]:
    """Ask until the end and tell each value; gives all that was asked."""
    asked: list[Candidate] = []
    while found := search.ask():
        search.tell([value(one) for one in found])
        asked += found
    return asked


def pairs(asked: list[Candidate]) -> list[tuple[int, int]]:
    return [(one.params.fast, one.params.slow) for one in asked]


@given(st.integers(2, 12), st.integers(2, 14))
def test_a_grid_is_all_that_goes_together_once_and_counts_the_rest(fast, slow):
    space = space_of(f"fast=1..{fast}", f"slow=2..{slow}")
    search = grid(space)
    asked = played(search)
    wanted = [(f, s) for f in range(1, fast + 1) for s in range(2, slow + 1) if f < s]
    assert pairs(asked) == wanted
    assert search.skipped == len(space) - len(wanted)
    assert [one.number for one in asked] == list(range(len(wanted)))
    assert all(one.key == params_hash(CROSS, one.params) for one in asked)


def test_a_grid_that_no_machine_can_walk_is_refused():
    with refused(r"15,438,249 combinations.*--method random"):
        grid(space_of("fast=1..249", "slow=2..250", "volume_window=1..249", "cross_within=1..1"))


@given(seeds, st.integers(1, 80), st.integers(0, 80))
def test_random_repeats_by_its_seed_and_more_trials_begin_with_the_same(seed, count, more):
    short = played(at_random(WIDE, trials=count, seed=seed))
    long = played(at_random(WIDE, trials=count + more, seed=seed))
    assert len(short) == count
    assert len(set(pairs(long))) == count + more
    assert long[:count] == short


def test_random_draws_other_sets_by_another_seed_and_all_in_the_end():
    one, two = (played(at_random(WIDE, trials=50, seed=seed)) for seed in (1, 2))
    assert pairs(one) != pairs(two)
    small = space_of("fast=2..5", "slow=3..7")
    search = at_random(small, trials=1_000, seed=3)
    assert sorted(pairs(played(search))) == pairs(played(grid(small)))
    assert search.skipped == 6


def test_random_finds_its_way_in_a_space_that_no_list_holds():
    huge = space_of("fast=1..249", "slow=2..250", "volume_window=1..249", "budget=1..9000:1")
    asked = played(at_random(huge, trials=300, seed=5))
    assert len({one.key for one in asked}) == 300
    assert asked == played(at_random(huge, trials=300, seed=5))


@pytest.mark.slow
def test_learning_finds_the_top_better_than_luck():
    best: dict[str, list[float]] = {"bayes": [], "random": []}
    for seed in range(7):
        for name, search in (
            ("bayes", Bayes(WIDE, trials=64, seed=seed)),
            ("random", at_random(WIDE, trials=64, seed=seed)),
        ):
            values = sorted(map(hill, played(search)))
            assert len(values) == 64
            best[name].append(values[-5])
    assert median(best["bayes"]) > median(best["random"]) / 3, best
    better = sum(a > b for a, b in zip(best["bayes"], best["random"], strict=True))
    assert better >= 6, best


def test_learning_repeats_by_its_seed_asks_nothing_twice_and_ends_with_the_space():
    asked = played(Bayes(WIDE, trials=30, seed=11))
    assert asked == played(Bayes(WIDE, trials=30, seed=11))
    assert len({one.key for one in asked}) == 30
    assert pairs(asked) != pairs(played(Bayes(WIDE, trials=30, seed=12)))
    small = space_of("fast=2..4", "slow=3..6", "entry_mode=level,cross")
    search = Bayes(small, trials=500, seed=1)
    found = played(search)
    assert sorted(pairs(found)) == sorted(pairs(played(grid(small))))
    assert search.skipped == 6


def test_learning_asks_for_several_at_once_and_takes_sets_without_a_figure():
    search = Bayes(WIDE, trials=20, seed=4)
    assert len(search.ask()) == TOGETHER
    search.tell([None] * TOGETHER)
    asked = played(search, lambda one: None if one.params.fast > 30 else hill(one))
    assert [one.number for one in asked] == list(range(TOGETHER, 20))
