"""Columns of trading days say what the calendar says day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CalendarRange
from core.market.sessions import Sessions
from core.strategies.columns import bars_of
from tests.series import CALENDAR, bar, sessions

SESSIONS = Sessions(CALENDAR)
DAYS = st.sets(st.dates(date(1985, 1, 3), date(2028, 12, 20)), min_size=1, max_size=30)
RUNS = st.builds(
    lambda first, count, holes: [
        day
        for i in range(count)
        if (day := first + timedelta(days=i)).weekday() < 6 and i not in holes
    ],
    st.dates(date(1985, 1, 3), date(2028, 10, 1)),
    st.integers(3, 40),
    st.sets(st.integers(0, 40), max_size=5),
)


def ordinals(days) -> np.ndarray:
    return np.array([day.toordinal() for day in sorted(days)], dtype=np.int64)


@given(st.one_of(DAYS.map(sorted), RUNS))
def test_marks_and_closes_are_those_of_the_columns_of_single_bars(days):
    bars = bars_of([bar(day, 100) for day in days], CALENDAR)
    marks = SESSIONS.marks(ordinals(days))
    assert marks.first.tolist() == bars.week_first.tolist()
    assert marks.last.tolist() == bars.week_last.tolist()
    assert marks.alone.tolist() == bars.week_alone.tolist()
    assert marks.next_alone.tolist() == bars.next_alone.tolist()
    assert SESSIONS.closes(ordinals(days)).tolist() == bars.at.tolist()


@given(st.one_of(DAYS.map(sorted), RUNS))
def test_a_day_follows_when_it_is_the_next_session(days):
    follows = SESSIONS.follows(ordinals(days)).tolist()
    assert follows[1:] == [CALENDAR.next_session(a).day == b for a, b in pairwise(days)]
    assert follows[0]


def test_sessions_in_a_row_all_follow():
    assert SESSIONS.follows(ordinals(sessions(300))).all()


def test_a_day_outside_the_table_is_refused():
    with pytest.raises(CalendarRange):
        SESSIONS.marks(ordinals([date(1984, 5, 2)]))


def test_no_days_have_no_marks():
    assert SESSIONS.marks(ordinals([])).first.tolist() == []
    assert SESSIONS.follows(ordinals([])).tolist() == []
