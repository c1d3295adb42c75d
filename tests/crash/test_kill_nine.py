"""The real program, killed with SIGKILL at every step of the path, and started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.test_crash_sweep import POINTS
from tests.demos import findings

SEED = "11"
# The person's stop is not part of a demo; the driver beside this file plays it.
DRIVEN = {"halt.after_latch"}
HITS = {"report.after_commit": 1, "day_close.after_commit": 2, "outbox.after_delivery": 5}
SECRETS = {
    "OPENAI_API_KEY": "sk-CANARY0123456789abcdefABCDEF",
    "TELEGRAM_BOT_TOKEN": "1234567890:CANARYabcdefghijklmnopqrstuvwxyz012",
}
COMMAND = [sys.executable, "-m", "bot", "demo", "--seed", SEED, "--weeks", "1"]


def start(home: Path, root: Path, *, kill_at: str = "") -> subprocess.CompletedProcess[str]:
    """Run one week on a home folder; `kill_at` names a failpoint and its hit."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GAEMI_")}
    env |= {"GAEMI_HOME": str(home), "PYTHONPATH": str(root), **SECRETS}
    if kill_at:
        env["GAEMI_FAILPOINT"] = kill_at
    command = [*COMMAND, "--home", str(home), "--json", str(home / "out.json")]
    if kill_at.partition(":")[0] in DRIVEN:
        command = [sys.executable, str(Path(__file__).with_name("driver.py")), str(home), SEED]
    return subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, timeout=100)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_step_and_started_again(point: str, root: Path, tmp_path: Path) -> None:
    killed = start(tmp_path, root, kill_at=f"{point}:{HITS.get(point, 1)}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    assert not (tmp_path / "out.json").exists()
    again = start(tmp_path, root)
    assert again.returncode == 0, again.stderr[-2000:]
    outcome = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert outcome["cards"] > 0
    assert asyncio.run(findings(tmp_path, list(SECRETS.values()))) == []
