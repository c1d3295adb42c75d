"""Without the strategy's timing: holding, other times, other draws, other choices."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.guards.baseline import buy_and_hold, random_timing
from core.backtest.guards.delay import delay, too_good
from core.backtest.guards.finding import Verdict
from core.backtest.guards.resample import resampled
from core.backtest.guards.walk_forward import walk_forward, walk_forward_finding
from core.backtest.market import daily
from core.backtest.rules import CENTI_MILLI
from core.errors import InputError
from tests.leaks import engine, variants
from tests.leaks.engine import Filling

CROSSING = variants.variant("crossing", variants.CLEAN["crossing 5/20"])
NEVER = variants.variant("never", lambda bars: -np.ones(len(bars.close)))
ALWAYS = variants.variant("always", lambda bars: np.ones(len(bars.close)))
MARKET = engine.market(5, symbols=3)
STUDY = engine.run(CROSSING, variants.PARAMS, MARKET, warm_up=variants.WARM_UP)
IDLE = engine.run(NEVER, variants.PARAMS, MARKET, warm_up=variants.WARM_UP)


def test_holding_is_reckoned_share_by_share():
    found = buy_and_hold(STUDY)
    part = engine.START // 3
    worth = sum(
        part // int(one.open[150]) * (int(one.close[-1]) - int(one.open[150])) for one in MARKET
    )
    assert found.figure("hold_ratio") == pytest.approx(worth / engine.START)
    own = STUDY.result.equity5[-1] / STUDY.start5 - 1
    assert found.figure("own_ratio") == pytest.approx(own)


def test_a_run_behind_holding_in_every_way_is_told_so():
    assert buy_and_hold(IDLE).verdict is Verdict.WARNING
    better = replace(STUDY, result=replace(STUDY.result, equity5=_rising(len(STUDY.days))))
    assert buy_and_hold(better).verdict is Verdict.OK


def _rising(count: int) -> tuple[int, ...]:
    return tuple(STUDY.start5 + n * STUDY.start5 // 50 for n in range(1, count + 1))


def test_nobody_times_a_market_that_only_drifts():
    # The percentile of an arbitrary rule is uniform; its mean over many markets is a half.
    found = [
        random_timing(
            engine.run(
                CROSSING, variants.PARAMS, engine.market(900 + n, symbols=2),
                warm_up=variants.WARM_UP,
            ),
            seed=n,
        ).figure("percentile_ratio")
        for n in range(40)
    ]  # fmt: skip
    assert np.mean(found) == pytest.approx(0.5, abs=4 * math.sqrt(1 / 12 / 40))


def test_knowing_tomorrow_beats_every_other_time():
    strategy = variants.variant("prophet", variants.LEAKS["next close"])
    study = engine.run(strategy, variants.PARAMS, MARKET, warm_up=variants.WARM_UP)
    found = random_timing(study)
    assert (found.verdict, found.figure("percentile_ratio")) == (Verdict.OK, 1.0)


def test_trades_keep_their_size_and_length_wherever_they_are_moved():
    # On a price that grows evenly every trade earns the same whenever it is done.
    count = 300
    days = MARKET[0].day[:count]
    close = np.rint(50_000 * 1.002 ** np.arange(count)).astype(np.int64)
    even = daily("000001", days, (close, close + 50, close - 50, close), np.full(count, 1_000))
    table = np.sign(np.sin(np.arange(count) / 9))
    wave = variants.variant("wave", lambda bars: table[: len(bars.close)])
    study = engine.run(wave, variants.PARAMS, [even], warm_up=50)
    found = random_timing(study)
    # Moves that wrap join the end to the beginning, so only the middle must agree.
    assert found.figure("middle_won") == pytest.approx(found.figure("own_won"), rel=0.01)


def test_the_same_seed_draws_the_same():
    for check in (random_timing, resampled):
        assert check(STUDY, seed=3) == check(STUDY, seed=3)


def test_draws_of_equal_trades_have_one_end():
    same = tuple(replace_pnl(trade, 1_000) for trade in STUDY.trades)
    found = resampled(replace(STUDY, trades=same))
    end = engine.START + 1_000 * len(same)
    assert {found.figure(n) for n in ("low_won", "middle_won", "high_won")} == {end}
    assert (found.figure("fall_ratio"), found.verdict) == (0.0, Verdict.OK)


def replace_pnl(trade, won):
    return trade._replace(pnl5=won * CENTI_MILLI)


def test_quantiles_of_the_ends_are_those_of_tossed_coins():
    # 400 trades of 100,000 won either way: the sum has a deviation of 20 x 100,000.
    coins = tuple(replace_pnl(STUDY.trades[0], (-1) ** n * 100_000) for n in range(400))
    found = resampled(replace(STUDY, trades=coins), draws=20_000)
    assert found.figure("middle_won") == pytest.approx(engine.START, abs=100_000)
    assert found.figure("low_won") == pytest.approx(engine.START - 1.645 * 2e6, abs=150_000)
    assert found.figure("high_won") == pytest.approx(engine.START + 1.645 * 2e6, abs=150_000)


def test_one_lucky_trade_makes_a_fragile_profit():
    trades = [replace_pnl(trade, -100_000) for trade in STUDY.trades[:29]]
    lucky = replace_pnl(STUDY.trades[0], 29 * 100_000 + 50_000)
    found = resampled(replace(STUDY, trades=(*trades, lucky)))
    assert found.verdict is Verdict.WARNING
    assert found.figure("low_won") < engine.START


def test_few_trades_are_not_drawn():
    assert resampled(replace(STUDY, trades=STUDY.trades[:9])).verdict is Verdict.NOT_VERIFIED


@pytest.mark.parametrize("check", [delay, too_good, random_timing, resampled])
def test_without_a_trade_nothing_is_verified(check):
    assert check(IDLE).verdict is Verdict.NOT_VERIFIED


def test_a_head_start_of_one_bar_is_worth_more_than_one():
    rule = variants.variant("rule", variants.CLEAN["momentum 1"])
    study = engine.run(
        rule, variants.PARAMS, MARKET, filling=Filling.SAME_OPEN, warm_up=variants.WARM_UP
    )
    found = delay(study)
    assert found.verdict is Verdict.FAIL
    assert found.figure("now") - found.figure("later") > 3 * found.figure("error") > 0


def test_a_change_that_few_sessions_explain_is_only_a_warning():
    rule = variants.variant("rule", variants.CLEAN["momentum 1"])
    for seed in range(1, 60):
        market = [one.until(STUDY.days[12]) for one in engine.market(seed, symbols=3)]
        found = delay(engine.run(rule, variants.PARAMS, market, warm_up=variants.WARM_UP))
        assert found.verdict is not Verdict.FAIL, seed


def test_too_good_needs_a_year_to_be_more_than_luck():
    strategy = variants.variant("prophet", variants.LEAKS["next close"])
    study = engine.run(strategy, variants.PARAMS, MARKET, warm_up=variants.WARM_UP)
    short = [one.until(study.days[60]) for one in MARKET]
    brief = engine.run(strategy, variants.PARAMS, short, warm_up=variants.WARM_UP)
    assert too_good(study).verdict is Verdict.FAIL
    assert too_good(brief).verdict is Verdict.WARNING
    assert too_good(STUDY).verdict is Verdict.OK


def test_holding_all_the_time_does_not_mind_a_bar():
    study = engine.run(ALWAYS, variants.PARAMS, MARKET, warm_up=variants.WARM_UP)
    found = delay(study)
    assert found.verdict is Verdict.OK
    assert found.figure("now") == pytest.approx(found.figure("later"), abs=0.1)


# Walk forward.


def test_windows_learn_first_and_live_after_until_the_end():
    walked = walk_forward(np.random.default_rng(1).normal(0, 0.01, (5, 103)), windows=4, learn=3)
    assert [one.learned for one in walked.windows] == [(5, 47), (19, 61), (33, 75), (47, 89)]
    assert [one.lived for one in walked.windows] == [(47, 61), (61, 75), (75, 89), (89, 103)]
    assert len(walked.returns) == 56


@given(seed=st.integers(0, 1_000), rows=st.integers(1, 6), columns=st.integers(14, 120))
def test_what_is_lived_was_never_learned_on(seed, rows, columns):
    returns = np.random.default_rng(seed).normal(0, 0.01, (rows, columns))
    walked = walk_forward(returns)
    # Whatever the future holds, the choice stays: replace all that is lived after it.
    for n, one in enumerate(walked.windows):
        other = returns.copy()
        other[:, one.lived[0] :] = np.random.default_rng(seed + 1).normal(
            0, 0.02, (rows, columns - one.lived[0])
        )
        assert walk_forward(other).windows[n].choice == one.choice
    ends = [one.lived for one in walked.windows]
    assert all(a[1] == b[0] for a, b in pairwise(ends))
    assert ends[-1][1] == columns


def test_the_best_of_the_stretch_is_chosen():
    returns = np.full((3, 70), -0.001)
    returns[:, ::2] = 0.001
    returns[1, :40] += 0.002
    returns[2, 40:] += 0.002
    choices = [one.choice for one in walk_forward(returns).windows]
    assert (choices[0], choices[-1]) == (1, 2)


def test_a_choice_that_vanishes_outside_is_a_warning():
    coins = np.random.default_rng(8).normal(0, 0.01, (200, 700))
    found = walk_forward_finding(coins - coins.mean(axis=1, keepdims=True) - 0.0004)
    assert found.verdict is Verdict.WARNING
    assert found.figure("inside") > 0 >= found.figure("outside")


def test_a_lasting_edge_is_kept():
    edge = np.random.default_rng(9).normal(0.001, 0.01, (1, 700))
    found = walk_forward_finding(np.concatenate([edge, np.zeros((2, 700))]))
    assert (found.verdict, found.figure("choices")) == (Verdict.OK, 1)


def test_losses_inside_leave_nothing_to_compare():
    losing = np.random.default_rng(10).normal(-0.002, 0.01, (3, 700))
    assert walk_forward_finding(losing).verdict is Verdict.NOT_VERIFIED


@pytest.mark.parametrize(("columns", "windows"), [(13, 4), (100, 0), (0, 1)])
def test_too_few_sessions_are_refused_with_what_is_allowed(columns, windows):
    with pytest.raises(InputError, match="ask for fewer"):
        walk_forward(np.zeros((2, columns)), windows=windows)
