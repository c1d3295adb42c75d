"""One side of the backtest bench: a process that does one job each time it is asked to.

It reads the job's folder, prepares what may be prepared, and for every line on its input does the
job once and prints one line of JSON. Only the standard library and numpy, so that every
peer's environment can run it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np


class Columns(dict[str, Any]):
    """The columns of a job, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> Any:
        self[name] = np.load(self._folder / f"{name}.npy")
        return self[name]


class Terms(NamedTuple):
    """A job as a side reads it: columns of all symbols one after the other, and its terms.

    `deciding`, `entering` and `leaving` tell of each bar whether the market lets it decide, and
    whether a bar's open fills an entry or an exit; `tax` is the rate of a sale in billionths.
    """

    name: str
    bars: dict[str, Any]
    firsts: Sequence[int]
    pairs: Sequence[tuple[int, int]]
    portfolio: bool
    cash: int
    shares: int
    fee: int
    minutes: int

    def spans(self) -> list[slice]:
        """Give where each symbol's bars lie."""
        return [slice(a, b) for a, b in pairwise(self.firsts)]


class Found(NamedTuple):
    """What came of a job: fills as (bar over all symbols, signed shares, price) and cash in won.

    Of many pairs `each` has (return, deepest fall, trades) a pair, and there are no fills.
    """

    fills: Any
    cash: float
    each: Any = ()


def read(folder: Path) -> Terms:
    """Read a job's folder."""
    terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
    terms["pairs"] = [tuple(pair) for pair in terms["pairs"]]
    return Terms(bars=Columns(folder), **terms)


def serve(
    prepare: Callable[[Terms], Any],
    work: Callable[[Terms, Any], Any],
    describe: Callable[[Terms, Any], Found],
) -> None:
    """Do the job named on the command line once a line; only `work` is timed.

    The first time also pays for what a side compiles or loads late: the bench asks twice. The
    memory is that of the job done once, without what is made of its result for the comparison.
    """
    terms = read(Path(sys.argv[1]))
    ready = prepare(terms)
    # What a side needs it has by now; the rest must not count as its memory.
    terms = terms._replace(bars={})
    peak = 0.0
    for _ in sys.stdin:
        begun, spent = time.perf_counter(), time.process_time()
        made = work(terms, ready)
        seconds, spent = time.perf_counter() - begun, time.process_time() - spent
        peak = peak or peak_mb()
        said = {"seconds": seconds, "cpu": spent, "peak_mb": peak}
        print(json.dumps(said | summary(describe(terms, made))), flush=True)


def peak_mb() -> float:
    """Give the most memory that this process had at once, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1_000_000


def summary(found: Found) -> dict[str, Any]:
    """Put a result into what can be compared: a hash of its fills in one order, and its cash."""
    fills = np.asarray(found.fills, dtype=np.int64).reshape(-1, 3)
    fills = fills[np.lexsort(fills.T[::-1])]
    return {
        "fills": len(fills),
        "digest": hashlib.sha256(fills.tobytes()).hexdigest()[:16],
        "cash": float(found.cash),
        "each": [[float(number) for number in one] for one in found.each],
    }
