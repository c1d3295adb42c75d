"""What stands under the table of a backtest: figures of all accounts, and what the checks found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.assemble import open_trial_log
from bot.locale.catalogue import Catalogue
from core.backtest.guards.judge import Judgement, judge
from core.backtest.market import Series
from core.backtest.result import Result
from core.backtest.rules import CENTI_MILLI
from core.backtest.settings import Backtest
from core.backtest.statistics import Statistics
from core.clock import LiveClock
from core.settings import Settings, prepare_home
from core.strategies.base import Strategy, StrategyParams


def judged(
    settings: Settings,
    strategy: type[Strategy],
    params: StrategyParams,
    market: Sequence[Series],
    plan: Backtest,
    results: Mapping[str, Result],
) -> Judgement | None:
    """Count the run in the home folder and examine it; raises StoreError when it cannot count."""
    log = open_trial_log(prepare_home(settings))
    try:
        return judge(
            strategy, params, market, results, plan=plan, log=log, at=LiveClock().now(),
            folder=kernels_of(settings),
        )  # fmt: skip
    finally:
        log.close()


def kernels_of(settings: Settings) -> Path:
    """Give the folder where compiled code is kept."""
    return settings.home.expanduser() / "kernels"


def show_judgement(out: Console, words: Catalogue, found: Judgement) -> None:
    """Print the figures in a line and a table with a row a check."""
    out.print(Text(figures_text(words, found.statistics)))
    table = Table(title=words.t("guard.title"))
    for column in ("check", "verdict", "found"):
        table.add_column(words.t(f"guard.column.{column}"), overflow="fold")
    for one in found.findings:
        verdict = words.t(f"guard.verdict.{one.verdict.value}")
        table.add_row(words.t(f"guard.{one.name}"), verdict, Text(words.saying(one.words)))
    out.print(table)


def figures_text(words: Catalogue, figures: Statistics) -> str:
    """Write the figures of a run in one line; what is not defined shows a dash."""
    return words.t(
        "guard.figures",
        sessions=figures.sessions,
        change=_percent(figures.change),
        growth=_percent(figures.growth),
        sharpe=None if figures.sharpe is None else f"{figures.sharpe:.2f}",
        fall=_percent(figures.drawdown, sign=""),
        below=figures.drawdown_sessions,
        closed=words.won(figures.closed5 // CENTI_MILLI, sign=True),
        open=words.won(figures.open5 // CENTI_MILLI, sign=True),
    )


def _percent(ratio: float | None, *, sign: str = "+") -> str | None:
    return None if ratio is None else f"{ratio * 100:{sign}.2f}%"
