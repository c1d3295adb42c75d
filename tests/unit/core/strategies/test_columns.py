"""Columns made of stored bars: prices, week marks, and refusal of disorder."""

from __future__ import annotations

import sys
from datetime import date
from subprocess import run

import pytest

from core.domain.calendar import utc
from core.strategies.columns import bars_of
from tests.series import CALENDAR, bar, sessions


def marked(name: str, first: date, count: int) -> list[date]:
    days = sessions(count, first=first)
    flags = getattr(bars_of([bar(day, 100) for day in days], CALENDAR), name)
    return [day for day, flag in zip(days, flags, strict=True) if flag]


def test_prices_and_volume_become_floats() -> None:
    columns = bars_of([bar(date(2024, 1, 2), 100, 120, 90, 110, 7)], CALENDAR)

    got = [column.tolist() for column in columns[:5]]
    assert got == [[100.0], [120.0], [90.0], [110.0], [7.0]]
    assert all(column.dtype == float for column in columns[:5])


def test_week_marks_follow_holidays() -> None:
    # Chuseok 2026: no trading on Thursday 24 and Friday 25 September.
    first = date(2026, 9, 21)

    assert marked("week_first", first, 5) == [first, date(2026, 9, 28)]
    assert marked("week_last", first, 5) == [date(2026, 9, 23)]


def test_a_week_of_one_session_is_marked_and_seen_from_the_week_before() -> None:
    # 3 to 9 October 2025 was closed: Friday the 10th stood alone.
    first, alone = date(2025, 9, 29), date(2025, 10, 10)

    assert marked("week_alone", first, 10) == [alone]
    assert marked("next_alone", first, 10) == [date(2025, 10, 2)]
    assert marked("week_first", alone, 1) == marked("week_last", alone, 1) == [alone]


def test_saturdays_end_the_week_until_1998() -> None:
    assert date(1998, 11, 28) in marked("week_last", date(1998, 11, 23), 12)
    assert date(1998, 12, 11) in marked("week_last", date(1998, 12, 7), 6)


def test_the_first_week_of_the_table_works() -> None:
    assert marked("week_first", date(1985, 1, 4), 3) == [date(1985, 1, 4), date(1985, 1, 7)]


def test_no_bars_make_empty_columns() -> None:
    assert [len(column) for column in bars_of([], CALENDAR) if column is not None] == [0] * 12


def test_a_bar_knows_its_session_and_when_it_closed() -> None:
    days = [date(2024, 11, 13), date(2024, 11, 14)]  # the college entrance exam is on the 14th
    made = bars_of([bar(day, 100) for day in days], CALENDAR)

    assert made.session is not None
    assert made.at is not None
    assert made.auction is not None
    assert made.session.tolist() == [day.toordinal() for day in days]
    assert made.at.tolist() == [
        utc(days[0], 15, 30).timestamp(),
        utc(days[1], 16, 30).timestamp(),
    ]
    assert not made.auction.any()


def test_bars_out_of_order_are_refused() -> None:
    days = sessions(2)

    with pytest.raises(ValueError, match="sort by day"):
        bars_of([bar(days[1], 100), bar(days[0], 100)], CALENDAR)
    with pytest.raises(ValueError, match="sort by day"):
        bars_of([bar(days[0], 100), bar(days[0], 100)], CALENDAR)


def test_importing_strategies_loads_no_heavy_library() -> None:
    code = (
        "import sys, core.strategies.ma_cross, core.strategies.mean_reversion, core.flow.decide\n"
        "from core.market.calendar import KrxCalendar; KrxCalendar()\n"
        "print([m for m in ('numpy', 'talib', 'pandas', 'exchange_calendars') if m in sys.modules])"
    )

    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
