"""The project's own files agree with each other: locks, declared and imported libraries."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGES = ("core", "bot", "storage", "sim")
# Libraries whose module is not called like the distribution.
MODULES = {
    "argon2-cffi": "argon2",
    "ta-lib": "talib",
    "python-dotenv": "dotenv",
    "python-telegram-bot": "telegram",
    "pyyaml": "yaml",
}
# The time zones of systems that have none, found by zoneinfo, and letters of Hangul that are read
# as files; pydantic's core comes with pydantic.
NEVER_IMPORTED = {"tzdata", "koreanize-matplotlib"}
CAME_ALONG = {"pydantic_core": "pydantic"}


def declared(root: Path) -> set[str]:
    with (root / "pyproject.toml").open("rb") as file:
        lines = tomllib.load(file)["project"]["dependencies"]
    return {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in lines}


def imported(root: Path) -> set[str]:
    """Top-level names of all imports of the product, those inside functions included."""
    names: set[str] = set()
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names.add((node.module or "").split(".")[0])
    return names - set(sys.stdlib_module_names) - set(PACKAGES)


def module_of(distribution: str) -> str:
    return MODULES.get(distribution, distribution.replace("-", "_"))


def extras(root: Path) -> set[str]:
    """Give the libraries of all extras, which are imported only where they are asked for."""
    with (root / "pyproject.toml").open("rb") as file:
        groups = tomllib.load(file)["project"]["optional-dependencies"].values()
    return {re.split(r"[^\w.-]", line)[0].lower() for lines in groups for line in lines}


def test_every_import_is_declared(root):
    ours = {module_of(name) for name in declared(root) | extras(root)}
    found = {CAME_ALONG.get(name, name) for name in imported(root)}
    assert len(found) > 3
    assert found <= ours


def test_every_declared_library_is_imported(root):
    """Hold in the end: a library may be declared a little before its first use."""
    wanted = {module_of(name) for name in declared(root) - NEVER_IMPORTED}
    assert wanted <= imported(root)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_holds_hashes_and_no_address(root, name):
    text = (root / name).read_text(encoding="utf-8")
    entries = re.findall(r"^([\w.\[\]-]+)==\S.*?(?=^[\w]|\Z)", text, re.MULTILINE | re.DOTALL)
    blocks = re.split(r"^(?=[\w])", text, flags=re.MULTILINE)[1:]

    assert len(entries) == len(blocks) > 20
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    locked = {block.split("==")[0].lower().replace("_", "-") for block in blocks}
    assert declared(root) <= locked
    assert "setuptools" in locked


def test_lock_of_the_peers_holds_hashes_and_no_address(root):
    lock = json.loads((root / "tests/peers/package-lock.json").read_text(encoding="utf-8"))
    packages = [entry for place, entry in lock["packages"].items() if place]
    assert len(packages) > 20
    assert all("integrity" in entry and "resolved" not in entry for entry in packages)


def test_ci_entry_can_be_run(root):
    assert (root / ".ci" / "run").stat().st_mode & 0o100
