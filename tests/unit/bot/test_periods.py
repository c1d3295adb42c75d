"""Periods as people say them: read whole or not at all, and laid upon the last bar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.periods import Period, read_period

LAST = date(2024, 2, 29)
DAYS = st.dates(date(1985, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("3y", date(2021, 3, 1), None),
        ("3년", date(2021, 3, 1), None),
        ("1년간", date(2023, 3, 1), None),
        ("6m", date(2023, 8, 30), None),
        ("6개월", date(2023, 8, 30), None),
        ("3달", date(2023, 11, 30), None),
        ("2주", date(2024, 2, 16), None),
        ("10일", date(2024, 2, 20), None),
        ("90D", date(2023, 12, 2), None),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020년", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-2023", date(2020, 1, 1), date(2023, 12, 31)),
        ("2020~2023", date(2020, 1, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024.3~2024.9", date(2024, 3, 1), date(2024, 9, 30)),
        ("2024-01-02~2024-06-28", date(2024, 1, 2), date(2024, 6, 28)),
        ("2020~", date(2020, 1, 1), None),
        ("~2020-03-05", None, date(2020, 3, 5)),
        ("올해", date(2024, 1, 1), None),
        ("ytd", date(2024, 1, 1), None),
        ("전체", None, None),
        ("all", None, None),
    ],
)
def test_what_people_say_is_a_stretch_of_days(said, first, last):
    period = read_period(said)
    assert period is not None
    assert period.upon(LAST) == (first, last)


@pytest.mark.parametrize(
    "said",
    ["", "삼전", "3", "0년", "y", "3x", "200y", "2024-13", "2024-02-30", "2023-2020", "~",
     "005930", "20240102", "3년3년", "1e3y", "-3y", "2024-01-02-05"],
)  # fmt: skip
def test_what_is_no_period_is_left_to_others(said):
    assert read_period(said) is None


@given(DAYS, st.integers(1, 40))
def test_years_end_where_the_last_bar_is_and_have_their_length(last, years):
    first, end = Period(months=12 * years).upon(last)
    assert end is None
    days = (last - first).days + 1
    assert 365 * years - 1 <= days <= 366 * years
    assert (first - timedelta(days=1)).month == last.month


@given(DAYS, st.integers(1, 120))
def test_more_months_never_begin_later(last, months):
    assert Period(months=months + 1).upon(last)[0] < Period(months=months).upon(last)[0]


@given(st.text(max_size=30))
def test_any_text_is_read_or_not_and_never_fails(text):
    found = read_period(text)
    if found is not None:
        first, last = found.upon(LAST)
        assert first is None or last is None or first <= last
