"""Simulated days in the size of a pull request."""

from __future__ import annotations

import pytest

from tests.prove import days


@pytest.mark.parametrize("block", range(8))
def test_a_day_of_faults_ends_with_nothing_lost(block: int) -> None:
    found = [(n, days.trial(n).failures) for n in range(block * 5, block * 5 + 5)]
    assert [f for f in found if f[1]] == []
