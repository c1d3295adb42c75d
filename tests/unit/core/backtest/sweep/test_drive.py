"""The course of a sweep: what was tried is kept at once, counted, and never tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.settings import Backtest
from core.backtest.sweep.plan import Question, make_plan
from core.backtest.sweep.score import ranked, score
from core.backtest.sweep.search import Candidate
from core.backtest.sweep.space import read_space
from core.backtest.sweep.task import Here, Task
from core.domain.sweep import Tried
from core.registry import discover
from core.strategies.base import STRATEGIES
from tests.refusals import refused
from tests.sweeps import AT, Run, market, plan_of

discover("core.strategies")
CROSS = STRATEGIES.get("golden_cross")


class Counting(Here):
    """Counts what it was given to try."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.given: list[str] = []

    def work(
        self, sets: Sequence[Candidate], stopped: Callable[[], bool]
    ) -> Iterator[Sequence[Tried]]:
        self.given += [one.key for one in sets]
        return super().work(sets, stopped)


@pytest.mark.parametrize(("method", "trials"), [("grid", None), ("random", 12), ("bayes", 20)])
def test_a_sweep_that_was_stopped_goes_on_to_the_same_table(method, trials):
    question = {"method": method, "trials": trials, "seed": 3}
    whole = Run(plan_of("every=2..40", **question))
    assert whole.go()
    parts = Run(plan_of("every=2..40", **question), make=Counting)
    given: list[str] = []
    for stop in (1, 5, 3, None):
        parts.stop_after = stop
        ended = parts.go()
        assert isinstance(parts.hands, Counting)
        given += parts.hands.given if stop is None else []
        assert ended == (stop is None)
    assert parts.table == whole.table
    assert len(given) == len(whole.table) - 9
    assert parts.go()
    assert isinstance(parts.hands, Counting)
    assert parts.hands.given == []
    assert parts.course.found == parts.course.done == len(whole.table)


def test_a_set_that_fails_is_kept_with_its_error_and_stops_nothing():
    run = Run(plan_of("way=well,raises", "every=5..10:5"))
    assert run.go()
    errors = [one.error for one in run.table]
    assert errors == ["", "ZeroDivisionError: nothing to divide by"] * 2
    assert (run.course.done, run.course.failed) == (4, 2)
    assert [one.change is None for one in run.table] == [False, True] * 2


def test_every_set_with_a_result_counts_as_a_trial_once():
    run = Run(plan_of("way=well,raises", "every=5..25:5"))
    run.go()
    sweep = run.plan.sweep
    counted = run.trials.of("odd", first=sweep.first, last=sweep.last)
    assert {one.params_hash for one in counted} == {t.key for t in run.table if not t.error}
    assert len(counted) == 5
    traded = next(t for t in run.table if t.sharpe is not None)
    same = next(one for one in counted if one.params_hash == traded.key)
    assert same.sharpe == pytest.approx(traded.sharpe / 252**0.5)
    run.go()
    assert run.trials.of("odd", first=sweep.first, last=sweep.last) == counted


def test_combinations_that_do_not_go_together_are_counted():
    run = Run(plan_of("fast=5..40:5", "slow=5..40:5", strategy=CROSS))
    assert run.go()
    assert (run.course.done, run.course.skipped) == (28, 36)
    stored = run.store.sweep(run.plan.sweep.id)
    assert stored is not None
    assert stored.skipped == 36


def test_more_trials_of_a_search_go_on_where_fewer_ended():
    run = Run(plan_of("every=2..60", method="random", trials=5))
    run.go()
    short = list(run.table)
    run.plan = plan_of("every=2..60", method="random", trials=9)
    run.go()
    assert run.course.found == 5
    assert list(run.table[:5]) == short
    assert len(run.table) == 9


def test_the_name_of_a_sweep_is_its_question():
    sweeps = [
        plan_of("every=5..25:5"),
        plan_of("every=5..30:5"),
        plan_of("every=5..25:5", series=market(301)),
        plan_of("every=5..25:5", series=market(symbols=2)),
        plan_of("every=5..25:5", fixed={"way": "waits"}),
        plan_of("every=5..25:5", held_out=Decimal("0.2")),
        plan_of("every=5..25:5", method="random", trials=5),
        plan_of("every=5..25:5", method="random", trials=5, seed=1),
        plan_of("every=5..25:5", method="bayes", trials=5),
        plan_of("every=5..25:5", method="bayes", trials=5, metric="change"),
    ]
    assert len({plan.sweep.id for plan in sweeps}) == len(sweeps)
    same = plan_of("every=5..25:5", metric="drawdown", seed=9)
    assert same.sweep.id == sweeps[0].sweep.id
    again = plan_of("every=5..25:5", method="random", trials=7, metric="change")
    assert again.sweep.id == sweeps[6].sweep.id


@given(st.integers(80, 300), st.decimals("0", "0.5", places=2))
def test_what_is_held_out_is_never_seen_by_the_search(bars, held_out):
    series = market(bars)
    plan = plan_of("every=5", series=series, held_out=held_out)
    sweep = plan.sweep
    days = series[0].day.tolist()
    seen = [day for day in days if sweep.first.toordinal() <= day <= sweep.last.toordinal()]
    count = int(bars * held_out)
    assert len(seen) == bars - count
    assert plan.task.settings.until == sweep.last
    assert sweep.until.toordinal() == days[-1]
    if count < 20:
        assert plan.held_out is None
    else:
        assert plan.held_out is not None
        assert plan.held_out.since.toordinal() == days[bars - count]
        assert plan.held_out.until == sweep.until


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"method": "guess"}, "--method was guess. Choose one of grid, random, bayes"),
        ({"metric": "luck"}, "luck is no known metric. Choose one of sharpe"),
        ({"trials": 5}, "--trials is for random and bayes"),
        ({"method": "random"}, "--method random needs --trials of 1 or more"),
        ({"method": "bayes", "trials": 0}, "--method bayes needs --trials"),
        ({"held_out": Decimal("0.6")}, "--holdout was 0.6. Allowed are 0 to 0.5"),
    ],
)
def test_a_wrong_question_says_what_is_allowed(question, said):
    with refused(said):
        plan_of("every=5", **question)


def test_a_period_too_short_to_tell_anything_is_refused():
    with refused(r"would see 15 sessions. It needs 20: widen"):
        plan_of("every=5", series=market(15))
    plan = plan_of("every=5", series=market(30), held_out=Decimal("0.3"))
    assert plan.held_out is None


def test_the_best_is_first_whatever_the_metric_and_what_never_traded_is_last():
    run = Run(plan_of("every=2..12", "way=well,raises"))
    run.go()
    idle = replace(run.table[0], key="idle", number=99, sharpe=None, drawdown=0.0, trades=0)
    table = [*run.table, idle]
    for metric, sign in (("sharpe", 1), ("drawdown", -1), ("change", 1)):
        order = ranked(table, metric)
        values = [getattr(one, metric) * sign for one in order if score(one, metric) is not None]
        assert values == sorted(values, reverse=True)
        assert len(values) == 11
        assert all(score(one, metric) is None for one in order[11:])
    with refused("no known metric"):
        ranked(table, "luck")


def test_a_search_that_finds_nothing_to_try_is_told():
    space = read_space(CROSS, ["fast=100..249", "slow=101..250"])
    plan = make_plan(
        Question(replace(space, fixed={"unknown": 1}), held_out=Decimal(0)),
        market(), Backtest(), at=AT,
    )  # fmt: skip
    with refused("No combination of the values goes together"):
        Run(plan).go()
