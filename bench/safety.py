"""Measures what the safety of money costs: commits, presses, stops, fills, reconciling, ticks."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import structlog
from _commits import COMMITS, commits
from _databases import KINDS
from _kill import kills
from _notices import notices
from _presses import presses
from _reconcile import reconcile
from _rows import Row, command_line, report
from _ticks import ticks


def stored(place: Path, count: int = COMMITS) -> list[Row]:
    """Time the durable commit of a press on files."""
    with KINDS["sqlite"](place) as database:
        return commits(database, count)


# What each part measures, as `--only` names it; the second call is that of `--quick`.
PARTS: dict[str, tuple[Callable[[Path], list[Row]], Callable[[Path], list[Row]]]] = {
    "commits": (stored, lambda place: stored(place, 20)),
    "presses": (presses, lambda place: presses(place, 1)),
    "notices": (notices, lambda place: notices(place, 1)),
    "reconcile": (reconcile, lambda place: reconcile(place, 1, 1)),
    "kills": (kills, lambda place: kills(place, 2, 1)),
}


def main() -> None:
    """Measure everything, print a table and write the JSON list."""
    given = command_line(__doc__, _more)
    # Stops and looks by the hundred would fill the screen with what they say.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        report(_measured(given, Path(folder)), given.json)


def _more(parser: argparse.ArgumentParser) -> None:
    names = [*PARTS, "ticks"]
    parser.add_argument("--minutes", type=float, default=1.0, help="how long the ticks run")
    parser.add_argument("--only", choices=names, nargs="*", default=names, help="parts to measure")
    parser.add_argument(
        "--quick", action="store_true", help="a few of each: shows that it runs, measures nothing"
    )


def _measured(given: argparse.Namespace, place: Path) -> list[Row]:
    figures: list[Row] = []
    for name in given.only:
        folder = place / name
        folder.mkdir()
        if name == "ticks":
            figures += ticks(folder, 0.03 if given.quick else given.minutes)
        else:
            figures += PARTS[name][given.quick](folder)
    return figures


if __name__ == "__main__":
    main()
