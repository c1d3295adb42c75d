"""T-26: bugs of the catalogue as patches; each must be caught by the tests that its head names.

A patch is planted in a copy of the tree. Caught means: the named tests fail there and pass here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.prove.suite import Outcome, Suite

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "planted"
HEAD = "# caught by: "
MOST_S = 600


@cache
def patches() -> tuple[Path, ...]:
    """Give all patches by name."""
    return tuple(sorted(FOLDER.glob("*.patch")))


def tests_of(patch: Path) -> list[str]:
    """Give the tests that must catch a patch, as its head names them."""
    for line in patch.read_text(encoding="utf-8").splitlines():
        if line.startswith(HEAD):
            return line.removeprefix(HEAD).split()
    raise ValueError(f"{patch.name} has no line '{HEAD.strip()}'")


def applies(patch: Path, *, where: Path = ROOT, check: bool = True) -> str:
    """Apply a patch, or only try; gives what is wrong, nothing when it fits."""
    words = ["git", "apply", "--unidiff-zero", *(["--check"] if check else []), str(patch)]
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(where.parent)}
    done = subprocess.run(
        words, cwd=where, capture_output=True, text=True, check=False, env=environment
    )
    return "" if done.returncode == 0 else done.stderr.strip() or "git apply failed"


def trial(number: int) -> Outcome:
    """Plant the bug that the number names and let its tests run."""
    patch = patches()[number % len(patches())]
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        _copy(copy)
        wrong = applies(patch, where=copy, check=False)
        if wrong:
            outcome.failures = [f"{patch.stem} does not apply: {wrong}"]
            return outcome
        code = _run(copy, tests_of(patch))
    outcome.count("caught" if code == 1 else "survived")
    if code != 1:
        outcome.failures = [f"{patch.stem} survived its tests (pytest ended with {code})"]
    return outcome


def _copy(to: Path) -> None:
    wanted = ("core", "bot", "storage", "sim", "tests", "pyproject.toml", "docs", "README.md")
    leave = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc")
    to.mkdir()
    for name in wanted:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=leave)
        else:
            shutil.copy(source, to / name)


def _run(tree: Path, tests: list[str]) -> int:
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("CI", None)
    done = subprocess.run(
        words, cwd=tree, env=environment, capture_output=True, timeout=MOST_S, check=False
    )
    return done.returncode


SUITE = Suite(
    "T-26", "planted bugs caught", trial, floor=30, night=max(30, len(patches())), unit="bugs",
    share=2, most_s=MOST_S, inputs=max(1, len(patches())),
    left_out=(f"{74 - len(patches())} of the catalogue's 74 have no patch yet",),
)  # fmt: skip
