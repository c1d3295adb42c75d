"""Drawn cases of doubt: truth, visibility, look-alikes, restarts, right and wrong answers."""

from __future__ import annotations

import pytest

from tests.ambiguity import describe, play

SEEDS = 300
BATCH = 25


@pytest.mark.parametrize("first", range(0, SEEDS, BATCH))
async def test_no_drawn_case_doubles_hides_or_mislabels_an_order(first: int) -> None:
    wrong = []
    for seed in range(first, first + BATCH):
        played = await play(seed)
        if played.wrong:
            wrong.append(f"seed {seed}: {describe(played)}")
    assert not wrong, "\n".join(wrong)
