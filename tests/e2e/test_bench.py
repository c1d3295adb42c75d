"""The scripts of bench: they run, and their lists have the promised form."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = {"name", "value", "unit", "ratio", "against", "min", "median", "max"}
# What issue and goals want to be measured: a part of the name of one figure each.
PROMISED = (
    "durable commit", "press -> order POST leaves", "fill notice -> fill booked",
    "200 fills booked", "200 orders, 50 holdings", "whole look", "frame -> hint",
    "20 quotes -> signal stored", "memory at the end", "Runtime.halt ->", "console line ->",
    "Telegram update ->", "watchdog's socket ->", "gaemi halt",
)  # fmt: skip


@pytest.fixture(scope="module")
def figures(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    out = tmp_path_factory.mktemp("bench") / "safety.json"
    done = subprocess.run(
        [sys.executable, "bench/safety.py", "--quick", "--json", str(out)],
        cwd=root, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_every_figure_has_the_promised_keys_and_sound_numbers(
    figures: list[dict[str, object]],
) -> None:
    assert figures
    for one in figures:
        assert set(one) >= KEYS, one
        low, middle, high = (float(str(one[k])) for k in ("min", "median", "max"))
        assert all(math.isfinite(x) for x in (low, middle, high, float(str(one["ratio"])))), one
        assert low <= middle <= high, one
        assert one["against"], one


def test_every_promised_thing_is_measured_once(figures: list[dict[str, object]]) -> None:
    names = [str(one["name"]) for one in figures]
    assert len(names) == len(set(names))
    missing = [part for part in PROMISED if not any(part in name for name in names)]
    assert missing == []


def test_frames_came_at_the_wanted_pace(figures: list[dict[str, object]]) -> None:
    (pace,) = [one for one in figures if one["name"] == "frames a second"]
    assert float(str(pace["value"])) >= 1_900
