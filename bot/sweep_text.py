"""A sweep as people and programs read it: its sets from the best on, and what that is worth."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.backtest_text import rejects_words
from bot.locale.catalogue import MISSING, Catalogue
from core.backtest.guards.finding import Finding
from core.backtest.sweep.score import ranked
from core.backtest.sweep.store import SweepStore
from core.backtest.sweep.worth import NEEDED, Worth, worth_from
from core.domain.money import percent_text
from core.domain.saying import refusal
from core.domain.sweep import Sweep, Tried
from core.market.csv_daily import Reject

FIGURES: Final = ("sharpe", "change", "growth", "drawdown", "trades", "win_rate", "profit_factor")
_RATIOS: Final = frozenset({"change", "growth", "drawdown", "win_rate"})
SHOWN_ERRORS: Final = 3
SHOWN_SYMBOLS: Final = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A sweep, its sets, and the worth; None while the search did not end."""

    sweep: Sweep
    tried: Sequence[Tried]
    worth: Worth | None

    @classmethod
    def of(cls, store: SweepStore, sweep_id: str) -> Shown:
        """Read a sweep; raises InputError for one that there is not."""
        sweep = store.sweep(sweep_id)
        if sweep is None:
            known = ", ".join(one.id for one in store.sweeps()[:10]) or "-"
            raise refusal("no_sweep", found=sweep_id, known=known)
        verdict = worth_from(sweep.verdict) if sweep.verdict else None
        return cls(sweep, store.tried(sweep_id), verdict)

    @property
    def failed(self) -> Sequence[Tried]:
        """Give the sets that ended with an error."""
        return [one for one in self.tried if one.error]

    @property
    def axes(self) -> dict[str, list[Any]]:
        """Give the values that were searched by parameter."""
        return dict(json.loads(self.sweep.space)[0])


def show(
    out: Console,
    words: Catalogue,
    shown: Shown,
    *,
    top: int,
    by: str,
    rejects: Mapping[str, Sequence[Reject]],
) -> None:
    """Print the best sets, the counts, and the worth."""
    sweep = shown.sweep
    table = Table(title=words.t("sweep.title", **_titled(sweep)))
    axes = list(shown.axes)
    for name in ("rank", *axes, *FIGURES):
        head = name if name in axes else words.t(f"sweep.{name}")
        table.add_column(head, justify="right")
    for rank, one in enumerate(ranked(shown.tried, by)[:top], 1):
        params = json.loads(one.params)
        table.add_row(str(rank), *(str(params[name]) for name in axes), *_cells(one))
    out.print(table)
    for line in (*_counts(words, shown), *_judged(words, shown), *rejects_words(words, rejects)):
        # Text, for an error may hold what rich would read as markup.
        out.print(Text(line), soft_wrap=True)


def sweep_json(shown: Shown, *, by: str) -> dict[str, Any]:
    """Give all of a sweep for programs, the best set first."""
    sweep, worth = shown.sweep, shown.worth
    return {
        "sweep": sweep.id, "strategy": sweep.strategy, "symbols": sweep.symbols.split(","),
        "from": str(sweep.first), "to": str(sweep.last), "until": str(sweep.until),
        "method": sweep.method, "seed": sweep.seed, "metric": sweep.metric, "space": shown.axes,
        "done": len(shown.tried), "failed": len(shown.failed), "skipped": sweep.skipped,
        "ended": bool(sweep.verdict),
        "sets": [_set_json(one) for one in ranked(shown.tried, by)],
        "verdict": None if worth is None else {
            "best": worth.best,
            "passed": worth.passed,
            "held_out": None if worth.held_out is None else _set_json(worth.held_out),
            "findings": [_finding_json(one) for one in worth.findings],
        },
    }  # fmt: skip


def _set_json(one: Tried) -> dict[str, Any]:
    figures = {k: v for k, v in asdict(one).items() if k not in ("sweep", "params")}
    return {**figures, "params": json.loads(one.params)}


def _finding_json(one: Finding) -> dict[str, Any]:
    return {
        "name": one.name, "verdict": one.verdict.value, "case": one.case,
        "figures": dict(one.figures),
    }  # fmt: skip


def _titled(sweep: Sweep) -> dict[str, str]:
    return {
        "id": sweep.id, "strategy": sweep.strategy, "first": str(sweep.first),
        "last": str(sweep.last), "method": sweep.method, "symbols": symbols_text(sweep),
    }  # fmt: skip


def symbols_text(sweep: Sweep) -> str:
    """Name the symbols of a sweep, of many the first and their number."""
    symbols = sweep.symbols.split(",")
    shown = ", ".join(symbols[:SHOWN_SYMBOLS])
    return shown if len(symbols) <= SHOWN_SYMBOLS else f"{shown} ... ({len(symbols)})"


def _cells(one: Tried) -> list[str]:
    return [_cell(name, None if one.error else getattr(one, name)) for name in FIGURES]


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return MISSING
    if name in _RATIOS:
        return percent_text(Decimal(repr(value)), sign=name in ("change", "growth"))
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _counts(words: Catalogue, shown: Shown) -> list[str]:
    failed = shown.failed
    lines = [
        words.t(
            "sweep.counts", done=len(shown.tried), failed=len(failed), skipped=shown.sweep.skipped
        )
    ]
    for one in failed[:SHOWN_ERRORS]:
        params = json.loads(one.params)
        chosen = ", ".join(f"{name}={params[name]}" for name in shown.axes)
        lines.append(words.t("sweep.failed", chosen=chosen, error=one.error))
    return lines


def _judged(words: Catalogue, shown: Shown) -> list[str]:
    """Say what the best set is worth, in plain sentences."""
    worth, sweep = shown.worth, shown.sweep
    if worth is None:
        return [words.t("sweep.no_best")] if sweep.verdict else []
    findings = {one.name: one for one in worth.findings}
    lines = [_told(words, findings[name]) for name in NEEDED]
    lines += [_told(words, one) for one in worth.against if one.name not in NEEDED]
    verdict = "sweep.passed" if worth.passed else "sweep.not_passed"
    return [*lines, words.t(verdict, count=len(shown.tried), against=len(worth.against))]


def _told(words: Catalogue, finding: Finding) -> str:
    return words.t(
        "sweep.finding",
        name=words.t(f"guard.{finding.name}"),
        verdict=words.t(f"guard.verdict.{finding.verdict}"),
        words=words.saying(finding.words),
    )
