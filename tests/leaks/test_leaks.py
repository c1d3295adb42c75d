"""Every planted leak is found, and no honest strategy is accused. Markets are seeded walks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from core.backtest.guards.examine import examine, trial_of
from core.backtest.guards.finding import Finding, Verdict
from core.backtest.guards.study import Study
from core.backtest.market import Series, daily
from core.memory_trials import MemoryTrials
from core.strategies.base import Strategy
from tests.leaks import engine, variants
from tests.leaks.engine import Filling

AT = datetime(2026, 3, 2, tzinfo=UTC)
SEED = 20_261_121


def failing(findings: tuple[Finding, ...]) -> set[str]:
    return {found.name for found in findings if found.verdict is Verdict.FAIL}


def lived(strategy: type[Strategy], seed: int, filling: Filling = Filling.NEXT_OPEN) -> Study:
    print("seed", seed)
    return engine.run(
        strategy, variants.PARAMS, engine.market(seed), filling=filling, warm_up=variants.WARM_UP
    )


def test_as_many_are_planted_as_were_asked_for():
    assert len(variants.LEAKS) + len(Filling) - 1 + 2 >= 20
    assert len(variants.CLEAN) == 50


@pytest.mark.parametrize("name", variants.LEAKS)
def test_a_column_that_reads_the_future_is_found(name):
    seed = SEED + list(variants.LEAKS).index(name)
    study = lived(variants.variant(name, variants.LEAKS[name]), seed)
    assert study.result.fills
    assert "lookahead" in failing(examine(study))


@pytest.mark.parametrize("filling", [one for one in Filling if one is not Filling.NEXT_OPEN])
@pytest.mark.parametrize("name", ["reversal 1", "momentum 1", "crossing 3/10"])
def test_a_fill_that_nobody_could_get_is_found(filling, name):
    study = lived(variants.variant(name, variants.CLEAN[name]), SEED, filling)
    assert "fills" in failing(examine(study))


@pytest.mark.parametrize("name", ["momentum 1", "momentum 3", "crossing 3/10"])
def test_earning_the_signals_own_bar_shows_when_everything_comes_a_bar_later(name):
    study = lived(variants.variant(name, variants.CLEAN[name]), SEED, Filling.SAME_OPEN)
    assert {"delay", "too_good"} <= failing(examine(study))


FLAT = engine.market(SEED, symbols=1)


def coin(seed: int) -> Study:
    """Let an arbitrary wave over the price decide: there is no skill in it."""
    width, phase = np.random.default_rng(seed).uniform((0.05, 0), (0.3, 6))
    strategy = variants.variant("coin", lambda bars: np.sin(np.log(bars.close) / width * 6 + phase))
    return engine.run(strategy, variants.PARAMS, FLAT, warm_up=variants.WARM_UP)


def test_the_best_of_two_hundred_coins_is_told_from_skill():
    log = MemoryTrials()
    studies = [coin(SEED + n) for n in range(200)]
    log.note(
        replace(trial_of(study, AT), params_hash=f"{n:064x}") for n, study in enumerate(studies)
    )
    best = max(studies, key=lambda study: study.returns.mean() / study.returns.std())
    tried = log.of("coin", first=date(2000, 1, 1), last=date(2030, 1, 1))

    assert len(tried) == 200
    assert "trials" not in failing(examine(best))
    assert failing(examine(best, tried)) == {"trials"}


def demerged(series: Series, at: int, halted: int, factor: float) -> Series:
    """Halt a series and let it reopen at another base price, as after a demerger."""
    prices = [
        np.concatenate([column[:at], np.rint(column[at:] * factor / 500) * 500]).astype(np.int64)
        for column in (series.open, series.high, series.low, series.close)
    ]
    volume = series.volume.copy()
    for column in prices:
        column[at - halted : at] = prices[3][at - halted - 1]
    volume[at - halted : at] = 0
    return daily(series.symbol, series.day, tuple(prices), volume)


def test_profit_from_a_demerger_is_found():
    market = [demerged(one, 500, 21, 2.6) for one in engine.market(SEED, symbols=3)]
    holder = variants.variant("holder", lambda bars: np.ones(len(bars.close)))
    study = engine.run(holder, variants.PARAMS, market, warm_up=variants.WARM_UP)
    assert "breaks" in failing(examine(study))


@pytest.mark.parametrize("name", variants.CLEAN)
def test_an_honest_column_is_not_accused(name):
    seed = SEED + list(variants.CLEAN).index(name)
    study = lived(variants.variant(name, variants.CLEAN[name]), seed)
    findings = examine(study, [trial_of(study, AT)])
    assert study.result.fills
    assert failing(findings) == set()
    assert {found.name: found.verdict for found in findings}["lookahead"] is Verdict.OK
