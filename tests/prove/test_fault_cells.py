"""Faults in every phase in the size of a pull request: each fault in a third of its phases."""

from __future__ import annotations

import pytest

from tests.prove import cells
from tests.prove.faults import FAULTS, PHASES


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_loses_nothing_in_a_third_of_the_phases(name: str) -> None:
    mine = [n for n, cell in enumerate(cells.CELLS) if cell[0] == name]
    shift = int(name[1:]) % 3
    found = {cells.CELLS[n]: cells.trial(n) for n in mine[shift::3]}
    assert {cell: o.failures for cell, o in found.items() if o.failures} == {}
    assert any(o.counts["fault hit"] for o in found.values())


def test_the_matrix_is_whole_and_what_is_left_out_has_a_reason() -> None:
    assert sorted(FAULTS) == [f"F{n:02d}" for n in range(1, 49)]
    assert len(PHASES) == 12
    assert len(cells.CELLS) >= 500
    assert all(len(why) > 10 for f in FAULTS.values() for why in f.never.values())


def test_three_seeds_play_several_sizes_of_a_fault_in_each_phase() -> None:
    sizes = {n: len(f.others) + 1 for n, f in FAULTS.items() if f.others}
    assert sizes == {"F06": 6, "F46": 6, "F47": 2, "F48": 3}
    for name, count in sizes.items():
        whats = [FAULTS[name].variant(n).what for n in range(count)]
        assert len(set(whats)) == count
        assert FAULTS[name].variant(count) is FAULTS[name]


@pytest.mark.parametrize("turn", [1, 2])
def test_a_clock_that_is_wrong_ends_no_order(turn: int) -> None:
    # Nine hours ahead while an order rests: it was called expired, and it was not.
    phases = ("accepted", "part-filled", "awaiting")
    mine = [n for n, cell in enumerate(cells.CELLS) if cell[0] == "F46" and cell[1] in phases]
    trials = [cells.trial(turn * len(cells.CELLS) + n) for n in mine]
    assert [o.failures for o in trials if o.failures] == []


def test_a_fate_is_read_from_the_journal() -> None:
    assert cells._fate(["unknown", "adopted"], []) == "adopted"
    assert cells._fate(["unknown", "rejected"], []) == "absent"
    assert cells._fate(["unknown"], []) == "unknown"
    assert cells._fate(["accepted"], []) == "accepted"
