"""`gaemi sweep list` and `gaemi sweep show`: what was tried before."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.commandline import write_json
from bot.locale.catalogue import Catalogue
from bot.sweep_books import sweep_store
from bot.sweep_text import Shown, show, sweep_json, symbols_text
from core.domain.calendar import kst_text
from core.settings import Settings

COLUMNS = ("id", "at", "strategy", "symbols", "period", "method", "done", "state")


def list_sweeps(settings: Settings, store_path: Path | None, json_path: Path | None) -> None:
    """Show all sweeps, the newest first."""
    words, out = Catalogue(settings.lang), Console()
    with sweep_store(settings, store_path) as store:
        found = [Shown.of(store, sweep.id) for sweep in store.sweeps()]
    if json_path is not None:
        write_json(json_path, [_head(one) for one in found])
    if not found:
        out.print(Text(words.t("sweep.none")))
        return
    table = Table()
    for name in COLUMNS:
        table.add_column(words.t(f"sweep.list.{name}"))
    for one in found:
        table.add_row(*_row(words, one))
    out.print(table)


def show_sweep(
    settings: Settings,
    sweep_id: str,
    top: int,
    by: str,
    store_path: Path | None,
    json_path: Path | None,
) -> None:
    """Show one sweep; raises InputError for an unknown one or an unknown metric."""
    with sweep_store(settings, store_path) as store:
        shown = Shown.of(store, sweep_id)
    metric = by or shown.sweep.metric
    if json_path is not None:
        write_json(json_path, sweep_json(shown, by=metric))
    show(Console(), Catalogue(settings.lang), shown, top=top, by=metric, rejects={})


def _head(one: Shown) -> dict[str, object]:
    told = sweep_json(one, by=one.sweep.metric)
    return {name: value for name, value in told.items() if name != "sets"}


def _row(words: Catalogue, one: Shown) -> list[str]:
    sweep = one.sweep
    state = "open" if not sweep.verdict else "no_best" if one.worth is None else None
    state = state or ("passed" if one.worth and one.worth.passed else "not_passed")
    return [
        sweep.id, kst_text(sweep.at), sweep.strategy, symbols_text(sweep),
        f"{sweep.first} ~ {sweep.last}", sweep.method, f"{len(one.tried):,}",
        words.t(f"sweep.state.{state}"),
    ]  # fmt: skip
