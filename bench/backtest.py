"""Measures backtests and sweeps beside a hand-written floor and the peers (P1, P3 to P6).

Every side runs in a process of its own and is asked in turn; they must agree on every fill and on
the cash. Seconds are those of the processor: whoever else is busy does not count. `make
bench-peers` installs the peers.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _cross_jobs import Job, job_a, job_b, job_c, job_d
from _rows import Row, command_line, report
from _sides import BARE, FLOOR, OURS, PLAIN, ROOT, Kind, Side, cold, in_turn, peers

REAL = ROOT.parent / "shared" / "data" / "krx_daily"
PARTS = ("a", "b", "c", "d", "cold")
RUNS = 7
# Of returns and falls as floats; fills, trades and won must be equal.
CLOSE = 1e-9


def main() -> None:
    """Measure, print a table and write the JSON list; ends with 1 when sides disagree."""
    given = command_line(__doc__, _more)
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        bench = Bench(Path(folder), given.runs)
        rows = [row for part in given.only for row in bench.part(part, _jobs(given).get(part))]
    report(rows, given.json)
    if bench.quarrels:
        sys.exit("\n".join(["The sides disagree:", *bench.quarrels]))


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", type=lambda text: text.split(","), default=PARTS, help="parts")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each side")
    parser.add_argument("--data", type=Path, default=REAL, help="folder of CODE.csv for job d")
    parser.add_argument("--quick", action="store_true", help="small jobs: measures nothing")


def _jobs(given: argparse.Namespace) -> dict[str, Callable[[], Job | None]]:
    def real() -> Job | None:
        return job_d(given.data) if given.data.is_dir() else None

    if given.quick:
        return {
            "a": lambda: job_a(20_000), "b": lambda: job_b(5, 300),
            "c": lambda: job_c(10_000, 2, 2), "d": real, "cold": lambda: job_a(20_000),
        }  # fmt: skip
    return {"a": job_a, "b": job_b, "c": job_c, "d": real, "cold": job_a}


class Bench:
    """Measures part after part; `quarrels` are what sides disagreed on."""

    def __init__(self, folder: Path, runs: int) -> None:
        self._folder, self._runs = folder, runs
        self._kernels = folder / "kernels"
        self._peers = peers()
        self.quarrels: list[str] = []

    def part(self, name: str, make: Callable[[], Job | None] | None) -> list[Row]:
        """Measure one part."""
        job = make() if make is not None else None
        if job is None:
            print(f"{name}: skipped, there is no such part or no folder of its prices")
            return []
        job.write(self._folder / name)
        if name != "cold":
            cold(OURS, self._folder / name, self._kernels)  # so that the code is compiled
        return self._cold(name) if name == "cold" else self._job(job)

    def _job(self, job: Job) -> list[Row]:
        kinds = [FLOOR, BARE, PLAIN, *self._peers]
        if len(job.pairs) > 1:
            # The others live through each pair as slowly as through job a: it would take hours.
            kinds = [FLOOR, *(peer for peer in self._peers if not peer.bars)]
        ours, *others = [self._side(kind, job) for kind in (OURS, *kinds)]
        try:
            in_turn([ours, *others], self._runs)
        finally:
            peaks = {side.kind.name: side for side in (ours, *others) if side.close()}
        for side in others:
            self._compare(job, others[0], side)
        self._compare(job, others[0], ours)
        rows = [_time(f"{job.name}: time", ours, side) for side in others]
        return rows + [_memory(f"{job.name}: peak memory", ours, side) for side in peaks.values()]

    def _side(self, kind: Kind, job: Job) -> Side:
        folder, times = self._folder / job.name, 1.0
        if kind.bars and job.bars > kind.bars:
            part = job.part(kind.bars)
            folder, times = self._folder / f"{job.name}-{part.bars}", job.bars / part.bars
            part.write(folder)
        return Side(kind, folder, self._kernels, times)

    def _compare(self, job: Job, floor: Side, side: Side) -> None:
        """Hold what a side found to the floor, of the same part of the job."""
        said = side.said[0]
        if side.folder == floor.folder:
            expected = floor.said[0]
        else:
            reference = Side(FLOOR, side.folder, self._kernels)
            expected = reference.ask()
            reference.close()
        for what in _differences(expected, said, falls=side.kind != OURS):
            self.quarrels.append(f"{job.name}: {side.kind.name}: {what}")

    def _cold(self, name: str) -> list[Row]:
        """Time whole processes, and the first call in ours with and without compiled code."""
        folder, kinds = self._folder / name, [OURS, *self._peers[:2]]
        fresh = cold(OURS, folder, self._folder / "no-kernels-yet")
        found: dict[str, list[Any]] = {kind.name: [] for kind in kinds}
        for kind in kinds:
            cold(kind, folder, self._kernels)
        for _ in range(max(1, self._runs // 2)):
            for kind in kinds:
                found[kind.name].append(cold(kind, folder, self._kernels))
        ours = found[OURS.name]
        rows = [
            _row("cold: process to the result of a", [x.cpu for x in ours], [x.cpu for x in them])
            | {"against": peer, "wall": round(statistics.median(x.wall for x in ours), 3)}
            for peer, them in found.items()
            if peer != OURS.name
        ]
        first = [one.first for one in ours]
        return [
            *rows,
            _row("cold: first call, compiled code kept", first, first) | {"against": "itself"},
            _row("cold: first call, nothing kept", [fresh.first], first) | {"against": "kept"},
        ]


def _differences(expected: dict[str, Any], said: dict[str, Any], *, falls: bool) -> list[str]:
    """Say where a side differs; a cash that a side cannot reckon is not a number."""
    wrong = []
    if said["digest"] != expected["digest"]:
        wrong.append(f"{said['fills']} other fills than the floor's {expected['fills']}")
    if abs(said["cash"] - expected["cash"]) >= 0.5:
        wrong.append(f"cash {said['cash']}, the floor has {expected['cash']}")
    pairs = list(zip(expected["each"], said["each"], strict=False))
    if any(abs(a[0] - b[0]) > CLOSE for a, b in pairs):
        wrong.append("other returns than the floor's")
    if any(a[2] != b[2] for a, b in pairs):
        wrong.append("other numbers of trades than the floor's")
    # Our sweep looks at the ends of sessions.
    if falls and any(abs(a[1] - b[1]) > CLOSE for a, b in pairs):
        wrong.append("other falls than the floor's")
    return wrong


def _time(name: str, ours: Side, side: Side) -> Row:
    floor = side.kind in (FLOOR, BARE)
    made = _row(name, ours.cpu(), side.cpu(), floor=floor)
    whole = side.times == 1
    return made | {
        "against": side.kind.name if whole else f"{side.kind.name}, reckoned from a part",
        "wall": round(statistics.median(one["seconds"] for one in ours.said), 6),
    }


def _memory(name: str, ours: Side, side: Side) -> Row:
    peaks = [[one["peak_mb"] for one in each.said] for each in (ours, side)]
    return _row(name, *peaks, unit="MB") | {"against": side.kind.name}


def _row(
    name: str, ours: list[float], theirs: list[float], *, floor: bool = False, unit: str = "s"
) -> Row:
    """Make an entry: how many times faster we are than a peer, or how much of a floor we cost."""
    middle, other = statistics.median(ours), statistics.median(theirs)
    return {
        "name": name, "value": round(middle, 6), "unit": unit,
        "ratio": round(middle / other if floor else other / middle, 2), "against": "",
        "min": round(min(ours), 6), "median": round(middle, 6), "max": round(max(ours), 6),
        "there": round(other, 6),
    }  # fmt: skip


if __name__ == "__main__":
    main()
