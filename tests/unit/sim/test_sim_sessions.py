"""Trading days and phases, on the real calendar where it matters."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from sim.sessions import Sessions, kst_day, kst_midnight

EXAM = date(2025, 11, 13)
YEAR_START = date(2026, 1, 2)
NAIVE = datetime(2026, 11, 2)  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("08:29", "closed"), ("08:30", "pre_open"), ("08:59", "pre_open"), ("09:00", "continuous"),
        ("15:19", "continuous"), ("15:20", "closing_auction"), ("15:29", "closing_auction"),
        ("15:30", "post_close"), ("23:59", "post_close"),
    ],
)  # fmt: skip
def test_phase_of_an_ordinary_day(sessions, clock, text, phase):
    day = date(2026, 11, 2)
    assert sessions.get(day).phase(clock(text, day)) == phase


def test_exam_day_opens_at_ten_and_closes_an_hour_late(library, clock):
    session = library.get(EXAM)
    assert (session.open, session.close) == (clock("10:00", EXAM), clock("16:30", EXAM))
    assert session.phase(clock("09:29", EXAM)) == "closed"
    assert session.phase(clock("09:30", EXAM)) == "pre_open"
    assert session.phase(clock("16:19", EXAM)) == "continuous"
    assert session.phase(clock("16:20", EXAM)) == "closing_auction"


def test_first_session_of_the_year_opens_at_ten_and_closes_as_always(library, clock):
    session = library.get(YEAR_START)
    assert (session.open, session.close) == (clock("10:00", YEAR_START), clock("15:30", YEAR_START))
    assert session.minutes == 330


def test_holidays_and_weekends_are_no_sessions(library):
    assert library.get(date(2026, 1, 1)) is None
    assert library.get(date(2026, 11, 1)) is None
    assert library.get(date(2025, 12, 31)) is None


def test_settlement_counts_sessions_and_not_days(library):
    assert library.settlement(date(2025, 12, 29)) == date(2026, 1, 2)
    assert library.settlement(date(2026, 11, 5)) == date(2026, 11, 9)


def test_settlement_past_the_table_counts_weekdays():
    opened = datetime(2026, 11, 6, tzinfo=UTC)
    table = Sessions.from_rows([(date(2026, 11, 6), opened, opened + timedelta(hours=6))])
    assert table.settlement(date(2026, 11, 6)) == date(2026, 11, 10)


def test_rows_make_the_same_sessions_again(library):
    again = Sessions.from_rows(library.rows())
    assert again.rows() == library.rows()
    assert len(library.rows()) > 500


def test_before_and_after_walk_the_table(sessions):
    friday, monday = date(2026, 11, 6), date(2026, 11, 9)
    assert sessions.before(date(2026, 11, 8)).day == friday
    assert sessions.after(friday).day == monday
    assert sessions.before(date(2020, 1, 1)) is None
    assert sessions.after(date(2026, 12, 31)) is None
    assert sessions.until(monday, 3) == [date(2026, 11, 5), friday, monday]


@pytest.mark.parametrize(
    ("opened", "closed", "complaint"),
    [
        (NAIVE, datetime(2026, 11, 2, 6, tzinfo=UTC), "aware"),
        (datetime(2026, 11, 2, 6, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC), "an hour"),
        (datetime(2026, 11, 3, tzinfo=UTC), datetime(2026, 11, 3, 6, tzinfo=UTC), "Korean day"),
    ],
)
def test_impossible_hours_are_refused(opened, closed, complaint):
    with pytest.raises(ValueError, match=complaint):
        Sessions.from_rows([(date(2026, 11, 2), opened, closed)])


def test_empty_and_repeated_tables_are_refused(sessions):
    with pytest.raises(ValueError, match="at least one"):
        Sessions.from_rows([])
    with pytest.raises(ValueError, match="once"):
        Sessions.from_rows(sessions.rows()[:2] + sessions.rows()[:1])


def test_korean_days_begin_before_utc_days():
    assert kst_day(datetime(2026, 11, 1, 15, tzinfo=UTC)) == date(2026, 11, 2)
    assert kst_midnight(date(2026, 11, 2)) == datetime(2026, 11, 1, 15, tzinfo=UTC)


def test_opening_call_lasted_an_hour_until_2019():
    rows = [
        (day, datetime(day.year, day.month, day.day, tzinfo=UTC), close)
        for day in (date(2019, 4, 26), date(2019, 4, 29))
        for close in (datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC),)
    ]
    old, new = (Sessions.from_rows(rows).get(row[0]) for row in rows)
    assert old.open - old.call_opens == timedelta(hours=1)
    assert new.open - new.call_opens == timedelta(minutes=30)


def test_importing_the_exchange_loads_no_heavy_library(root):
    program = (
        "import sys, sim.exchange, sim.synthetic, sim.replay; "
        "heavy = {'pandas', 'numpy', 'exchange_calendars', 'pydantic'} & set(sys.modules); "
        "ours = {n for n in sys.modules if n.split('.')[0] in ('core', 'bot', 'storage')}; "
        "sys.exit(repr(heavy | ours) if heavy | ours else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
