"""Plays suites for a time with one process a core, and keeps what was done in lines on disk.

`build/prove/COMMIT/TEST.WORKER.jsonl` has a line for each stretch of trials. Whatever stops a
run, the next one of the same commit goes on behind the last line; nothing counts twice.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from tests.prove.suite import Outcome, Suite

ROOT = Path(__file__).resolve().parents[2]
FLUSH_S = 2.0
KEPT_FAILURES = 20
KEPT_SAMPLES = 20_000


@dataclass(slots=True)
class Tally:
    """What is known of one suite: sums over all lines."""

    runs: int = 0
    trials: int = 0
    seconds: float = 0.0
    failures: int = 0
    failed: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)
    seeds: list[tuple[int, int]] = field(default_factory=list)

    def add(self, seed: int, outcome: Outcome) -> None:
        """Add one trial."""
        self.trials += 1
        self.runs += outcome.runs
        for name, count in outcome.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        for name, values in outcome.samples.items():
            self.samples.setdefault(name, []).extend(values)
        if outcome.failures:
            self.failures += 1
            if len(self.failed) < KEPT_FAILURES:
                self.failed.append({"seed": seed, "what": outcome.failures[:6]})

    def merge(self, line: dict[str, Any]) -> None:
        """Add one stored line."""
        self.runs += line["runs"]
        self.trials += line["trials"]
        self.seconds += line["seconds"]
        self.failures += line["failures"]
        self.failed += line["failed"][: max(0, KEPT_FAILURES - len(self.failed))]
        self.seeds += [(a, b) for a, b in line["seeds"]]
        for name, count in line["counts"].items():
            self.counts[name] = self.counts.get(name, 0) + count
        for name, values in line["samples"].items():
            known = self.samples.setdefault(name, [])
            known += values[: max(0, KEPT_SAMPLES - len(known))]


@dataclass(frozen=True, slots=True)
class Job:
    """One worker's part: every `of`-th seed of a range, beginning with its own."""

    folder: Path
    worker: int
    of: int
    first: int
    last: int

    def path(self, suite: Suite) -> Path:
        return self.folder / f"{suite.test}.{self.first}-{self.last}.{self.worker}of{self.of}.jsonl"

    def next_seed(self, suite: Suite) -> int:
        """Give the first seed that no line has."""
        done = [b for line in read_lines(self.path(suite)) for _, b in line["seeds"]]
        if done:
            return max(done) + self.of
        return self.first + (self.worker - self.first) % self.of


class Overdue(BaseException):
    """Raised inside a trial that does not end."""


def attempt(suite: Suite, seed: int) -> Outcome:
    """Play one trial; what it raises, and a trial without end, are failures with their seed."""
    try:
        signal.alarm(suite.most_s)
        return suite.play(seed)
    except Overdue:
        return Outcome([f"did not end within {suite.most_s} s"])
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a trial that breaks is a result, not an end
        # A card is read on other machines: where the tree lay says nothing there.
        last = [text.replace(f"{ROOT}/", "") for text in traceback.format_exception(error)[-3:]]
        return Outcome([f"raised {type(error).__name__}: {error}", *last])
    finally:
        signal.alarm(0)


def stretch(suite: Suite, job: Job, *, until: float, most_runs: float) -> int:
    """Play trials until a time or an amount, writing a line every few seconds; gives the runs."""
    seed, runs = job.next_seed(suite), 0
    while seed <= job.last and runs < most_runs and now() < until:
        began, first, tally = now(), seed, Tally()
        while seed <= job.last and now() - began < FLUSH_S and runs + tally.runs < most_runs:
            outcome = attempt(suite, seed)
            tally.add(seed, outcome)
            seed += job.of
            if now() >= until:
                break
        tally.seconds = now() - began
        tally.seeds = [(first, seed - job.of)]
        runs += tally.runs
        write_line(job.path(suite), asdict(tally))
    return runs


def work(suites: Sequence[Suite], job: Job, *, until: float) -> None:
    """First bring every suite to its floor, then share what time is left."""
    signal.signal(signal.SIGALRM, _overdue)
    signal.signal(signal.SIGTERM, _stop)
    for goal in (lambda s: s.floor, lambda s: s.night):
        left = [s for s in suites if _missing(s, job, goal(s)) > 0]
        while left and now() < until:
            weights = sum(s.share for s in left)
            for suite in left:
                box = now() + max(5.0, (until - now()) * suite.share / weights)
                wanted = _missing(suite, job, goal(suite))
                stretch(suite, job, until=min(until, box), most_runs=wanted)
                weights -= suite.share
            left = [s for s in left if _missing(s, job, goal(s)) > 0 and _has_seeds(s, job)]


def _missing(suite: Suite, job: Job, goal: int) -> float:
    done = sum(line["runs"] for line in read_lines(job.path(suite)))
    return goal / job.of - done


def _has_seeds(suite: Suite, job: Job) -> bool:
    return job.next_seed(suite) <= job.last


def _overdue(_number: int, _frame: FrameType | None) -> None:
    raise Overdue


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def now() -> float:
    """Give real seconds: proofs are bounded by the machine's time."""
    return time.monotonic()


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read whole lines; one that was cut by an end of the program does not count."""
    if not path.exists():
        return []
    found = []
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(text))
        except ValueError:
            continue
    return found


def write_line(path: Path, line: dict[str, Any]) -> None:
    """Append a line at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A line that was cut stays alone, and is skipped when lines are read.
    cut = path.exists() and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * cut + json.dumps(line, ensure_ascii=False) + "\n")


def tallies(folder: Path, suites: Iterable[Suite]) -> dict[str, Tally]:
    """Sum up every line of a commit's folder."""
    found = {suite.test: Tally() for suite in suites}
    for test, tally in found.items():
        for path in sorted(folder.glob(f"{test}.*.jsonl")):
            for line in read_lines(path):
                tally.merge(line)
    return found


def commit_of(root: Path) -> str:
    """Name what is tested: the commit, marked when the tree differs from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/scorecard.*")
    return git("rev-parse", "--short=12", "HEAD") + ("+changes" if changed else "")


def spawn(arguments: Sequence[str], *, workers: int) -> list[subprocess.Popen[bytes]]:
    """Start one process a core."""
    base = [sys.executable, "-m", "tests.prove", *arguments]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    return [
        subprocess.Popen([*base, "--worker", str(n), "--of", str(workers)], env=environment)
        for n in range(workers)
    ]


def watch(
    processes: Sequence[subprocess.Popen[bytes]], tell: Callable[[], None], *, every_s: float
) -> None:
    """Wait for the workers, telling how far they are; an interrupt stops them in good order."""
    try:
        told = now()
        while any(p.poll() is None for p in processes):
            time.sleep(0.5)
            if now() - told >= every_s:
                tell()
                told = now()
    except KeyboardInterrupt:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=60)
