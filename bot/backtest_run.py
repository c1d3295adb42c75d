"""`gaemi backtest`: reads what was asked, runs it, shows tables and writes the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from bot.backtest_checks import judged, kernels_of, show_judgement
from bot.backtest_files import write_run, write_shown
from bot.backtest_plan import assumed_plan
from bot.backtest_prices import prices_of
from bot.backtest_text import show
from bot.listed import unknown
from bot.locale.catalogue import Catalogue
from bot.own_files import load_strategies
from bot.param_file import read_params
from core.backtest.prices import within
from core.backtest.request import period_of, strategy_of
from core.backtest.run import Engine, run
from core.settings import Settings
from core.strategies.own import as_own


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line, as typed."""

    strategy: str
    symbols: str = ""
    since: str | None = None
    until: str | None = None
    data: Path | None = None
    sets: Sequence[str] = ()
    portfolio: bool = False
    reference: bool = False
    adjusted: bool = False
    json: Path | None = None
    params: Path | None = None
    html: Path | None = None
    png: Path | None = None
    commission: str = ""
    market: str = ""
    engine: Engine = Engine.AUTO


def run_backtest(settings: Settings, asked: Asked) -> None:
    """Run what was asked for; raises InputError that says what was found and what is allowed."""
    out, words = Console(), Catalogue(settings.lang)
    load_strategies(settings, asked.strategy, out, words)
    kept = read_params(asked.params) if asked.params else {}
    pairs = [f"{name}={value}" for name, value in kept.items()]
    # What is typed stands above what is kept in a file.
    strategy, params = strategy_of(asked.strategy, [*pairs, *asked.sets])
    since, until = period_of(asked.since, asked.until)
    prices = prices_of(settings, asked.symbols, asked.data, fix=asked.adjusted)
    within(prices, since, until)
    symbols = [one.symbol for one in prices.series]
    assumed = assumed_plan(
        symbols, commission=asked.commission, usual=settings.commission, market=asked.market,
        reference=asked.reference,
    )  # fmt: skip
    plan = replace(assumed, portfolio=asked.portfolio, since=since, until=until)
    results = as_own(strategy, lambda: run(
        strategy, params, prices.series, plan, engine=asked.engine, folder=kernels_of(settings),
        heard=lambda what: out.print(words.t(f"backtest.{what}"), markup=False),
    ))  # fmt: skip
    if asked.json is not None:
        write_run(asked.json, asked.strategy, plan, results, adjusted=asked.adjusted)
    show(out, words, asked.strategy, plan, prices, results)
    guessed = [] if asked.reference else unknown(symbols, asked.market)
    if guessed:
        out.print(words.t("backtest.guessed", list=", ".join(guessed)), markup=False)
    found = as_own(
        strategy, lambda: judged(settings, strategy, params, prices.series, plan, results)
    )
    if found is not None:
        show_judgement(out, words, found)
    write_shown(
        asked.strategy, plan, found, words, rejects=prices.rejects, adjusted=asked.adjusted,
        html=asked.html, png=asked.png,
    )  # fmt: skip
