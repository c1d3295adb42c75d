"""Measures the default checks beside a backtest of twenty symbols over three years of daily bars.

The chat answers a backtest within three seconds; half of it is for the checks. Floor, in the same
run: the event backtest that they examine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from _rows import Row, command_line, report, row

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.backtest.event import run_event
from core.backtest.guards.examine import examine
from core.backtest.guards.study import study
from core.backtest.settings import REFERENCE
from core.registry import discover
from core.strategies.base import STRATEGIES, parse_params
from tests.leaks.engine import market

RUNS = 5
SYMBOLS, SESSIONS, WARM_UP = 20, 1_240, 500


def main() -> None:
    """Measure, print a table and write the JSON list."""
    given = command_line(
        __doc__,
        lambda parser: parser.add_argument("--runs", type=int, default=RUNS, help="of each"),
    )
    report(measure(given.runs), given.json)


def measure(runs: int) -> list[Row]:
    """Time the run and its checks for every preset."""
    discover("core.strategies")
    series = market(20_261_121, symbols=SYMBOLS, count=SESSIONS)
    since = date.fromordinal(int(series[0].day[WARM_UP]))
    settings = replace(REFERENCE, since=since, portfolio=True)
    rows: list[Row] = []
    for _, strategy in STRATEGIES:
        for preset, given in (strategy.PRESETS or {strategy.name: {}}).items():
            params = parse_params(strategy, given)
            result = run_event(strategy, params, series, settings)
            looked = study(strategy, params, series, result, start5=settings.cash5)
            floor = timed(lambda: run_event(strategy, params, series, settings), runs)  # noqa: B023
            found = timed(lambda: examine(looked), runs)  # noqa: B023
            rows.append(row(f"checks: {preset}", found, "s", ("event backtest", floor)))
    return rows


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Give the seconds of the processor for some runs: whoever else is busy does not count."""
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return seconds


if __name__ == "__main__":
    main()
