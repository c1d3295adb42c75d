"""A real Dask scheduler and its workers, each a process of its own on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

STARTS_WITHIN_S = 90.0


@dataclass
class Dask:
    """A scheduler at an address, and workers with a thread each that nobody starts anew."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> None:
        """Start a worker; it is known to the scheduler some time later."""
        name = f"worker-{len(self.workers)}"
        self.workers.append(
            _started(
                self.folder, name, "dask_worker", self.address, "--nthreads", "1", "--no-nanny",
                "--no-dashboard", "--host", "127.0.0.1", "--name", name,
                "--local-directory", str(self.folder / name),
            )
        )  # fmt: skip

    def end(self) -> None:
        """End all of them."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def dask(folder: Path, *, workers: int = 2) -> Iterator[Dask]:
    """Run a cluster as long as the block lasts."""
    told = folder / "scheduler.json"
    scheduler = _started(
        folder, "scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0",
        "--no-dashboard", "--scheduler-file", str(told),
    )  # fmt: skip
    cluster = Dask(folder, scheduler)
    try:
        cluster.address = _address(told, scheduler)
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.end()


def _started(folder: Path, name: str, module: str, *words: str) -> subprocess.Popen[bytes]:
    env = os.environ | {"HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[1])}
    with (folder / f"{name}.log").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *words],
            cwd=folder, env=env, stdout=said, stderr=said,
        )  # fmt: skip


def _address(told: Path, scheduler: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end and scheduler.poll() is None:
        try:
            found: str = json.loads(told.read_text(encoding="utf-8"))["address"]
        except (OSError, ValueError):
            time.sleep(0.05)
        else:
            return found
    raise AssertionError((told.parent / "scheduler.log").read_text(encoding="utf-8"))
