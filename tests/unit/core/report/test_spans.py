"""Days, weeks and months of reports: their ends by the exchange's calendar, and their names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.market.calendar import KrxCalendar
from core.report.spans import DAILY, MONTHLY, SPANS, WEEKLY

KRX = KrxCalendar()
DAYS = st.dates(date(2015, 1, 5), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("kind", "day", "name", "first", "last"),
    [
        (DAILY, date(2026, 11, 20), "2026-11-20", date(2026, 11, 20), date(2026, 11, 20)),
        (WEEKLY, date(2026, 11, 18), "2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        (WEEKLY, date(2025, 1, 1), "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        (MONTHLY, date(2024, 2, 29), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (MONTHLY, date(2026, 12, 1), "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_stretch_has_its_name_and_ends(
    kind: str, day: date, name: str, first: date, last: date
) -> None:
    assert SPANS[kind].name(day) == name
    assert SPANS[kind].bounds(day) == (first, last)


@given(st.sampled_from(sorted(SPANS)), DAYS)
def test_every_session_lies_in_its_stretch_and_only_the_last_ends_it(kind: str, day: date) -> None:
    span = SPANS[kind]
    first, last = span.bounds(day)
    assert first <= day <= last
    sessions = [session.day for session in span.sessions(KRX, day)]
    wanted = [first + timedelta(n) for n in range((last - first).days + 1)]
    assert sessions == [d for d in wanted if KRX.session(d)]
    assert [d for d in sessions if span.ends_with(KRX, d)] == sessions[-1:]
    assert {span.name(d) for d in sessions} <= {span.name(day)}


def test_a_holiday_at_the_end_moves_the_report_forward() -> None:
    # The 31st of December is closed; so is Hangul day, a Friday in 2026.
    assert SPANS[MONTHLY].ends_with(KRX, date(2024, 12, 30))
    assert SPANS[WEEKLY].ends_with(KRX, date(2026, 10, 8))
    assert not SPANS[WEEKLY].ends_with(KRX, date(2026, 10, 7))
