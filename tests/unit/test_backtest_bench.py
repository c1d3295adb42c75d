"""The jobs of the backtest bench: every side of it lives through them alike, to the won."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SEED_BARS = 1_500
SIDES = {"ours": "_ours.py", "floor": "_floor_side.py", "plain": "_plain.py"}
# Three compilers start from nothing.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for compiled code that the tests of one run share."""
    return tmp_path_factory.getbasetemp().parent / "kernels"


def written(root: Path, code: str, folder: Path) -> Path:
    """Write a job as the bench does; it knows its modules by the folder they lie in."""
    lines = (
        f"from pathlib import Path\nfrom _cross_jobs import *\n{code}.write(Path({str(folder)!r}))"
    )
    run(root, "-c", lines)
    return folder


def run(root: Path, *words: str, told: str = "", **more: str) -> str:
    """Run Python with the bench's modules in reach."""
    paths = os.pathsep.join([str(root), str(root / "bench")])
    done = subprocess.run(
        [sys.executable, *words], input=told, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONUTF8": "1"} | more,
    )  # fmt: skip
    return done.stdout


def asked(root: Path, side: str, folder: Path, kernels: Path) -> dict[str, Any]:
    """Ask a side once."""
    script = str(root / "bench" / SIDES[side])
    said = run(root, script, str(folder), told="\n", GAEMI_BENCH_KERNELS=str(kernels))
    found: dict[str, Any] = json.loads(said)
    return found


@pytest.mark.parametrize(
    "code",
    [f"job_a({SEED_BARS})", "job_b(4, 300)"],
    ids=["one symbol", "portfolio"],
)
def test_ours_the_floor_and_plain_python_agree_on_every_fill_and_won(code, root, tmp_path, kernels):
    folder = written(root, code, tmp_path / "job")
    ours, floor, plain = (asked(root, side, folder, kernels) for side in ("ours", "floor", "plain"))
    assert ours["fills"] > 10
    assert ours["digest"] == floor["digest"] == plain["digest"]
    assert round(ours["cash"]) == round(floor["cash"]) == round(plain["cash"])


def test_a_sweep_agrees_with_the_floor_and_plain_python_pair_by_pair(root, tmp_path, kernels):
    folder = written(root, "job_c(8_500, 2, 2)", tmp_path / "job")
    sides = [asked(root, side, folder, kernels)["each"] for side in ("ours", "floor", "plain")]
    assert len(sides[0]) == 4
    for ours, floor, plain in zip(*sides, strict=True):
        assert ours[0] == pytest.approx(floor[0], abs=1e-12) == plain[0]
        assert ours[2] == floor[2] == plain[2] > 0
        assert floor[1] == pytest.approx(plain[1], abs=1e-12)
        # A sweep looks at the ends of sessions, which cannot fall deeper than all closes.
        assert 0 < ours[1] <= floor[1]


def test_the_event_backtest_agrees_with_its_plain_loop_where_a_night_lets_an_entry_lapse(root):
    lines = (
        "from _jobs import *\nfrom core.backtest.event import run_event\n"
        "series = minutes(20_000, seed=5)\nplain = plain_loop(series)\n"
        "done = run_event(LevelCross, params(), [series], WITH_RISK)\n"
        "print(len(done.fills), len(plain.fills), done.cash5, plain.cash5)"
    )
    ours, floor, cash5, floor5 = run(root, "-c", lines).split()
    assert ours == floor
    assert cash5 == floor5
