"""The sides of the backtest bench as processes: started together, asked in turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from _peers import python_of

ROOT: Final = Path(__file__).resolve().parents[1]
PEERS: Final = ("vectorbt", "backtesting", "backtrader", "nautilus_trader")


class Kind(NamedTuple):
    """How a side is started, and whether it has to be asked once before it counts.

    A slow one is asked once, and for at most so many `bars` of one pair: its time is multiplied.
    """

    name: str
    command: tuple[str, ...]
    warm: bool = True
    bars: int = 0


OURS: Final = Kind("gaemi", (sys.executable, str(ROOT / "bench" / "_ours.py")))
FLOOR: Final = Kind("floor", (sys.executable, str(ROOT / "bench" / "_floor_side.py")))
BARE: Final = Kind("floor without statistics", (*FLOOR.command, "bare"))
PLAIN: Final = Kind("plain Python", (sys.executable, str(ROOT / "bench" / "_plain.py")), warm=False)
_SLOW: Final = {"backtesting": 1_000_000, "backtrader": 50_000, "nautilus_trader": 50_000}


def peers() -> list[Kind]:
    """Give the peers that `make bench-peers` installed."""
    found = []
    for name in PEERS:
        python = python_of(name)
        script = ROOT / "bench" / "peers" / f"run_{name}.py"
        if python.exists() and script.exists():
            bars = _SLOW.get(name, 0)
            found.append(Kind(name, (str(python), str(script)), warm=not bars, bars=bars))
    return found


@dataclass
class Side:
    """A running side; `said` is what it answered each time, `times` what its part stands for."""

    kind: Kind
    folder: Path
    kernels: Path
    times: float = 1.0
    said: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        script, *more = self.kind.command[1:]
        self._process = subprocess.Popen(
            [self.kind.command[0], script, str(self.folder), *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"GAEMI_BENCH_KERNELS": str(self.kernels), "PYTHONUTF8": "1"},
        )

    def ask(self) -> dict[str, Any]:
        """Let it do the job once; raises RuntimeError when it ends instead."""
        pipes = self._process.stdin, self._process.stdout
        if pipes[0] is None or pipes[1] is None:
            raise RuntimeError("no pipes")
        pipes[0].write("\n")
        pipes[0].flush()
        # Libraries may print what they like before the answer.
        for line in pipes[1]:
            if line.startswith('{"seconds"'):
                said: dict[str, Any] = json.loads(line)
                return said
        raise RuntimeError(f"{self.kind.name} ended with {self._process.wait()}")

    def run(self) -> None:
        """Ask and keep the answer."""
        self.said.append(self.ask())

    def cpu(self) -> list[float]:
        """Give the seconds of the processor, of the whole job."""
        return [one["cpu"] * self.times for one in self.said]

    def close(self) -> float:
        """End it; gives the seconds of the processor of its whole life."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        _, _, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = 0
        return usage.ru_utime + usage.ru_stime


def in_turn(sides: Iterable[Side], runs: int) -> None:
    """Ask all sides in turn, so that a busy machine hurts all alike; slow ones once."""
    for side in sides:
        if side.kind.warm:
            side.ask()
    for number in range(runs):
        for side in sides:
            if number == 0 or side.kind.warm:
                side.run()


class Cold(NamedTuple):
    """One whole process: until its answer, and the first call in it, which loads what it needs."""

    wall: float
    cpu: float
    first: float


def cold(kind: Kind, folder: Path, kernels: Path) -> Cold:
    """Start a process, let it do the job once, and end it."""
    begun = time.perf_counter()
    side = Side(kind, folder, kernels)
    side.run()
    wall = time.perf_counter() - begun
    return Cold(wall, side.close(), side.said[0]["cpu"])
