"""Measures what the safety of money costs: commits, presses, stops, fills, reconciling, ticks."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _commits import commits
from _notices import notices
from _presses import presses
from _rows import command_line, report


def main() -> None:
    """Measure everything, print a table and write the JSON list."""
    given = command_line(__doc__)
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        place = Path(folder)
        figures = commits(place) + presses(_new(place, "presses")) + notices(_new(place, "fills"))
    report(figures, given.json)


def _new(place: Path, name: str) -> Path:
    folder = place / name
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
