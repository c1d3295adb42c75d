"""The scripts of bench: they run, and their lists have the promised form."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

KEYS = {"name", "value", "unit", "ratio", "against", "min", "median", "max"}
# What issue and goals want to be measured: a part of the name of one figure each.
PROMISED = {
    "safety": (
        "press -> order POST leaves", "fill notice -> fill booked",
        "200 fills booked", "200 orders, 50 holdings", "whole look", "Runtime.halt ->",
        "console line ->", "Telegram update ->", "watchdog's socket ->", "gaemi halt",
        "durable commit of a press, SQLite", "frame -> hint", "memory at the end",
    ),
    "chat": (
        "telegram: update -> answer", "slack: update -> answer", "telegram: an answer in a burst",
        "slack: an answer in a burst", "press -> order POST leaves, at any moment",
        "press -> order POST leaves, facts fresh", "start, home in use", "start, fresh home",
        "memory: idle", "six months of bars", "chart: first one",
    ),
    "chat_backtest": ("started for it: bollinger", "running: bollinger"),
    "engine": (
        "event backtest, job (a)", "five streaming indicators, one symbol", "symbols, a sweep",
        "frame -> tick -> indicators -> handler", "symbols x 200 days", "a symbol of",
        "frame -> hint", "20 quotes -> signal stored", "memory at the end",
    ),
    "storage": (
        "durable commit of a press, SQLite", "100 symbols, SQLite", "for a backtest, SQLite",
        "durable commit of a press, PostgreSQL", "100 symbols, PostgreSQL",
        "for a backtest, PostgreSQL",
    ),
}  # fmt: skip
Figures = list[dict[str, object]]


@pytest.fixture(scope="module", params=list(PROMISED))
def script(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def figures(script: str, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Run a script with little of each; it ends with an error where two sides disagree."""
    out = tmp_path_factory.mktemp("bench") / f"{script}.json"
    done = subprocess.run(
        [sys.executable, f"bench/{script}.py", "--quick", "--json", str(out)],
        cwd=root, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: Figures = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_every_figure_has_the_promised_keys_and_sound_numbers(figures: Figures) -> None:
    assert figures
    for one in figures:
        assert set(one) >= KEYS, one
        low, middle, high = (float(str(one[k])) for k in ("min", "median", "max"))
        assert all(math.isfinite(x) for x in (low, middle, high, float(str(one["ratio"])))), one
        assert low <= middle <= high, one
        assert one["against"], one


def test_every_promised_thing_is_measured_once(script: str, figures: Figures) -> None:
    names = [str(one["name"]) for one in figures]
    assert len(names) == len(set(names))
    kept = [part for part in PROMISED[script] if "PostgreSQL" not in part or postgres.answers()]
    missing = [part for part in kept if not any(part in name for name in names)]
    assert missing == []


def test_frames_came_at_the_wanted_pace(script: str, figures: Figures) -> None:
    paces = [float(str(one["value"])) for one in figures if one["name"] == "frames a second"]
    assert (script in ("engine", "safety")) == bool(paces)
    assert all(pace >= 1_900 for pace in paces)
