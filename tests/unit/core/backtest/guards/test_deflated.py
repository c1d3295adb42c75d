"""The deflated Sharpe ratio against the worked example of its paper, and what must hold."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.guards.deflated import (
    Moments,
    deflated,
    deflated_finding,
    expected_best,
    probabilistic,
)
from core.backtest.guards.finding import Verdict

# Bailey and Lopez de Prado 2014, "A numerical example": a yearly 2.5 over five years of 250
# sessions, found among trials whose yearly Sharpe ratios vary by 1/2.
YEAR = 250
EXAMPLE = Moments(sessions=1250, sharpe=2.5 / math.sqrt(YEAR), skew=-3, kurtosis=10)
SPREAD = 0.5 / YEAR

moments = st.builds(
    Moments,
    sessions=st.integers(3, 5_000),
    sharpe=st.floats(-0.5, 0.5),
    skew=st.floats(-1, 1),
    kurtosis=st.floats(3, 20),
)


def test_example_of_the_paper_with_a_hundred_trials():
    assert expected_best(100, SPREAD) == pytest.approx(0.1132, abs=5e-5)
    assert deflated(EXAMPLE, trials=100, spread=SPREAD) == pytest.approx(0.9004, abs=5e-5)


def test_example_of_the_paper_with_forty_six_trials():
    assert deflated(EXAMPLE, trials=46, spread=SPREAD) == pytest.approx(0.9505, abs=5e-5)


def test_example_of_the_paper_with_normal_returns():
    normal = Moments(sessions=1250, sharpe=EXAMPLE.sharpe)
    assert deflated(normal, trials=88, spread=SPREAD) == pytest.approx(0.9505, abs=5e-5)


def test_normal_returns_of_one_trial_are_the_usual_test_of_a_mean():
    # With skew 0 and kurtosis 3 the error of a Sharpe ratio is sqrt((1 + SR^2 / 2) / (n - 1)).
    error = math.sqrt((1 + 0.1**2 / 2) / 999)
    one = Moments(sessions=1_000, sharpe=0.1)
    assert probabilistic(one) == pytest.approx(0.5 * (1 + math.erf(0.1 / error / math.sqrt(2))))


def test_best_of_worthless_trials_is_what_chance_gives():
    seed, trials = 20140901, 50
    print("seed", seed)
    rng = random.Random(seed)
    best = [max(rng.gauss(0, 0.06) for _ in range(trials)) for _ in range(4_000)]
    assert expected_best(trials, 0.06**2) == pytest.approx(sum(best) / len(best), rel=0.02)


@given(one=moments, trials=st.integers(1, 10_000), spread=st.floats(0, 0.01))
def test_more_trials_never_make_a_result_surer(one, trials, spread):
    assert 0 <= deflated(one, trials=trials, spread=spread) <= probabilistic(one) <= 1
    more = deflated(one, trials=2 * trials, spread=spread)
    assert more <= deflated(one, trials=trials, spread=spread) + 1e-12


@given(one=moments)
def test_one_trial_has_nothing_to_deflate(one):
    assert deflated(one, trials=1, spread=0.01) == probabilistic(one)


def test_moments_that_no_sample_has_prove_nothing():
    assert probabilistic(Moments(sessions=100, sharpe=3.0, skew=5.0, kurtosis=1.0)) == 0.5


@pytest.mark.parametrize(
    ("sharpe", "sharpes", "trials", "verdict"),
    [
        (0.16, (0.16,), 1, Verdict.OK),
        (0.01, (0.01,), 1, Verdict.WARNING),
        (-0.1, (-0.1,), 1, Verdict.WARNING),
        (0.06, (0.06, -0.04, 0.01, -0.02), 200, Verdict.FAIL),
        (0.06, (0.06, 0.06), 2, Verdict.OK),
    ],
)
def test_best_of_many_fails_where_it_would_pass_alone(sharpe, sharpes, trials, verdict):
    found = deflated_finding(Moments(1_250, sharpe), sharpes, trials=trials)
    assert (found.verdict, found.figure("trials")) == (verdict, trials)


@pytest.mark.parametrize("one", [None, Moments(2, 0.1)])
def test_without_sessions_nothing_is_verified(one):
    assert deflated_finding(one, (), trials=3).verdict is Verdict.NOT_VERIFIED
