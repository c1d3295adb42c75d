"""The matrix of chat faults in the size of a pull request: every cell, twenty situations."""

from __future__ import annotations

import pytest

from tests.prove import chat
from tests.prove.chat_scene import FACES

SEEDS = 20


@pytest.mark.parametrize("cell", chat.CELLS, ids="-".join)
def test_a_chat_fault_loses_nothing_and_doubles_nothing(cell: tuple[str, str]) -> None:
    first = chat.CELLS.index(cell)
    numbers = [first + turn * len(chat.CELLS) for turn in range(SEEDS)]
    found = {number: chat.trial(number).failures for number in numbers}
    assert {number: wrong for number, wrong in found.items() if wrong} == {}


def test_the_matrix_is_whole_and_what_is_left_out_has_a_reason() -> None:
    assert sorted(chat.FAULTS) == [f"C{n:02d}" for n in range(1, 31)]
    never = [(n, face) for n, fault in chat.FAULTS.items() for face in fault.never]
    assert len(chat.CELLS) + len(never) == 30 * len(FACES)
    assert all(len(why) > 20 for fault in chat.FAULTS.values() for why in fault.never.values())


def test_a_number_repeats_its_trial() -> None:
    first, second = chat.trial(4), chat.trial(4)
    assert (first.failures, first.counts) == (second.failures, second.counts)
