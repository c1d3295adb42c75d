"""What every bench script shares: entries of its list, their table, and the command line."""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def row(name: str, found: Sequence[float], unit: str, against: tuple[str, Sequence[float]]) -> Row:
    """Make one entry of the list; `ratio` says how many times the floor's cost this is."""
    middle = statistics.median(found)
    return {
        "name": name,
        "value": round(middle, 3),
        "unit": unit,
        "ratio": round(middle / statistics.median(against[1]), 2),
        "against": against[0],
        "min": round(min(found), 3),
        "median": round(middle, 3),
        "max": round(max(found), 3),
    }


def turned(
    name: str, found: Sequence[float], unit: str, against: tuple[str, Sequence[float]]
) -> Row:
    """Make an entry whose `ratio` is the other way round.

    Of times it says how many times faster than a peer this is, of rates how many times the
    floor's cost.
    """
    made = row(name, found, unit, against)
    return made | {"ratio": round(statistics.median(against[1]) / statistics.median(found), 2)}


def spread(
    name: str, found: Sequence[float], unit: str, against: tuple[str, Sequence[float]]
) -> Row:
    """Make an entry that tells p50 and p99 as well, and the floor's p99 beside ours."""
    return row(name, found, unit, against) | {
        "p50": round(_share(found, 50), 3),
        "p99": round(_share(found, 99), 3),
        "floor": round(statistics.median(against[1]), 3),
        "floor_p99": round(_share(against[1], 99), 3),
    }


def _share(found: Sequence[float], percent: int) -> float:
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def report(figures: Sequence[Row], out: Path | None) -> None:
    """Print the table and write the list where it was asked for."""
    for one in figures:
        tail = f"; p99 {one['p99']}, there {one['floor_p99']}" if "p99" in one else ""
        print(
            f"{one['name']:<46} {one['value']:>10} {one['unit']:<4} "
            f"{one['ratio']}x {one['against']}{tail}"
        )
    if out:
        out.write_text(json.dumps(list(figures), indent=2) + "\n", encoding="utf-8")


def command_line(
    text: str | None, *more: Callable[[argparse.ArgumentParser], Any]
) -> argparse.Namespace:
    """Read the arguments: `--json` and those that a script adds."""
    parser = argparse.ArgumentParser(description=text)
    parser.add_argument("--json", type=Path, default=None, help="file for the list of figures")
    for add in more:
        add(parser)
    return parser.parse_args()
