"""One door to a run: which engine lives through the bars is a matter of speed, not of results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from core.backtest.event import run_event
from core.backtest.kernel_layout import market_of
from core.backtest.kernel_run import kernels, run_kernel
from core.backtest.market import Series
from core.backtest.result import Result
from core.backtest.settings import Backtest
from core.errors import CannotCompile
from core.strategies.base import Strategy, StrategyParams

# The event backtest lives through some 100,000 bars a second; the compiled loop is ready after a
# second, and after a dozen when it must be compiled first.
_WARM_BARS, _COLD_BARS = 300_000, 2_000_000


class Engine(StrEnum):
    """Who runs a backtest; AUTO takes what is sooner done."""

    AUTO = "auto"
    EVENT = "event"
    KERNEL = "kernel"


class Heard(StrEnum):
    """What a person may want to hear while a run begins."""

    COMPILES = "compiles"  # once for each strategy and version: it takes some seconds
    CANNOT_COMPILE = "cannot_compile"  # the event backtest runs it instead, slower


def run(
    strategy: type[Strategy],
    params: StrategyParams,
    market: Sequence[Series],
    settings: Backtest,
    *,
    engine: Engine = Engine.AUTO,
    folder: Path | None = None,
    times: int = 1,
    heard: Callable[[Heard], None] = lambda _: None,
) -> dict[str, Result]:
    """Give one result by its symbol each, or of all together under ``portfolio``.

    `folder` is where compiled code is kept; without one it is compiled anew in every process.
    `times` says how many such runs are to come.
    """
    runs = {"portfolio": market} if settings.portfolio else {one.symbol: [one] for one in market}
    plans = {name: listed_together(settings, some) for name, some in runs.items()}

    def by_events() -> dict[str, Result]:
        return {n: run_event(strategy, params, some, plans[n]) for n, some in runs.items()}

    bars = times * sum(len(one) for one in market)
    # The compiled loop knows one tax and one grid for all of an account.
    mixed = any(plan.listings for plan in plans.values())
    if mixed or not _compiled(strategy, engine, bars, folder, heard):
        return by_events()
    try:
        return {
            name: run_kernel(
                strategy, params, market_of(some, settings.until), plans[name], folder=folder
            ).result()
            for name, some in runs.items()
        }
    except CannotCompile:
        heard(Heard.CANNOT_COMPILE)
        return by_events()


def listed_together(settings: Backtest, market: Sequence[Series]) -> Backtest:
    """Give the settings without listings where all symbols of an account have the same one."""
    places = {settings.listing(one.symbol) for one in market}
    return settings.of(market[0].symbol) if len(places) == 1 else settings


def engine_for(
    strategy: type[Strategy],
    params: StrategyParams,
    market: Sequence[Series],
    settings: Backtest,
    *,
    times: int,
    folder: Path | None = None,
    heard: Callable[[Heard], None] = lambda _: None,
) -> Engine:
    """Choose who does so many runs, and compile ahead where that pays.

    Never AUTO, so that nobody who is told tries again what cannot be compiled.
    """
    bars = times * sum(len(one) for one in market)
    if not _compiled(strategy, Engine.AUTO, bars, folder, heard):
        return Engine.EVENT
    told: list[Heard] = []
    run(strategy, params, market, settings, engine=Engine.KERNEL, folder=folder, heard=told.append)
    if Heard.CANNOT_COMPILE not in told:
        return Engine.KERNEL
    heard(Heard.CANNOT_COMPILE)
    return Engine.EVENT


def _compiled(
    strategy: type[Strategy],
    engine: Engine,
    bars: int,
    folder: Path | None,
    heard: Callable[[Heard], None],
) -> bool:
    """Tell whether the compiled loop runs it, and that it must be compiled first if so."""
    if engine is Engine.EVENT or (engine is Engine.AUTO and bars < _WARM_BARS):
        return False
    try:
        warm = kernels(folder).of(strategy).warm
    except CannotCompile:
        heard(Heard.CANNOT_COMPILE)
        return False
    if engine is Engine.AUTO and bars < _COLD_BARS and not warm:
        return False
    if not warm:
        heard(Heard.COMPILES)
    return True
