"""The files that `gaemi backtest` writes: `--json`, `--html`, `--png`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.backtest_page.page import backtest_page
from bot.backtest_story import story_of
from bot.backtest_view import view_of
from bot.charts.backtest import backtest_picture
from bot.locale.catalogue import Catalogue
from bot.symbol_names import NAMES
from core.backtest.guards.judge import Judgement
from core.backtest.result import Result
from core.backtest.result_json import run_json
from core.backtest.settings import Backtest
from core.clock import LiveClock
from core.domain.saying import refusal
from core.market.calendar import KrxCalendar
from core.market.csv_daily import Reject


def write_run(
    path: Path, name: str, plan: Backtest, results: Mapping[str, Result], *, adjusted: bool
) -> None:
    """Write all fills and money of a run; raises InputError when the file cannot be written."""
    days = [day for result in results.values() for day in (*result.days[:1], *result.days[-1:])]
    head = {
        "strategy": name,
        "from": str(plan.since or min(days)),
        "to": str(plan.until or max(days)),
    }
    if adjusted:
        head["prices"] = "adjusted"
    _write(path, run_json(head, results, portfolio=plan.portfolio).encode())


def write_shown(
    name: str,
    plan: Backtest,
    found: Judgement | None,
    words: Catalogue,
    *,
    rejects: Mapping[str, tuple[Reject, ...]],
    adjusted: bool,
    html: Path | None,
    png: Path | None,
) -> None:
    """Write the page and the picture, each where a file was named for it.

    Raises InputError when a file cannot be written, or the run had no session to show.
    """
    if html is None and png is None:
        return
    if found is None:
        raise refusal("nothing_to_show")
    story = story_of(name, plan, found, rejects=rejects, names=NAMES, adjusted=adjusted)
    if html is not None:
        page = backtest_page(story, words, KrxCalendar(), made_at=LiveClock().now())
        _write(html, page.encode("utf-8", "replace"))
    if png is not None:
        _write(png, backtest_picture(view_of(story, words), words))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as e:
        raise refusal("unwritable", found=str(path), why=e.strerror or "") from e
