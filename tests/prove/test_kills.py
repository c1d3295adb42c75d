"""Stops in ten states in the size of a pull request."""

from __future__ import annotations

import pytest

from tests.prove import kills


@pytest.mark.parametrize("state", range(len(kills.STATES)))
def test_a_stop_holds_in_every_state(state: int) -> None:
    trials = [kills.trial(state + len(kills.STATES) * n) for n in range(5)]
    print({name: took for t in trials for name, took in t.samples.items()})
    # How long it took is for the scorecard: a busy machine says nothing about the code.
    wrong = [text for t in trials for text in t.failures if " allowed " not in text]
    assert wrong == []
