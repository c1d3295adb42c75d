"""Ten thousand fuzzed messages: no order leaves, nothing breaks, and some become cards."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.harness import World
from tests.prove import chat_texts


@pytest.mark.parametrize("block", range(20))
def test_five_hundred_written_lines_send_no_order_and_break_nothing(block: int) -> None:
    found = {number: chat_texts.trial(number) for number in range(block * 5, block * 5 + 5)}
    assert {n: o.failures for n, o in found.items() if o.failures} == {}
    counts = sum((Counter(o.counts) for o in found.values()), Counter[str]())
    assert counts["answered"] >= 400
    assert counts["cards"] >= 1


async def test_lines_are_drawn_from_the_corpus_and_twisted() -> None:
    world, rng = await World.start(), random.Random(1)
    lines = [chat_texts.drawn(rng, world) for _ in range(500)]
    plain = set(chat_texts.sentences())
    assert len(plain) > 600
    assert len(set(lines)) > 400
    assert 50 < sum(line in plain for line in lines) < 350
