"""Runs a trading program that kills itself, and holds a reopened exchange to a steady one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Run = Callable[[Path, int], tuple[int, list[str]]]
Steady = tuple[int, list[str]]


def runs(program: Path, root: Path) -> Run:
    """Give what runs the program on a file; the second value is what it printed."""

    def run(path: Path, at: int) -> tuple[int, list[str]]:
        done = subprocess.run(
            [sys.executable, str(program), str(path), str(at)],
            cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        return done.returncode, done.stdout.splitlines()

    return run


def undisturbed(run: Run, path: Path) -> Steady:
    """Give how many statements a life without a crash takes, and what it prints."""
    code, lines = run(path, 0)
    assert code == 0
    return int(lines[0]), lines[1:]


def killed_twice(run: Run, path: Path, steady: Steady, portion: int, of: int) -> list[str]:
    """Kill it at a portion of its statements, again soon after its start, and let it end."""
    at = 2 + portion * (steady[0] - 3) // of
    assert run(path, at)[0] == -signal.SIGKILL
    run(path, 3 + portion)
    code, lines = run(path, 0)
    assert code == 0
    return lines[1:]


def reopened_at_each_step(
    open_desk: Callable[..., Any], folder: Path, start: Any, story: Sequence[Any],
    do: Callable[[Any, Any], list[Any]], look: Callable[[Any], list[Any]],
) -> None:  # fmt: skip
    """Play a story twice, once over a file that is reopened before each step: nothing differs."""
    steady, shaken = open_desk("steady.db", folder=folder), open_desk("shaken.db", folder=folder)
    for desk in (steady, shaken):
        desk.venue.advance(start)
    for step in story:
        shaken.ledger.close()
        shaken = open_desk("shaken.db", folder=folder)
        assert look(shaken) == look(steady)
        assert do(shaken, step) == do(steady, step)
    steady.ledger.close()
    shaken.ledger.close()
