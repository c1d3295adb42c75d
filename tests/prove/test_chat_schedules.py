"""Schedules of taps in the size of a pull request: 200 of them, and that they come to something."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.prove import chat_schedules


@pytest.mark.parametrize("block", range(20))
def test_one_card_becomes_at_most_one_order_whatever_is_tapped(block: int) -> None:
    numbers = range(block * 10, block * 10 + 10)
    found = {number: chat_schedules.trial(number) for number in numbers}
    assert {n: o.failures for n, o in found.items() if o.failures} == {}
    counts = sum((Counter(o.counts) for o in found.values()), Counter[str]())
    assert counts["orders"] >= 2
    assert counts["updates"] >= 10
