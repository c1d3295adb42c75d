"""The import rules: kept by the code, and able to see each kind of breach."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGES = ("core", "bot", "storage", "sim")
LINT = Path(sys.executable).with_name("lint-imports")

# A breach for each contract: the file that is planted and what it imports.
BREACHES = {
    "core-alone": ("core/planted.py", "import bot"),
    "domain-lowest": ("core/domain/planted.py", "import core.clock"),
    "domain-plain": ("core/domain/planted_too.py", "import httpx"),
    "flow-no-io": ("core/flow/planted.py", "import core.market.planted"),
    "flow-plain": ("core/flow/planted_too.py", "import httpx"),
    "numba-apart": ("core/market/planted_too.py", "import numba"),
    "pictures-apart": ("bot/planted_too.py", "import matplotlib"),
    "assistant-reads": ("bot/assistant/planted.py", "import core.flow.planted"),
    "storage-door": ("storage/planted.py", "import core.flow.planted"),
    "sim-oracle": ("sim/planted.py", "import core.clock"),
    "bot-ports": ("bot/planted.py", "import storage"),
}
ROOMS = ("bot/assistant", "core/domain", "core/flow", "core/market")
FILES = (
    "bot/delivery.py",
    "bot/halting.py",
    "bot/presses.py",
    "bot/router.py",
    "core/brokers.py",
    "core/clock.py",
    "core/domain/commands.py",
    "core/domain/wanted.py",
    "core/latch.py",
    "core/net.py",
    "core/errors.py",
    "core/market/planted.py",
    "sim/inner.py",
    "storage/inner.py",
)


def contracts(root: Path) -> dict[str, str]:
    with (root / "pyproject.toml").open("rb") as file:
        found = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in found}


def lint(folder: Path) -> str:
    done = subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    return done.stdout + done.stderr


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A small tree of the same shape, under the contracts of the project."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    for folder in (*PACKAGES, *ROOMS):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    for file in FILES:
        (tmp_path / file).touch()
    return tmp_path


def test_code_keeps_every_contract(root):
    said = lint(root)

    assert f"Contracts: {len(contracts(root))} kept, 0 broken." in said, said
    there = sum(len(list((root / package).rglob("*.py"))) for package in PACKAGES)
    seen = re.search(r"Analyzed (\d+) files, (\d+) dependencies", said)
    assert seen is not None
    # Not one file of ours may escape; libraries are seen besides.
    assert int(seen[1]) >= there
    assert int(seen[2]) > there


def test_clean_small_tree_keeps_every_contract(copy, root):
    assert f"Contracts: {len(contracts(root))} kept, 0 broken." in lint(copy)


def test_every_contract_sees_its_breach(copy, root):
    for file, text in BREACHES.values():
        (copy / file).write_text(f"{text}\n")

    said = lint(copy)

    broken = {id_ for id_, name in contracts(root).items() if f"{name} BROKEN" in said}
    assert broken == set(BREACHES) == set(contracts(root)), said


def test_kernel_alone_may_meet_the_compiler(copy, root):
    (copy / "core/backtest").mkdir()
    for file in ("__init__.py", "planted.py"):
        (copy / "core/backtest" / file).write_text(
            "import numba\n" if file != "__init__.py" else ""
        )
    assert "0 broken." in lint(copy)


def test_running_engine_never_loads_the_compiler_nor_what_draws():
    code = (
        "import sys; import bot.__main__, bot.assemble, bot.assemble_kis, bot.assemble_live; "
        "from core.registry import discover; "
        "discover('core.strategies'); discover('bot.commands'); "
        "print({'numba', 'llvmlite', 'matplotlib', 'PIL', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert done.stdout.strip() == "set()", done.stdout + done.stderr


def test_assembler_alone_may_meet_storage_and_simulator(copy, root):
    (copy / "bot/assemble.py").write_text("import storage.inner\nimport sim.inner\n")
    (copy / "bot/__main__.py").write_text("import bot.assemble\n")
    assert "0 broken." in lint(copy)
