"""The scorecard: what ran, with which seeds, what failed, and what was not run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.prove.absent import absent
from tests.prove.runner import Tally
from tests.prove.suite import Suite

JSON, TEXT = "docs/scorecard.json", "docs/scorecard.md"


def rows(
    suites: Sequence[Suite], tallies: Mapping[str, Tally], commit: str
) -> list[dict[str, Any]]:
    """Give a row for each suite; one that never ran has zero runs and says so."""
    return [_row(suite, tallies[suite.test], commit) for suite in suites]


def _row(suite: Suite, tally: Tally, commit: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "test": suite.test,
        "title": suite.title,
        "runs": tally.runs,
        "unit": suite.unit,
        "seeds": spans(tally.seeds),
        "failures": tally.failures,
        "floor": suite.floor,
        "night": suite.night,
        "commit": commit,
        "cpu_hours": round(tally.seconds / 3600, 2),
        "not_run": _not_run(suite, tally),
    }
    if tally.counts:
        row["counts"] = dict(sorted(tally.counts.items()))
    if tally.samples:
        row["measured_ms"] = {n: measured(v) for n, v in sorted(tally.samples.items())}
    if tally.failed:
        row["failed"] = [f | {"again": again(suite, f["seed"])} for f in tally.failed]
    return row


def again(suite: Suite, seed: int) -> str:
    """Give the command that repeats a trial."""
    return f"python -m tests.prove {suite.test} --seed {seed}"


def _not_run(suite: Suite, tally: Tally) -> list[str]:
    missing = list(suite.left_out)
    if tally.runs < suite.floor:
        missing.append(f"{suite.floor - tally.runs:,} {suite.unit} below the floor")
    if tally.runs < suite.night:
        missing.append(f"{suite.night - tally.runs:,} of the night's {suite.night:,} {suite.unit}")
    return missing


def spans(pairs: Sequence[tuple[int, int]]) -> str:
    """Write seeds as ranges; workers take every other one, so ranges are of whole stretches."""
    joined: list[list[int]] = []
    for first, last in sorted(pairs):
        if joined and first <= joined[-1][1] + 2:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return ", ".join(f"{a}-{b}" for a, b in joined)


def measured(seconds: Sequence[float]) -> dict[str, float]:
    """Give count, median, 99th percentile and maximum in milliseconds."""
    found = sorted(seconds)

    def at(share: float) -> float:
        return round(found[min(len(found) - 1, int(share * len(found)))] * 1000, 3)

    return {"n": len(found), "p50": at(0.5), "p99": at(0.99), "max": round(found[-1] * 1000, 3)}


def write(root: Path, found: Sequence[Mapping[str, Any]]) -> None:
    """Write both forms; the text is made from the same rows."""
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    (root / JSON).write_text(text, encoding="utf-8")
    (root / TEXT).write_text(as_text(found), encoding="utf-8")


def as_text(found: Sequence[Mapping[str, Any]]) -> str:
    """Write the rows as a page."""
    commit = found[0]["commit"] if found else "none"
    lines = [
        "# Scorecard",
        "",
        f"Made by `make prove` on commit `{commit}`; `docs/proofs.md` says what each line proves.",
        "Figures are what really ran. Nothing else is claimed.",
        "",
        "| test | what | ran | floor | failures | CPU hours |",
        "|---|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {r['test']} | {r['title']} | {r['runs']:,} {r['unit']} | {r['floor']:,} "
        f"| {r['failures']} | {r['cpu_hours']} |"
        for r in found
    ]
    lines += ["", "## Not run", ""]
    lines += [f"* {r['test']}: {text}." for r in found for text in r["not_run"]]
    lines += [
        f"* {test}: no suite: {why}." for test, why in absent(r["test"] for r in found).items()
    ]
    lines += _latencies(found) + _failures(found)
    return "\n".join(lines) + "\n"


def _latencies(found: Sequence[Mapping[str, Any]]) -> list[str]:
    measured_rows = [(r["test"], n, m) for r in found for n, m in r.get("measured_ms", {}).items()]
    if not measured_rows:
        return []
    head = ["", "## Measured", "", "| test | what | n | p50 ms | p99 ms | max ms |",
            "|---|---|---:|---:|---:|---:|"]  # fmt: skip
    return head + [
        f"| {test} | {name} | {m['n']} | {m['p50']} | {m['p99']} | {m['max']} |"
        for test, name, m in measured_rows
    ]


def _failures(found: Sequence[Mapping[str, Any]]) -> list[str]:
    failed = [(f["again"], f["what"]) for r in found for f in r.get("failed", [])]
    if not failed:
        return ["", "No failure is known of these runs."]
    lines = ["", "## Failures", ""]
    for command, what in failed:
        lines += [f"* `{command}`", *(f"  * {_one_line(text)}" for text in what[:3])]
    return lines


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
