"""Real kills in the size of a pull request: one point of each group."""

from __future__ import annotations

import pytest

from tests.prove import killed

GROUPS = list({point.partition(".")[0]: n for n, point in enumerate(killed.AT)}.items())


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize(("group", "number"), GROUPS)
def test_a_killed_process_starts_again_and_has_lost_nothing(group: str, number: int) -> None:
    outcome = killed.trial(number)
    print(outcome.counts, outcome.samples)
    assert outcome.failures == []


def test_most_points_can_be_reached_by_a_real_process() -> None:
    assert len(killed.AT) >= 60
    assert len(GROUPS) >= 15
