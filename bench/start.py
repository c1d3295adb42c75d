"""Measures P15: from process start to the first console answer, and the memory of an idle run.

Floors, in the same run: an empty Python and one that imports python-telegram-bot.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from _rows import Row, command_line, report, row, spread

RUNS = 5
IDLE_S = 10.0
ANSWERED = "모의 시각".encode()


def main() -> None:
    """Measure, print a table and write the JSON list."""
    given = command_line(
        __doc__,
        lambda parser: parser.add_argument("--runs", type=int, default=RUNS, help="starts of each"),
    )
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        report(measure(Path(folder), given.runs), given.json)


def measure(folder: Path, runs: int) -> list[Row]:
    """Time the starts, kinds in turn so that a busy machine hurts all alike; then weigh one."""
    used = folder / "used"
    first_answer(used)
    kinds: dict[str, Callable[[int], float]] = {
        "python -c pass": lambda _: bare("pass"),
        "python -c 'import telegram'": lambda _: bare("import telegram"),
        "start, home in use": lambda _: first_answer(used),
        "start, fresh home": lambda run: first_answer(folder / f"fresh{run}"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in kinds}
    for run in range(runs):
        for name, kind in kinds.items():
            seconds[name].append(kind(run))
    floor = "python -c pass"
    times = [spread(name, found, "s", (floor, seconds[floor])) for name, found in seconds.items()]
    return times + memory(used)


def memory(home: Path) -> list[Row]:
    """Weigh a process that nobody speaks to, and the floors at their end."""
    idle, peak = idle_memory(home)
    floor = ("python -c pass", [weight_of("pass")])
    return [
        row("memory: python -c pass", floor[1], "MB", floor),
        row("memory: import telegram", [weight_of("import telegram")], "MB", floor),
        row("memory: idle 10 s after start", [idle], "MB", floor),
        row("memory: peak until then", [peak], "MB", floor),
    ]


def bare(code: str) -> float:
    """Time an empty program from its start to its end."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.monotonic() - began


def weight_of(code: str) -> float:
    """Give the memory in MB of a Python that has run something."""
    text = "print(open('/proc/self/status').read())"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{text}"], check=True, capture_output=True, text=True
    )
    return _megabytes(done.stdout, "VmRSS")


def start(home: Path) -> subprocess.Popen[bytes]:
    """Start gaemi with pipes, on its own home and without the user's settings."""
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=kept | {"HOME": str(home), "GAEMI_HOME": str(home), "PYTHONUTF8": "1"},
        cwd=home,
    )


def first_answer(home: Path) -> float:
    """Ask for the status at once and time the answer's first line of figures."""
    began = time.monotonic()
    with start(home) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdin.write(b"status\n")
        process.stdin.flush()
        if not any(ANSWERED in line for line in process.stdout):
            raise RuntimeError(f"gaemi ended with {process.wait()} without an answer")
        took = time.monotonic() - began
        process.kill()
    return took


def idle_memory(home: Path) -> tuple[float, float]:
    """Leave a process alone for ten seconds and give its memory and its peak in MB."""
    with start(home) as process:
        time.sleep(IDLE_S)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        process.kill()
    return _megabytes(status, "VmRSS"), _megabytes(status, "VmHWM")


def _megabytes(status: str, name: str) -> float:
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1_000_000


if __name__ == "__main__":
    main()
