"""What was typed after `gaemi sweep`, and the plan that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from bot.backtest_plan import assumed_plan
from bot.backtest_prices import prices_of
from bot.locale.catalogue import Catalogue
from bot.own_files import load_strategies
from core.backtest.prices import Prices, within
from core.backtest.request import period_of, strategy_of
from core.backtest.sweep.plan import Plan, Question, make_plan
from core.backtest.sweep.space import read_space
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line, as typed."""

    strategy: str
    symbols: str = ""
    since: str | None = None
    until: str | None = None
    data: Path | None = None
    space: Sequence[str] = ()
    sets: Sequence[str] = ()
    method: str = "grid"
    trials: int | None = None
    seed: int = 0
    metric: str = "sharpe"
    held_out: Decimal = Decimal("0.25")
    workers: int | None = None
    cluster: str = ""
    reference: bool = False
    adjusted: bool = False
    resume: bool = False
    top: int = 10
    store: Path | None = None
    json: Path | None = None
    commission: str = ""
    market: str = ""


def read_plan(
    settings: Settings, asked: Asked, out: Console, words: Catalogue, *, at: datetime
) -> tuple[Plan, Prices]:
    """Load strategies, read prices and make the plan.

    Raises InputError that says what is allowed; strategies that were left out are printed.
    """
    load_strategies(settings, asked.strategy, out, words)
    strategy, params = strategy_of(asked.strategy, asked.sets)
    names = {pair.partition("=")[0] for pair in asked.sets}
    space = read_space(strategy, asked.space, params.model_dump(mode="json"), names)
    since, until = period_of(asked.since, asked.until)
    prices = prices_of(settings, asked.symbols, asked.data, fix=asked.adjusted)
    within(prices, since, until)
    assumed = assumed_plan(
        [one.symbol for one in prices.series],
        commission=asked.commission, usual=settings.commission, market=asked.market,
        reference=asked.reference,
    )  # fmt: skip
    question = Question(
        space, asked.method, asked.metric, asked.trials, asked.seed, asked.held_out
    )  # fmt: skip
    base = replace(assumed, since=since, until=until)
    return make_plan(question, prices.series, base, at=at), prices
