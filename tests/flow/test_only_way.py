"""The single path holds in the source text: one maker of the seal, one sender (INV-13)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("core", "bot", "storage", "sim")


def calls(root: Path) -> Iterator[tuple[str, str]]:
    """Give (file, called name) of every call in the product."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    yield path.relative_to(root).as_posix(), name


@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("RiskApproved", {"core/flow/risk_gate.py"}),
        ("GateSeal", {"core/flow/risk_gate.py"}),
        ("approve", {"core/flow/grants.py"}),
    ],
)
def test_only_one_file_makes_it(root: Path, name: str, only: set[str]) -> None:
    assert {file for file, called in calls(root) if called == name} == only


def test_only_the_gateway_submits_to_a_broker(root: Path) -> None:
    senders = {file for file, called in calls(root) if called == "submit"}
    # The store's thread pool, the deliverers and a sweep's hands use the word for other things.
    others = {"storage/unit_of_work.py", "core/backtest/sweep/cluster.py"}
    assert senders - others == {"core/flow/gateway.py"}


def test_nothing_unpacks_the_seal(root: Path) -> None:
    text = [
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*.py")
        if "_SEAL" in path.read_text(encoding="utf-8")
    ]
    assert text == ["core/flow/risk_gate.py"]
