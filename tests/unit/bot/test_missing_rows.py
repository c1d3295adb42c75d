"""A home folder whose rows are gone is refused: an empty file would know of no order."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assemble import kept_in
from core.clock import SimClock
from core.errors import StoreError
from tests import samples

CLOCK = SimClock(samples.AT)


def test_a_used_home_without_its_rows_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    kept_in(tmp_path, CLOCK).close()
    rows = (tmp_path / "gaemi.db").read_bytes()
    (tmp_path / "gaemi.db").unlink()
    with pytest.raises(StoreError, match="is missing although gaemi ran in this folder"):
        kept_in(tmp_path, CLOCK)
    assert not (tmp_path / "gaemi.db").exists()
    (tmp_path / "gaemi.db").write_bytes(rows)
    kept_in(tmp_path, CLOCK).close()


def test_a_start_that_was_cut_before_its_key_goes_on(tmp_path: Path) -> None:
    kept_in(tmp_path, CLOCK).close()
    (tmp_path / "grant.key").unlink()
    kept_in(tmp_path, CLOCK).close()
    assert (tmp_path / "grant.key").exists()
