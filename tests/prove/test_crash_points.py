"""The sweep of crashes in the size of a pull request: every point once, some twice."""

from __future__ import annotations

import pytest

from core.failpoint import POINTS
from tests.prove import crash


@pytest.mark.parametrize("number", range(len(crash.points())))
def test_dying_at_a_point_loses_nothing(number: int) -> None:
    outcome = crash.single(number)
    assert outcome.failures == []
    # Without this a story that no longer comes to its point would prove nothing and pass.
    assert crash.points()[number] in outcome.struck


@pytest.mark.parametrize("number", range(len(crash.migration_points())))
def test_dying_in_a_migration_loses_nothing(number: int) -> None:
    outcome = crash.migration(number)
    assert outcome.failures == []
    assert set(outcome.counts) == {f"at {crash.migration_points()[number]}"}


@pytest.mark.parametrize("seed", range(40))
def test_dying_twice_loses_nothing(seed: int) -> None:
    assert crash.double(seed).failures == []


def test_every_point_is_swept() -> None:
    assert len(POINTS) >= 60
    assert {*crash.points(), *crash.migration_points()} == set(POINTS)


def test_a_trial_repeats_by_its_number() -> None:
    first, second = crash.single(7), crash.single(7)
    assert (first.struck, first.counts) == (second.struck, second.counts)
