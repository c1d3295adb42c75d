"""Periods as people say them: 3년, 6m, 2024, 2020-2023, 2024-03~2024-09, 전체."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_UNITS: Final = {
    "y": "year", "yr": "year", "year": "year", "years": "year", "년": "year", "년간": "year",
    "m": "month", "mo": "month", "month": "month", "months": "month", "개월": "month",
    "달": "month",
    "w": "week", "week": "week", "weeks": "week", "주": "week", "주간": "week",
    "d": "day", "day": "day", "days": "day", "일": "day",
}  # fmt: skip
_ALL: Final = frozenset({"all", "max", "전체", "전부", "모두"})
_THIS_YEAR: Final = frozenset({"ytd", "올해"})
_LENGTH: Final = re.compile(r"(\d{1,3})([a-z]+|[가-힣]+)")
_DAY: Final = re.compile(r"(\d{4})(?:년|[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
_RANGE: Final = re.compile(r"(.*\S)?\s*~\s*(\S.*)?|(\d{4})-(\d{4})")
# More than any market has seen.
_MOST_YEARS: Final = 100


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, either by its ends or by its length up to the last bar.

    Both ends belong to it; a None is open. `this_year` begins on the first day of the last
    bar's year.
    """

    first: date | None = None
    last: date | None = None
    months: int = 0
    days: int = 0
    this_year: bool = False

    def upon(self, last_bar: date) -> tuple[date | None, date | None]:
        """Give both ends when the newest bar is of this day."""
        if self.this_year:
            return last_bar.replace(month=1, day=1), None
        if self.months:
            return _months_before(last_bar, self.months) + timedelta(days=1), None
        if self.days:
            return last_bar - timedelta(days=self.days - 1), None
        return self.first, self.last


def read_period(word: str) -> Period | None:
    """Read one word as a period; None when it is none."""
    said = word.strip().lower()
    if said in _ALL:
        return Period()
    if said in _THIS_YEAR:
        return Period(this_year=True)
    return _length(said) or _stretch(said)


def _length(said: str) -> Period | None:
    found = _LENGTH.fullmatch(said)
    unit = _UNITS.get(found[2]) if found else None
    count = int(found[1]) if found else 0
    if unit is None or count == 0:
        return None
    if unit in ("year", "month"):
        months = count * 12 if unit == "year" else count
        return Period(months=months) if months <= _MOST_YEARS * 12 else None
    return Period(days=count * 7 if unit == "week" else count)


def _stretch(said: str) -> Period | None:
    found = _RANGE.fullmatch(said)
    parts = (found[1] or found[3], found[2] or found[4]) if found else (said, said)
    try:
        first, last = (_ends(part)[n] if part else None for n, part in enumerate(parts))
    except (ValueError, calendar.IllegalMonthError):
        return None
    ends = [day for day in (first, last) if day]
    return Period(first, last) if ends and ends == sorted(ends) else None


def _ends(said: str) -> tuple[date, date]:
    """Give the first and the last day of a year, a month or a day; raises ValueError."""
    found = _DAY.fullmatch(said)
    if found is None:
        raise ValueError(said)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def _months_before(day: date, months: int) -> date:
    """Give the same day so many months before, or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = max(count // 12, date.min.year), count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
