"""Runs a script in the environment of a peer (`make bench-peers`), where there is one."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def python_of(peer: str) -> Path:
    """Give the interpreter of a peer's environment, which may not be there."""
    return ROOT / "build" / "bench-peers" / peer / "bin" / "python"


@cache
def has(peer: str) -> bool:
    """Tell whether a peer is installed; says on the screen when it is not."""
    found = python_of(peer).exists() and not subprocess.run(
        [python_of(peer), "-c", f"import {peer}"], capture_output=True, check=False
    ).returncode  # fmt: skip
    if not found:
        print(f"{peer} is not installed (make bench-peers): measured without it")
    return found


def figures(peer: str, script: str, *arguments: str) -> list[float]:
    """Run a script of `bench/peers` and give the numbers it prints as JSON in its last line."""
    done = subprocess.run(
        [python_of(peer), ROOT / "bench" / "peers" / script, *arguments],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    numbers: list[float] = json.loads(done.stdout.splitlines()[-1])
    return numbers
