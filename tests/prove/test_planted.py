"""Planted bugs still fit the code and name tests that exist; `make prove` runs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.prove import planted


@pytest.mark.parametrize("patch", planted.patches(), ids=lambda p: p.stem)
def test_a_planted_bug_still_applies_and_names_its_tests(patch: Path, root: Path) -> None:
    assert planted.applies(patch) == "", "the code moved on: write the patch anew"
    assert re.fullmatch(r"[ABC]\d\d-[a-z0-9-]+", patch.stem)
    assert [name for name in planted.tests_of(patch) if not is_there(root, name)] == []


def is_there(root: Path, name: str) -> bool:
    """Tell whether a folder, a file or a test in a file stands where a patch names it."""
    place, _, test = name.partition("::")
    path = root / place
    if not test or not path.is_file():
        return path.exists() and not test
    return f"def {test.partition('[')[0]}(" in path.read_text(encoding="utf-8")


def test_there_are_enough_of_them() -> None:
    assert len(planted.patches()) >= 30


def test_a_patch_that_does_not_fit_is_told(tmp_path: Path) -> None:
    patch = tmp_path / "B00-nothing.patch"
    patch.write_text("--- a/core/clock.py\n+++ b/core/clock.py\n@@ -1 +1 @@\n-no such line\n+x\n")
    assert "clock.py" in planted.applies(patch)
