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
    assert all((root / name.partition("::")[0]).exists() for name in planted.tests_of(patch))


def test_there_are_enough_of_them() -> None:
    assert len(planted.patches()) >= 30


def test_a_patch_that_does_not_fit_is_told(tmp_path: Path) -> None:
    patch = tmp_path / "B00-nothing.patch"
    patch.write_text("--- a/core/clock.py\n+++ b/core/clock.py\n@@ -1 +1 @@\n-no such line\n+x\n")
    assert "clock.py" in planted.applies(patch)
