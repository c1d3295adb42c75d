"""The shipped table of trading days against the library, known days and real daily bars."""

from __future__ import annotations

import csv
import warnings
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import Phase
from core.errors import CalendarRange
from core.market import make_calendar
from core.market.calendar import SEOUL, KrxCalendar

CALENDAR = KrxCalendar()
DAYS = st.dates(min_value=date(1985, 2, 1), max_value=date(2028, 11, 30))


@pytest.fixture(scope="module")
def library() -> make_calendar.Rows:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own use of pandas 3
        return make_calendar.from_library()


def hours(day: date) -> str:
    session = CALENDAR.session(day)
    if session is None:
        return "closed"
    walls = (session.opens_at.astimezone(SEOUL), session.closes_at.astimezone(SEOUL))
    return " ".join(f"{wall:%H:%M}" for wall in walls)


def real_days(shared: Path, code: str) -> list[date]:
    with (shared / "data" / "krx_daily" / f"{code}.csv").open() as file:
        return [date.fromisoformat(row["date"]) for row in csv.DictReader(file)]


def test_every_session_is_the_librarys_with_the_corrections(library: make_calendar.Rows) -> None:
    wanted = make_calendar.corrected(library)

    shipped = CALENDAR.rows(CALENDAR.first, CALENDAR.last)

    walls = {
        day: (opens.astimezone(SEOUL).time(), closes.astimezone(SEOUL).time())
        for day, opens, closes in shipped
    }
    assert len(walls) > 11_000
    assert walls == wanted


def test_only_the_listed_days_differ_from_the_library(library: make_calendar.Rows) -> None:
    corrected = make_calendar.corrected(library)

    changed = {d for d in library.keys() | corrected.keys() if library.get(d) != corrected.get(d)}

    listed = make_calendar.CLOSED | make_calendar.OPEN | set(make_calendar.CSAT_DAYS)
    assert {d for d in changed if d.weekday() < 5} <= listed
    assert all(d <= make_calendar.SATURDAYS_UNTIL for d in changed if d.weekday() == 5)


def test_correcting_a_corrected_table_changes_nothing(library: make_calendar.Rows) -> None:
    once = make_calendar.corrected(library)

    assert make_calendar.corrected(once) == once


@pytest.mark.parametrize(
    ("code", "least"), [("005930", 8_826), ("000660", 5_299), ("035420", 3_776), ("105560", 2_304)]
)
def test_real_bars_lie_on_exactly_the_sessions(shared: Path, code: str, least: int) -> None:
    days = real_days(shared, code)

    sessions = [day for day, _, _ in CALENDAR.rows(days[0], days[-1])]

    assert len(days) >= least
    assert sorted(set(days) ^ set(sessions)) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1985, 1, 4), "11:00 15:30"),
        (date(1985, 1, 5), "10:00 12:00"),
        (date(1987, 7, 7), "09:40 15:20"),
        (date(1994, 1, 3), "10:40 15:20"),
        (date(1998, 12, 4), "09:30 15:00"),
        (date(1998, 12, 5), "09:30 11:30"),
        (date(1998, 12, 7), "09:00 15:00"),
        (date(1998, 12, 12), "closed"),
        (date(2016, 7, 29), "09:00 15:00"),
        (date(2016, 8, 1), "09:00 15:30"),
        (date(2020, 12, 3), "10:00 16:30"),
        (date(2024, 1, 2), "10:00 15:30"),
        (date(2024, 11, 14), "10:00 16:30"),
        (date(2025, 12, 31), "closed"),
        (date(2026, 6, 3), "closed"),
        (date(2026, 7, 17), "closed"),
        (date(2026, 11, 19), "10:00 16:30"),
        (date(2026, 11, 20), "09:00 15:30"),
        (date(2027, 5, 3), "closed"),
    ],
)
def test_known_days_have_their_hours(day: date, expected: str) -> None:
    assert hours(day) == expected


def test_summer_time_of_1987_moves_the_instants_not_the_wall_times() -> None:
    session = CALENDAR.session(date(1987, 7, 7))

    assert session is not None
    assert session.opens_at == datetime(1987, 7, 6, 23, 40, tzinfo=UTC)


def test_a_day_runs_through_its_phases() -> None:
    session = CALENDAR.session(date(2026, 11, 19))

    assert session is not None
    marks = [session.opens_at - timedelta(minutes=1), session.opens_at]
    marks += [session.closes_at - timedelta(minutes=10), session.closes_at]
    assert [session.phase(at) for at in marks] == [
        Phase.PRE_OPEN,
        Phase.CONTINUOUS,
        Phase.CLOSING_AUCTION,
        Phase.POST_CLOSE,
    ]


def test_a_holiday_week_has_only_its_sessions() -> None:
    assert [s.day.day for s in CALENDAR.week(date(2026, 9, 26))] == [21, 22, 23]
    assert CALENDAR.week(date(2025, 10, 8)) != ()
    assert [s.day.day for s in CALENDAR.week(date(2025, 10, 8))] == [10]


def test_settlement_waits_two_sessions_over_holidays() -> None:
    assert CALENDAR.settlement(date(2026, 9, 22)) == date(2026, 9, 28)
    assert CALENDAR.settlement(date(2026, 11, 19)) == date(2026, 11, 23)


@given(day=DAYS)
def test_neighbours_are_sessions_with_none_between(day: date) -> None:
    before, after = CALENDAR.previous_session(day), CALENDAR.next_session(day)

    assert before.day < day < after.day
    between = [d for d, _, _ in CALENDAR.rows(before.day, after.day)][1:-1]
    assert between == ([day] if CALENDAR.session(day) else [])


@given(day=DAYS)
def test_a_week_holds_the_sessions_of_its_seven_days(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    seven = [CALENDAR.session(monday + timedelta(days=i)) for i in range(7)]

    assert CALENDAR.week(day) == tuple(s for s in seven if s)


@given(day=DAYS)
def test_sessions_open_on_their_day_in_seoul_and_last_at_least_an_hour(day: date) -> None:
    session = CALENDAR.next_session(day)

    assert session.opens_at.astimezone(SEOUL).date() == session.day
    assert session.closes_at - session.opens_at >= timedelta(hours=1)
    assert session.opens_at.tzinfo is UTC


@pytest.mark.parametrize("day", [date(1984, 12, 31), date(2029, 1, 1)])
def test_a_date_outside_the_table_is_refused_with_the_range(day: date) -> None:
    asks = (CALENDAR.session, CALENDAR.next_session, CALENDAR.previous_session, CALENDAR.week)
    for ask in asks:
        with pytest.raises(CalendarRange, match=r"1985-01-01 to 2028-12-31"):
            ask(day)
    with pytest.raises(CalendarRange, match="update gaemi"):
        CALENDAR.rows(day, date(2020, 1, 1))


def test_an_answer_outside_the_table_is_refused() -> None:
    with pytest.raises(CalendarRange):
        CALENDAR.next_session(date(2028, 12, 30))
    with pytest.raises(CalendarRange):
        CALENDAR.settlement(date(2028, 12, 28))
    with pytest.raises(CalendarRange):
        CALENDAR.previous_session(date(1985, 1, 4))
