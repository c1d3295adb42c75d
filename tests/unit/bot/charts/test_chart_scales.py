"""Scales: round steps that fit, dates where their stretch begins, labels that tell values apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.scales import date_ticks, percent_label, value_steps
from bot.locale.catalogue import Catalogue
from bot.short_won import short_won
from core.domain.calendar import KST

FINITE = st.floats(-1e13, 1e13, allow_nan=False)


@given(low=FINITE, span=st.floats(1e-6, 1e13), most=st.integers(3, 8))
def test_steps_lie_within_their_range_and_are_no_more_than_asked(low, span, most):
    high = low + span
    if high - low <= abs(low) * 1e-9:
        return
    steps = value_steps(low, high, most)
    assert 1 <= len(steps) <= most
    slack = (high - low) * 1e-6
    assert all(low - slack <= at <= high + slack for at in steps)


def test_no_steps_where_nothing_differs():
    assert value_steps(5.0, 5.0, 4) == []


@given(low=st.integers(10_000, 10**12), span=st.integers(1_000, 10**12), most=st.integers(3, 6))
def test_no_two_amounts_of_one_scale_read_alike(low, span, most):
    steps = value_steps(float(low), float(low + span), most)
    if len(steps) < 2 or steps[1] - steps[0] < low * 1e-4:
        return
    for code in ("ko", "en"):
        units = Catalogue(code).t("unit.compact")
        labels = [short_won(at, units, step=steps[1] - steps[0]) for at in steps]
        assert len(set(labels)) == len(labels), labels


@pytest.mark.parametrize(
    ("won", "korean", "english"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "10k"),
        (12_345_678, "1,235만", "12.3m"),
        (100_000_000, "1억", "100m"),
        (-250_000_000, "-2.5억", "-250m"),
        (1_234_567_890_000, "1.23조", "1,235bn"),
    ],
)
def test_amounts_are_short_in_both_languages(won, korean, english):
    assert short_won(won, Catalogue("ko").t("unit.compact")) == korean
    assert short_won(won, Catalogue("en").t("unit.compact")) == english


def test_percents_have_a_decimal_only_where_they_need_one():
    assert percent_label(-0.05) == "-5%"
    assert percent_label(-0.025) == "-2.5%"


@given(
    start=st.dates(date(1985, 1, 1), date(2030, 1, 1)),
    count=st.integers(1, 4_000),
    most=st.integers(3, 8),
)
def test_dates_are_marked_in_order_and_no_more_than_asked(start, count, most):
    clock = [start + timedelta(days=n) for n in range(count)]
    ticks = date_ticks(clock, most)
    assert 1 <= len(ticks) <= most
    places = [tick.at for tick in ticks]
    assert places == sorted(set(places))
    assert 0 <= places[0] <= places[-1] < count


def test_three_years_are_marked_by_the_half_year():
    clock = [date(2015, 1, 2) + timedelta(days=n) for n in range(365 * 3)]
    assert [t.label for t in date_ticks(clock, 6)] == [
        "2015.7", "2016.1", "2016.7", "2017.1", "2017.7",
    ]  # fmt: skip
    assert all(clock[int(t.at)].day == 1 for t in date_ticks(clock, 6))


def test_a_session_is_marked_by_the_clock():
    open_at = datetime(2026, 11, 20, 9, 0, tzinfo=KST)
    clock = [open_at + timedelta(minutes=n) for n in range(390)]
    assert [t.label for t in date_ticks(clock, 7)] == [
        "10:00", "11:00", "12:00", "13:00", "14:00", "15:00",
    ]  # fmt: skip
