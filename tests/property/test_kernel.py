"""The compiled loop and the event backtest give the same run: each fill, each won, each count."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from core.backtest.event import run_event
from core.backtest.kernel_layout import market_of
from core.backtest.kernel_outcome import Figures, Outcome
from core.backtest.kernel_run import run_kernel
from core.backtest.result import Result
from core.backtest.statistics import drawdown, statistics
from core.backtest.sweep.brief import of_outcome, of_result
from core.backtest.trades import trades_of
from core.registry import discover
from core.strategies.base import STRATEGIES, Strategy, StrategyParams, parse_params
from tests.dice import Dice
from tests.wild import Wild, dice, futures, markets

discover("core.strategies")
PRESETS = [(strategy, name) for _, strategy in STRATEGIES for name in strategy.PRESETS]
# 340 markets of one symbol and 160 of some.
MARKETS = 500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for compiled code that the workers of one test run share."""
    return tmp_path_factory.getbasetemp().parent / "kernels"


def both(
    strategy: type[Strategy], params: StrategyParams, wild: Wild, folder: Path
) -> tuple[Result, Outcome]:
    """Run a market through both engines, which must agree; gives what they agreed on."""
    market = market_of(wild.series, wild.settings.until)
    outcome = run_kernel(strategy, params, market, wild.settings, folder=folder)
    expected = run_event(strategy, params, wild.series, wild.settings)
    found = outcome.result()
    for field in Result.__slots__:
        ours, theirs = getattr(found, field), getattr(expected, field)
        assert ours == theirs, f"{field} differs; seed {wild.seed}, {params}"
    return expected, outcome


@pytest.mark.slow
@pytest.mark.parametrize(("strategy", "preset"), PRESETS, ids=[name for _, name in PRESETS])
def test_every_preset_gives_the_same_run(strategy, preset, folder):
    params = parse_params(strategy, strategy.PRESETS[preset])
    fills = 0
    for wild in markets(MARKETS, seconds=strategy.bar_seconds):
        fills += len(both(strategy, params, wild, folder)[0].fills)
    assert fills > 50


@pytest.mark.slow
def test_every_kind_of_order_gives_the_same_run(folder):
    seen: set[str] = set()
    for wild in markets(MARKETS):
        result, outcome = both(Dice, dice(wild.seed), wild, folder)
        seen |= {fill.reason for fill in result.fills} | set(result.skipped)
        check_figures(outcome, result, wild)
    assert seen >= {
        "thrown", "week", "stop", "take", "exit_pending", "size", "cash", "slots", "gap",
        "untradable", "lapsed", "limit", "before_from", "day_loss", "weight", "volume",
    }  # fmt: skip


@pytest.mark.slow
def test_contracts_and_shorts_give_the_same_run(folder):
    seen: set[str] = set()
    calls = 0
    for wild in map(futures, markets(MARKETS)):
        result, outcome = both(Dice, dice(wild.seed, shorts=1), wild, folder)
        seen |= {fill.reason for fill in result.fills}
        calls += result.margin_calls
        check_figures(outcome, result, wild)
    assert seen >= {"thrown", "week", "stop", "take", "margin", "expiry"}
    assert calls > 0


@pytest.mark.slow
def test_bars_within_sessions_give_the_same_run(folder):
    for wild in markets(MARKETS // 2, seconds=300):
        both(Dice, dice(wild.seed), wild, folder)


def check_figures(outcome: Outcome, result: Result, wild: Wild) -> None:
    """Hold what the loop reckons on its way to what is reckoned from the whole run."""
    figures: Figures = outcome.figures
    if not result.days:
        assert figures.points == 0
        return
    assert of_outcome(outcome) == of_result(result, start5=wild.settings.cash5), wild.seed
    start5, trades = wild.settings.cash5, trades_of(result)
    reckoned = statistics(result, trades, start5=start5)
    assert (figures.start5, figures.end5) == (start5, reckoned.end5)
    assert (figures.fee5, figures.tax5) == (reckoned.fee5, reckoned.tax5)
    assert (figures.trades, figures.wins) == (reckoned.trades, reckoned.wins)
    assert figures.gained5 - figures.lost5 == reckoned.closed5
    assert figures.points == len(result.equity5)
    assert math.isclose(figures.exposure, reckoned.exposure, abs_tol=1e-12)
    assert math.isclose(figures.drawdown, drawdown([start5, *result.equity5])[0], abs_tol=1e-12)
