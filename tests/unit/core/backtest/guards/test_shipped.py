"""The shipped strategies in the engine that people read: they pass every check that can fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.backtest.adjust import adjusted
from core.backtest.event import run_event
from core.backtest.guards.breaks import breaks
from core.backtest.guards.examine import examine
from core.backtest.guards.finding import Finding, Verdict
from core.backtest.guards.study import Study, study, together
from core.backtest.market import Series, read_series
from core.backtest.settings import REFERENCE
from core.registry import discover
from core.strategies.base import STRATEGIES, Strategy, parse_params
from tests.leaks.engine import market

discover("core.strategies")
WALKS = market(77, symbols=4, count=1_000)
SINCE, UNTIL = date(2015, 1, 2), date(2017, 12, 28)
PRESETS = [
    pytest.param(strategy, given, id=preset)
    for _, strategy in STRATEGIES
    for preset, given in (strategy.PRESETS or {strategy.name: {}}).items()
]


def lived(
    strategy: type[Strategy], given: dict[str, Any], series: tuple[Series, ...], *, shared: bool
) -> Study:
    """Run one account over all symbols, or an account for each of them."""
    params = parse_params(strategy, given)
    settings = replace(REFERENCE, since=SINCE, until=UNTIL, portfolio=shared)
    groups = [series] if shared else [(one,) for one in series]
    return together(
        [
            study(
                strategy, params, group, run_event(strategy, params, group, settings),
                start5=settings.cash5,
            )
            for group in groups
        ]
    )  # fmt: skip


def failing(one: Study) -> set[str]:
    return {found.name for found in examine(one) if found.verdict is Verdict.FAIL}


@pytest.mark.parametrize("shared_cash", [True, False])
@pytest.mark.parametrize(("strategy", "given_"), PRESETS)
def test_shipped_presets_pass_on_walks(strategy, given_, shared_cash):
    assert failing(lived(strategy, given_, WALKS, shared=shared_cash)) == set()


@pytest.mark.parametrize(("strategy", "given_"), PRESETS)
def test_shipped_presets_pass_on_real_prices(strategy, given_, shared: Path):
    files = sorted((shared / "data" / "krx_daily").glob("[0-9]*.csv"))
    series = tuple(read_series(path)[0] for path in files[:6])
    assert failing(lived(strategy, given_, series, shared=True)) == set()


def test_naver_held_over_its_demerger_is_told(shared: Path):
    # 035420 opens 64.7 % higher on 2013-08-29 after 21 halted days; no holder had that gain.
    raw = read_series(shared / "data" / "krx_daily" / "035420.csv")[0]
    found, mended = (_breaks(series) for series in (raw, adjusted(raw)))
    assert (found.verdict, found.figure("jump_won")) == (Verdict.FAIL, 7_750_816)
    assert found.figure("shown") == "035420 2013-08-29 +64.7% / 21d"
    assert (mended.verdict, mended.figure("jumps")) == (Verdict.OK, 0)


def _breaks(series: Series) -> Finding:
    strategy = STRATEGIES.get("macd")
    settings = replace(REFERENCE, since=date(2013, 1, 2), until=date(2013, 12, 30))
    params = parse_params(strategy, {})
    result = run_event(strategy, params, (series,), settings)
    return breaks(study(strategy, params, (series,), result, start5=settings.cash5))
