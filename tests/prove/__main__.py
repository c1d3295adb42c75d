"""`python -m tests.prove [TEST ...] [--hours H] [--seeds A-B] [--seed N]`: the long proofs.

With --seed one trial is repeated and its findings are printed; without, suites run for the given
hours on every core and the scorecard is written.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import structlog

from tests.prove import runner, scorecard
from tests.prove.catalogue import SUITES
from tests.prove.suite import Suite

ROOT = Path(__file__).resolve().parents[2]
TELL_S = 20.0


def main(words: list[str]) -> int:
    """Run what the words say; 1 when anything failed."""
    given = _parser().parse_args(words)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    suites = _chosen(given.tests)
    if given.seed is not None:
        return _once(suites, given.seed)
    commit = given.commit or runner.commit_of(ROOT)
    folder = ROOT / "build" / "prove" / commit
    first, last = (int(n) for n in given.seeds.split("-"))
    if given.worker is not None:
        job = runner.Job(folder, given.worker, given.of, first, last)
        try:
            runner.work(suites, job, until=runner.now() + given.hours * 3600)
        except KeyboardInterrupt:
            return 0
        return 0
    return _all(suites, given, commit=commit, folder=folder)


def _all(suites: list[Suite], given: argparse.Namespace, *, commit: str, folder: Path) -> int:
    arguments = [*(s.test for s in suites), "--hours", str(given.hours), "--seeds", given.seeds,
                 "--commit", commit]  # fmt: skip
    print(f"commit {commit}, {given.hours} h, seeds {given.seeds}, lines in {folder}", flush=True)

    def tell() -> None:
        found = runner.tallies(folder, suites)
        shown = [f"{t} {y.runs:,}" + (f" ({y.failures} failed)" * bool(y.failures))
                 for t, y in found.items() if y.trials]  # fmt: skip
        print(" · ".join(shown) or "nothing yet", flush=True)

    runner.watch(runner.spawn(arguments, workers=given.workers), tell, every_s=TELL_S)
    tell()
    rows = scorecard.rows(SUITES, runner.tallies(folder, SUITES), commit)
    scorecard.write(ROOT, rows)
    print(f"written: {scorecard.TEXT}, {scorecard.JSON}")
    return int(any(row["failures"] for row in rows))


def _once(suites: list[Suite], seed: int) -> int:
    failed = 0
    for suite in suites:
        outcome = suite.play(seed)
        failed += bool(outcome.failures)
        print(f"{suite.test} seed {seed}: {outcome.runs} {suite.unit}, {outcome.counts}")
        print("\n".join(outcome.failures) or "no failure")
    return int(failed > 0)


def _chosen(names: list[str]) -> list[Suite]:
    known = {suite.test: suite for suite in SUITES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"no test {', '.join(unknown)}: choose of {', '.join(known)}")
    return [known[name] for name in names] or list(SUITES)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    parser.add_argument("tests", nargs="*", help="such as T-01; all of them when none is named")
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--seeds", default="0-99999999", help="first and last trial, as 0-999")
    parser.add_argument("--seed", type=int, help="repeat one trial and print what it finds")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    for hidden in ("--worker", "--of"):
        parser.add_argument(hidden, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--commit", default="", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
