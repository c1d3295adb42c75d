"""A backtest as people read it: one row an account, what was left out, what was not taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.backtest_words import assumed_words
from bot.locale.catalogue import Catalogue
from core.backtest.prices import Prices
from core.backtest.result import Result
from core.backtest.rules import CENTI_MILLI
from core.backtest.settings import Backtest
from core.backtest.trades import trades_of
from core.domain.money import percent_text, ratio_of
from core.market.csv_daily import Reject

_REASONS: Final = 3
COLUMNS = ("account", "trades", "won", "change", "equity", "costs", "open")


def show(
    out: Console,
    words: Catalogue,
    name: str,
    plan: Backtest,
    prices: Prices,
    results: Mapping[str, Result],
) -> None:
    """Print the runs as a table with notes under it."""
    days = [day for result in results.values() for day in result.days]
    period = {"first": str(min(days)), "last": str(max(days))} if days else {}
    table = Table(title=words.t("backtest.title", strategy=name, **period))
    for i, column in enumerate(COLUMNS):
        table.add_column(words.t(f"backtest.{column}"), justify="right" if i else "left")
    for account, result in results.items():
        told = words.t("backtest.portfolio") if plan.portfolio else account
        table.add_row(told, *_figures(words, result, plan))
    out.print(table)
    assumed = assumed_words(plan, [one.symbol for one in prices.series], words)
    for note in (*_notes(words, prices, results), assumed, words.t("backtest.past")):
        out.print(Text(note))


def _figures(words: Catalogue, result: Result, plan: Backtest) -> tuple[str, ...]:
    trades = trades_of(result)
    equity5 = result.equity5[-1] if result.equity5 else result.cash5
    gains = sum(1 for trade in trades if trade.pnl5 > 0)
    return (
        f"{len(trades):,}",
        percent_text(Decimal(gains) / len(trades), digits=1) if trades else "-",
        percent_text(ratio_of(equity5 - plan.cash5, plan.cash5), sign=True),
        words.won(equity5 // CENTI_MILLI),
        words.won(sum(fill.fee5 + fill.tax5 for fill in result.fills) // CENTI_MILLI),
        f"{len(result.open):,}",
    )


def _notes(words: Catalogue, prices: Prices, results: Mapping[str, Result]) -> list[str]:
    skipped: Counter[str] = Counter()
    for result in results.values():
        skipped.update(result.skipped)
    trimmed = sum(result.trimmed for result in results.values())
    calls = sum(result.margin_calls for result in results.values())
    counts = [words.t(f"backtest.skipped.{why}", count=count) for why, count in skipped.items()]
    counts += [words.t("backtest.trimmed", count=trimmed)] if trimmed else []
    notes = [words.t("backtest.skipped", list=", ".join(counts))] if counts else []
    notes += [words.t("backtest.margin_calls", count=calls)] if calls else []
    notes += [words.t("backtest.no_bars", symbol=s) for s, one in results.items() if not one.days]
    return notes + rejects_words(words, prices.rejects)


def rejects_words(words: Catalogue, rejects: Mapping[str, Sequence[Reject]]) -> list[str]:
    """Tell of each file how many rows were not taken, and why of the first ones."""
    return [
        words.t("backtest.rejects", file=file, count=len(rows), lines=_reasons(words, rows))
        for file, rows in rejects.items()
    ]


def _reasons(words: Catalogue, rows: Sequence[Reject]) -> str:
    return ", ".join(
        f"{row.line}: {words.t(f'import.reason.{row.reason.name.lower()}')}"
        for row in rows[:_REASONS]
    )
