"""Measures what a person in a chat waits for: P17, the charts. Each part is a file beside this one.

Pictures are drawn by a process of their own, as in a run; the floor is the goal.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import _charts
from _rows import Row, command_line, report

RUNS = 30
PARTS: dict[str, Callable[[Path, int], list[Row]]] = {"charts": _charts.measure}


def main() -> None:
    """Measure the parts, print a table and write the JSON list."""

    def more(parser) -> None:
        parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=sorted(PARTS))
        parser.add_argument("--runs", type=int, default=RUNS, help="pictures of each kind")

    given = command_line(__doc__, more)
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        rows = [row for name in given.only for row in PARTS[name](Path(folder), given.runs)]
    report(rows, given.json)


if __name__ == "__main__":
    main()
