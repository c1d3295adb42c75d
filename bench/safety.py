"""Measures what the safety of money costs: commits, presses, stops, fills, reconciling, ticks."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _commits import commits
from _rows import command_line, report


def main() -> None:
    """Measure everything, print a table and write the JSON list."""
    given = command_line(__doc__)
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        figures = commits(Path(folder))
    report(figures, given.json)


if __name__ == "__main__":
    main()
