"""Measures what storing costs beside the bare driver: commits and bars, in either database."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _bars import bars
from _commits import commits
from _databases import KINDS, Database, there
from _rows import Row, command_line, report

# What is measured of a database; the second call is that of `--quick`.
PARTS: dict[str, tuple[Callable[[Database], list[Row]], Callable[[Database], list[Row]]]] = {
    "commits": (commits, lambda database: commits(database, 20)),
    "bars": (bars, lambda database: bars(database, 1_000, 1)),
}


def main() -> None:
    """Measure everything, print a table and write the JSON list."""
    given = command_line(__doc__, _more)
    figures: list[Row] = []
    for kind in filter(there, given.databases):
        with (
            tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder,
            KINDS[kind](Path(folder)) as database,
        ):
            figures += [one for name in given.only for one in PARTS[name][given.quick](database)]
    report(figures, given.json)


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--databases", choices=list(KINDS), nargs="*", default=list(KINDS), help="which of them"
    )
    parser.add_argument(
        "--only", choices=list(PARTS), nargs="*", default=list(PARTS), help="parts to measure"
    )
    parser.add_argument(
        "--quick", action="store_true", help="a few of each: shows that it runs, measures nothing"
    )


if __name__ == "__main__":
    main()
