"""All checks together: what they judge, what they say, and that nothing else moves them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import LANGUAGES, Catalogue
from core.backtest.guards.breaks import breaks
from core.backtest.guards.examine import CHECKS, examine, trial_of, trials
from core.backtest.guards.fills import fills
from core.backtest.guards.finding import Verdict, finding, worst
from core.backtest.guards.study import together
from core.backtest.market import daily
from core.strategies.base import params_hash
from tests.leaks import engine, variants
from tests.leaks.engine import Filling
from tests.leaks.test_leaks import demerged

AT = datetime(2026, 3, 2, tzinfo=UTC)
MARKET = engine.market(21, symbols=3)
RULE = variants.variant("rule", variants.CLEAN["crossing 5/20"])
STUDY = engine.run(RULE, variants.PARAMS, MARKET, warm_up=variants.WARM_UP)
IDLE = engine.run(
    variants.variant("idle", lambda bars: -np.ones(len(bars.close))), variants.PARAMS, MARKET,
    warm_up=variants.WARM_UP,
)  # fmt: skip


def test_the_same_run_and_seed_give_the_same_findings():
    assert examine(STUDY, seed=5) == examine(STUDY, seed=5)
    assert [found.name for found in examine(STUDY)] == [*CHECKS, "trials"]


def test_a_run_without_a_trade_is_never_called_clean():
    judged = {found.name: found.verdict for found in examine(IDLE)}
    hollow = {"lookahead", "fills", "recursion", "delay", "too_good", "random_timing",
              "resampled", "trials"}  # fmt: skip
    assert {name for name, verdict in judged.items() if verdict is Verdict.NOT_VERIFIED} == hollow


def test_every_finding_has_words_in_both_languages():
    studies = [STUDY, IDLE]
    for kind in Filling:
        rule = variants.variant("rule", variants.CLEAN["momentum 1"])
        studies.append(
            engine.run(rule, variants.PARAMS, MARKET, filling=kind, warm_up=variants.WARM_UP)
        )
    prophet = variants.variant("prophet", variants.LEAKS["next close"])
    studies.append(engine.run(prophet, variants.PARAMS, MARKET, warm_up=variants.WARM_UP))
    found = {(one.name, one.case): one for study in studies for one in examine(study)}
    assert len(found) >= 20
    for language in LANGUAGES:
        words = Catalogue(language)
        for one in found.values():
            assert words.has(f"guard.{one.name}")
            assert words.has(f"guard.verdict.{one.verdict.value}")
            text = words.saying(one.words)
            assert text != one.words.key
            assert "—" not in text, (language, one)


def test_trial_of_a_run_counts_what_was_run():
    trial = trial_of(STUDY, AT)
    assert trial.params_hash == params_hash(RULE, variants.PARAMS)
    assert (trial.first, trial.last) == (STUDY.days[0], STUDY.days[-1])
    assert trial.sessions == len(STUDY.days)
    assert trial.sharpe == pytest.approx(STUDY.returns.mean() / STUDY.returns.std(ddof=1))
    assert trial_of(IDLE, AT).sharpe is None


def test_trials_that_did_not_trade_still_count():
    tried = [replace(trial_of(IDLE, AT), params_hash=str(n)) for n in range(7)]
    assert trials(STUDY, [*tried, trial_of(STUDY, AT)]).figure("trials") == 8


def test_accounts_of_one_symbol_are_looked_at_as_one():
    alone = [engine.run(RULE, variants.PARAMS, [one], warm_up=variants.WARM_UP) for one in MARKET]
    one = together(alone)
    profits = zip(*(study.result.equity5 for study in alone), strict=True)
    assert [sum(money) for money in profits] == list(one.result.equity5)
    assert one.start5 == 3 * STUDY.start5
    # The same fills as of one account, and so the same looks at them.
    assert one.result.fills == STUDY.result.fills
    assert one.trades == STUDY.trades
    assert CHECKS["lookahead"](one, 0) == CHECKS["lookahead"](STUDY, 0)
    assert CHECKS["fills"](one, 0) == CHECKS["fills"](STUDY, 0)


def test_accounts_that_begin_later_hold_their_money_before():
    late = engine.run(RULE, variants.PARAMS, [MARKET[1]], warm_up=variants.WARM_UP + 100)
    early = engine.run(RULE, variants.PARAMS, [MARKET[0]], warm_up=variants.WARM_UP)
    one = together([early, late])
    assert one.result.equity5[50] == early.result.equity5[50] + late.start5
    assert one.result.equity5[-1] == early.result.equity5[-1] + late.result.equity5[-1]


def test_runs_of_other_strategies_do_not_belong_together():
    with pytest.raises(ValueError, match="go together"):
        together([STUDY, IDLE])
    with pytest.raises(ValueError, match="go together"):
        together([])


# Fills.


def test_honest_fills_pass_and_are_counted():
    found = fills(STUDY)
    assert (found.verdict, found.figure("fills")) == (Verdict.OK, len(STUDY.result.fills))


def test_a_price_better_than_the_whole_bar_is_impossible_a_worse_one_is_not():
    first = STUDY.result.fills[0]
    series = next(one for one in MARKET if one.symbol == first.symbol)
    low, high = int(series.low[first.at]), int(series.high[first.at])
    found = fills(_with(first._replace(price=low - 100), 0))
    assert (found.verdict, found.figure("impossible")) == (Verdict.FAIL, 1)
    # What impact adds may lie beyond the bar.
    assert fills(_with(first._replace(price=high + 100), 0)).verdict is Verdict.OK


def test_an_exit_that_beats_the_market_is_unasked_but_a_target_is_not():
    at = next(n for n, fill in enumerate(STUDY.result.fills) if fill.reason == "signal")
    sale = STUDY.result.fills[at]
    series = next(one for one in MARKET if one.symbol == sale.symbol)
    top = sale._replace(price=int(series.high[sale.at]))
    assert fills(_with(top, at)).figure("unasked") == 1
    assert fills(_with(top._replace(reason="take"), at)).verdict is Verdict.OK
    late = top._replace(reason="expiry", price=int(series.high[sale.at]) + 100)
    assert fills(_with(late, at)).verdict is Verdict.OK


def test_nothing_is_filled_while_a_symbol_is_halted():
    first = STUDY.result.fills[0]
    tracks = tuple(_halted(track, first) for track in STUDY.tracks)
    assert fills(replace(STUDY, tracks=tracks)).figure("impossible") >= 1


def _halted(track, fill):
    if track.symbol != fill.symbol:
        return track
    volume = track.bars.volume.copy()
    volume[fill.at] = 0
    return track._replace(bars=track.bars._replace(volume=volume))


def _with(fill, at):
    made = (*STUDY.result.fills[:at], fill, *STUDY.result.fills[at + 1 :])
    return replace(STUDY, result=replace(STUDY.result, fills=made))


# Breaks.


def test_a_jump_that_nobody_held_is_only_counted():
    market = [demerged(one, 60, 21, 1.8) for one in MARKET]
    found = breaks(engine.run(RULE, variants.PARAMS, market, warm_up=variants.WARM_UP))
    assert (found.verdict, found.figure("jumps")) == (Verdict.OK, 0)
    late = [demerged(one, 500, 21, 1.8) for one in MARKET]
    idle = engine.run(IDLE.strategy, variants.PARAMS, late, warm_up=variants.WARM_UP)
    assert (breaks(idle).verdict, breaks(idle).figure("jumps")) == (Verdict.OK, 3)


def test_a_jump_that_was_held_is_shown_with_what_it_brought():
    market = [demerged(MARKET[0], 500, 21, 1.45), *MARKET[1:]]
    holder = variants.variant("holder", lambda bars: np.ones(len(bars.close)))
    study = engine.run(holder, variants.PARAMS, market, warm_up=variants.WARM_UP)
    found = breaks(study)
    entry = next(fill for fill in study.result.fills if fill.symbol == MARKET[0].symbol)
    jump = int(market[0].open[500]) - int(market[0].close[478])
    assert found.verdict is not Verdict.OK
    assert found.figure("jump_won") == entry.qty * jump
    assert "21d" in found.figure("shown")


def test_a_halt_alone_is_no_jump():
    market = [demerged(one, 500, 10, 1.0) for one in MARKET]
    found = breaks(engine.run(IDLE.strategy, variants.PARAMS, market, warm_up=150))
    assert (found.figure("halts"), found.figure("jumps")) == (3, 0)


def test_minutes_are_looked_at_by_session():
    one = demerged(MARKET[0], 500, 21, 1.8)
    assert breaks(_by_halves(one)).figure("jumps") == 1


def _by_halves(series):
    """Split every bar of a run that holds nothing into two within its session."""
    study = engine.run(IDLE.strategy, variants.PARAMS, [series], warm_up=variants.WARM_UP)
    track = study.tracks[0]
    twice = track.bars._make(
        None if column is None else np.repeat(column, 2) for column in track.bars
    )
    return replace(study, tracks=(track._replace(bars=twice, first=track.first * 2),))


def test_prices_below_a_won_are_looked_at_too():
    days = MARKET[0].day[:400]
    price = np.full(400, 30_000)
    cheap = daily("000001", days, (price, price, price, price), np.arange(400), scale=100_000)
    study = engine.run(IDLE.strategy, variants.PARAMS, [cheap], warm_up=variants.WARM_UP)
    assert breaks(study).verdict is Verdict.OK


# Findings.


@given(value=st.floats(allow_nan=True, allow_infinity=True))
def test_only_numbers_become_figures(value):
    if math.isfinite(value):
        made = finding("delay", Verdict.OK, "ok", now=value)
        assert made.figure("now") == value
        assert "-0.00" not in dict(made.words.fields)["now"].split()
    else:
        with pytest.raises(ValueError, match="now is not finite"):
            finding("delay", Verdict.OK, "ok", now=value)


@given(verdicts=st.lists(st.sampled_from(Verdict)))
def test_the_gravest_verdict_counts(verdicts):
    found = tuple(finding("delay", verdict, "ok") for verdict in verdicts)
    assert worst(found) == max(verdicts, key=list(Verdict).index, default=Verdict.OK)
