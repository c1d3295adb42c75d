"""A real `gaemi sweep`: killed and stopped in the middle, it goes on and does nothing twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from core.domain.trial import Trial
from storage.store import open_trials
from tests.clusters import dask
from tests.e2e.process import command, variables
from tests.series import walk

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(600)]
WORDS = (
    "sweep", "golden_cross", "--data", "files", "--method", "random", "--trials", "60",
    "--seed", "5", "--workers", "2", "--holdout", "0.2", "--set", "volume_mult=0",
)  # fmt: skip
DEADLINE_S = 250.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    rows = [f"{b.day},{b.open},{b.high},{b.low},{b.close},{b.volume}\n" for b in walk(3, 700)]
    head = "date,open,high,low,close,volume\n"
    (tmp_path / "files" / "000010.csv").write_text(head + "".join(rows))
    return tmp_path


def start(home: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*WORDS, *more), cwd=home, env=variables(home), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def tried(home: Path) -> int:
    """How many sets lie on disk, as somebody else sees them."""
    if not (home / "sweeps.db").exists():
        return 0
    address = f"file:{home / 'sweeps.db'}?mode=ro"
    found = 0
    with closing(sqlite3.connect(address, uri=True)) as file, suppress(sqlite3.OperationalError):
        found = int(file.execute("SELECT count(*) FROM tried").fetchone()[0])
    return found


def until(probe: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + DEADLINE_S
    while not probe():
        assert time.monotonic() < end, f"not within {DEADLINE_S:g} s: {what}"
        time.sleep(0.02)


def members(group: int) -> list[str]:
    """The command lines of the processes that a sweep started, itself included."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group and fields[0] != "Z":
                found.append((folder / "cmdline").read_text())
    return found


def counted(home: Path) -> dict[str, Trial]:
    log = open_trials(home / "trials.db")
    trials = log.of("golden_cross", first=date(2000, 1, 1), last=date(2030, 1, 1))
    log.close()
    searched = min(one.first for one in trials)
    return {one.params_hash: one for one in trials if one.first == searched}


def resumed(home: Path, *more: str) -> list[dict[str, Any]]:
    process = start(home, "--resume", "--json", "out.json", *more)
    said, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, said
    return table(home / "out.json")


def undisturbed(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The table of the same sweep in this process, where nobody was killed."""
    monkeypatch.chdir(home)
    words = [*WORDS, "--workers", "1", "--store", "whole.db", "--json", "whole.json"]
    done = CliRunner().invoke(cli, words, env={"GAEMI_HOME": "elsewhere", "HOME": "."})
    assert done.exit_code == 0, done.output
    return table(home / "whole.json")


def table(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["sets"]
    return found


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill", "ctrl-c"])
def test_a_sweep_that_ended_in_the_middle_goes_on_and_does_nothing_twice(home, how, monkeypatch):
    process = start(home)
    until(lambda: tried(home) >= 5, "five sets on disk")
    if how is signal.SIGKILL:
        process.kill()
    else:
        # A keyboard's Ctrl-C goes to every process of the terminal.
        os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=DEADLINE_S)
    until(lambda: not members(process.pid), "no process is left behind")
    kept, before = tried(home), counted(home)
    assert 5 <= kept < 60, "the machine was too fast for this test"
    if how is signal.SIGINT:
        assert process.returncode == 130, said
        assert "--resume" in said
        assert "Traceback" not in said
        assert len(before) == kept

    sets = resumed(home)

    after = counted(home)
    assert len(sets) == 60
    assert {one["key"] for one in sets} == after.keys() | {sets[0]["key"]}
    # Trying a set again would count it at a later time; the best is looked at once more.
    again = {key for key, trial in before.items() if after[key].at != trial.at}
    assert len(again - {sets[0]["key"]}) <= len(before) - kept
    assert sets == undisturbed(home, monkeypatch)


def test_a_sweep_on_a_cluster_goes_on_after_a_kill_and_finds_the_same(home, monkeypatch):
    (home / "dask").mkdir()
    with dask(home / "dask", workers=2) as cluster:
        process = start(home, "--cluster", cluster.address)
        until(lambda: tried(home) >= 5, "five sets on disk")
        process.kill()
        process.communicate(timeout=DEADLINE_S)
        kept = tried(home)
        assert 5 <= kept < 60, "the machine was too fast for this test"
        sets = resumed(home, "--cluster", cluster.address)
    assert len(sets) == 60
    assert sets == undisturbed(home, monkeypatch)


def test_a_cluster_that_is_not_there_is_told_before_anything_is_tried(home):
    process = start(home, "--cluster", "tcp://127.0.0.1:9")
    said, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 2
    assert "tcp://127.0.0.1:9" in said
    assert tried(home) == 0
