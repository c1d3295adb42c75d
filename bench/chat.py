"""Measures what a person in a chat waits for: P11 answers, P12 presses, P15 the start, P17 charts.

Each part is a file beside this one and has its floor or peer in the same run. Pictures are drawn
by a process of their own, as in a run; their floor is the goal.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import _answers
import _charts
import start
import structlog
from _presses import presses
from _rows import Row, command_line, report

RUNS = 30
# What each part measures, as `--only` names it; the second call is that of `--quick`.
PARTS: dict[str, tuple[Callable[[Path, int], list[Row]], Callable[[Path], list[Row]]]] = {
    "answers": (_answers.measure, lambda place: _answers.measure(place, 3, 20)),
    "presses": (presses, lambda place: presses(place, 1)),
    "start": (
        lambda place, runs: start.measure(place, max(2, runs // 6)),
        lambda place: start.measure(place, 1),
    ),
    "charts": (_charts.measure, lambda place: _charts.measure(place, 2)),
}


def main() -> None:
    """Measure the parts, print a table and write the JSON list."""

    def more(parser) -> None:
        parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=sorted(PARTS))
        parser.add_argument("--runs", type=int, default=RUNS, help="answers, presses, pictures")
        parser.add_argument(
            "--quick", action="store_true", help="a few of each: shows that it runs"
        )

    given = command_line(__doc__, more)
    # Presses and answers by the hundred would fill the screen with what they say.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        for name in given.only:
            place = Path(folder) / name
            place.mkdir()
            whole, quick = PARTS[name]
            rows += quick(place) if given.quick else whole(place, given.runs)
    report(rows, given.json)


if __name__ == "__main__":
    main()
