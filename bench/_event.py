"""P2: job (a) bar by bar through the event backtest: strategy, orders, account and gates."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

from _cross_jobs import Job
from _jobs import BARS, WITH_RISK, LevelCross, Plain, minutes, params, plain_loop
from _peers import has
from _rows import Row, row, turned
from _side import Found, summary
from _sides import Side as Process
from _sides import peers

from core.backtest.event import run_event
from core.backtest.market import Series
from core.backtest.result import Result
from core.domain.signal import Side

RUNS = 3
PEER = "nautilus_trader"
FLOOR = "plain Python loop: no order, no account, no rule"


def event(bars: int = BARS, runs: int = RUNS) -> list[Row]:
    """Time both in turn by the processor, and nautilus once, where it is there.

    Raises ValueError when a fill or the cash differs.
    """
    series = minutes(bars)
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(runs):
        began = time.process_time()
        plain = plain_loop(series)
        between = time.process_time()
        result = run_event(LevelCross, params(), [series], WITH_RISK)
        ended = time.process_time()
        _require_equal(result, plain)
        floor.append(bars / (between - began))
        ours.append(bars / (ended - between))
    name = "event backtest, job (a)"
    rows = [turned(name, ours, "bars/s", (FLOOR, floor))]
    if not has(PEER):
        return rows
    return [*rows, row(f"{name}, beside it", ours, "bars/s", (PEER, [_peer(series, plain)]))]


def _peer(series: Series, plain: Plain) -> float:
    """Give the bars a second that nautilus lives through; a run takes it half a minute."""
    (kind,) = (one for one in peers() if one.name == PEER)
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as name:
        Job("a", (series,)).write(Path(name))
        process = Process(kind, Path(name), Path(name))
        said = process.ask()
        process.close()
    require_the_same(said, plain)
    return len(series) / float(said["cpu"])


def require_the_same(said: dict[str, Any], plain: Plain) -> None:
    """Raise ValueError when a process found other fills than the plain loop, or other won."""
    expected = summary(Found(plain.fills, plain.cash5 / 100_000))
    if said["digest"] != expected["digest"] or abs(said["cash"] - expected["cash"]) >= 0.5:
        raise ValueError(
            f"{PEER}: {said['fills']} fills and {said['cash']} in cash, but the plain loop "
            f"has {expected['fills']} and {expected['cash']}: no figure of it counts"
        )


def _require_equal(result: Result, plain: Plain) -> None:
    fills = [(f.at, f.qty if f.side is Side.BUY else -f.qty, f.price) for f in result.fills]
    if fills != plain.fills or result.cash5 != plain.cash5:
        raise ValueError(
            f"{len(fills)} fills and {result.cash5} in cash, "
            f"but the plain loop has {len(plain.fills)} and {plain.cash5}: no figure of it counts"
        )
