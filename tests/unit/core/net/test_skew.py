"""Our clock against the Date of a broker's answers (INV-29)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SimClock
from core.net.skew import SKEW_MAX_S, Skew

NOW = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)


def header(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def heard(*clocks: datetime, date: str) -> Skew:
    skew = Skew([SimClock(at) for at in clocks])
    skew.heard(date)
    return skew


@pytest.mark.parametrize(
    ("ahead_s", "far"), [(0, False), (5, False), (5.9, False), (6.1, True), (-5, False), (-6, True)]
)
def test_five_seconds_beyond_the_second_of_the_header_are_too_far(ahead_s, far):
    skew = heard(NOW + timedelta(seconds=ahead_s), date=header(NOW))
    assert skew.too_far is far


def test_nothing_heard_refuses_nothing():
    skew = Skew([SimClock(NOW)])
    assert (skew.seconds, skew.too_far) == (None, False)


@pytest.mark.parametrize("date", ["", "yesterday", "Tue, 99 Nov 2026 01:00:00 GMT"])
def test_a_header_that_cannot_be_read_says_nothing(date):
    skew = heard(NOW, date=date)
    assert skew.seconds is None


def test_the_newest_answer_counts():
    skew = heard(NOW, date=header(NOW - timedelta(minutes=5)))
    assert skew.too_far
    skew.heard(header(NOW))
    assert not skew.too_far


def test_of_two_times_that_we_live_in_the_nearer_one_counts():
    market = NOW - timedelta(days=1)
    assert heard(NOW, market, date=header(market)).seconds == 0
    assert heard(NOW, market, date=header(NOW)).seconds == 0
    assert heard(NOW, market, date=header(NOW + timedelta(seconds=9))).too_far


@given(st.integers(-3_600_000, 3_600_000))
def test_a_difference_is_never_overstated_and_understated_by_a_second_at_most(millis):
    told = NOW.replace(microsecond=0)
    ours = told + timedelta(milliseconds=millis)
    seconds = heard(ours, date=header(told)).seconds
    assert seconds is not None
    assert round(abs(seconds) * 1000) <= abs(millis) <= round(abs(seconds) * 1000) + 1000
    assert heard(ours, date=header(told)).too_far == (abs(seconds) > SKEW_MAX_S)


def test_each_difference_is_told() -> None:
    heard: list[float] = []
    skew = Skew([SimClock(NOW)])
    skew.told = heard.append
    skew.heard(format_datetime(NOW + timedelta(seconds=7), usegmt=True))
    skew.heard("no date")
    assert heard == [-7.0]
