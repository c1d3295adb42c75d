"""Measures how fast the engine is: backtest by events, indicators, frames, ticks, a market."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import structlog
from _event import event
from _frames import frames
from _market import market
from _rows import Row, command_line, report
from _streams import streams, sweeps
from _ticks import ticks

# What each part measures, as `--only` names it; the second call is that of `--quick`.
PARTS: dict[str, tuple[Callable[[], list[Row]], Callable[[], list[Row]]]] = {
    "event": (event, lambda: event(20_000, 1)),
    "streams": (streams, lambda: streams(1_000, 1)),
    "sweeps": (sweeps, lambda: sweeps(100, 1, 10)),
    "frames": (frames, lambda: frames(1, 1, 2)),
    "market": (market, lambda: market(20, 1)),
}


def main() -> None:
    """Measure everything, print a table and write the JSON list."""
    given = command_line(__doc__, _more)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    report(_measured(given), given.json)


def _more(parser: argparse.ArgumentParser) -> None:
    names = [*PARTS, "ticks"]
    parser.add_argument("--minutes", type=float, default=1.0, help="how long the ticks run")
    parser.add_argument("--only", choices=names, nargs="*", default=names, help="parts to measure")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a little of each: shows that it runs, measures nothing",
    )


def _measured(given: argparse.Namespace) -> list[Row]:
    figures = [one for name in given.only if name in PARTS for one in PARTS[name][given.quick]()]
    if "ticks" in given.only:
        with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
            figures += ticks(Path(folder), 0.03 if given.quick else given.minutes)
    return figures


if __name__ == "__main__":
    main()
