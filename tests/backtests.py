"""Runs of the real engine on random markets, told as stories for whatever shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.backtest_story import Story, story_of
from core.backtest.costs import in_force
from core.backtest.guards.judge import judge
from core.backtest.market import Series, from_bars
from core.backtest.request import strategy_of
from core.backtest.run import run
from core.backtest.settings import Backtest
from core.domain.bar import Bar
from core.memory_trials import MemoryTrials
from core.registry import discover
from tests.leaks.engine import market
from tests.series import CALENDAR

AT = datetime(2026, 3, 2, tzinfo=UTC)
WARM = 250


def story(
    name: str = "bollinger",
    *,
    seed: int = 7,
    symbols: int = 1,
    count: int = 700,
    sets: tuple[str, ...] = (),
    settings: Backtest | None = None,
    **more: Any,
) -> Story:
    """Run a strategy over some symbols that share one account, and judge it."""
    discover("core.strategies")
    series = market(seed, symbols=symbols, count=count)
    first = date.fromordinal(int(series[0].day[WARM]))
    plan = replace(settings or in_force(CALENDAR), portfolio=symbols > 1, since=first)
    return _told(name, sets, series, plan, **more)


def story_of_bars(
    name: str, bars: Sequence[Bar], *, since: date | None = None, until: date | None = None
) -> Story:
    """Run a strategy over the stored bars of one symbol."""
    discover("core.strategies")
    plan = replace(in_force(CALENDAR), since=since, until=until)
    return _told(name, (), [from_bars(bars)], plan)


def _told(
    name: str, sets: Sequence[str], series: Sequence[Series], plan: Backtest, **more: Any
) -> Story:
    strategy, params = strategy_of(name, sets)
    results = run(strategy, params, series, plan)
    judged = judge(strategy, params, series, results, plan=plan, log=MemoryTrials(), at=AT)
    assert judged is not None
    return story_of(name, plan, judged, **more)
