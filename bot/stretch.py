"""Stretches of days that answers are about, up to today: this week, last month, 3개월, all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.locale.catalogue import Catalogue
from bot.periods import read_period
from core.report.spans import DAILY, MONTHLY, SPANS, WEEKLY

FIRST_DAY: Final = date(2000, 1, 1)
NAMES: Final = {
    "day": "day", "today": "day", "일": "day", "오늘": "day", "하루": "day",
    "week": "week", "주": "week", "주간": "week", "이번주": "week",
    "month": "month", "월": "month", "월간": "month", "이번달": "month", "달": "month",
    "year": "year", "ytd": "year", "년": "year", "연간": "year", "올해": "year",
    "yesterday": "yesterday", "어제": "yesterday",
    "last_week": "last_week", "지난주": "last_week",
    "last_month": "last_month", "지난달": "last_month",
    "all": "all", "전체": "all", "전부": "all", "모두": "all",
}  # fmt: skip
_SPANS: Final = {
    "day": (DAILY, 0), "yesterday": (DAILY, 1), "week": (WEEKLY, 0), "last_week": (WEEKLY, 1),
    "month": (MONTHLY, 0), "last_month": (MONTHLY, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """Both days belong to it. `name` has words as ``stretch.<name>`` and reads back as said."""

    name: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


def stretch_of(name: str, today: date) -> Stretch:
    """Give one of the known stretches as of today; raises KeyError for another name."""
    if name == "all":
        return Stretch(name, FIRST_DAY, today)
    if name == "year":
        return Stretch(name, today.replace(month=1, day=1), today)
    kind, back = _SPANS[name]
    first, last = SPANS[kind].bounds(today)
    for _ in range(back):
        first, last = SPANS[kind].bounds(first - timedelta(days=1))
    return Stretch(name, first, min(last, today))


def read_stretch(word: str, today: date) -> Stretch | None:
    """Read one word as a stretch that begins before tomorrow; None when it is none."""
    said = word.strip().lower()
    if said in NAMES:
        return stretch_of(NAMES[said], today)
    period = read_period(said)
    if period is None:
        return None
    first, last = period.upon(today)
    found = Stretch(said, first or FIRST_DAY, min(last or today, today))
    return found if found.first <= today else None


def called(words: Catalogue, stretch: Stretch) -> str:
    """Give what a stretch is called; one that has no name is called by its days."""
    return words.either(f"stretch.{stretch.name}", days_of(stretch))


def days_of(stretch: Stretch) -> str:
    """Write both days; one day stands alone and what begins before all accounts has no first."""
    if stretch.first == stretch.last:
        return stretch.last.isoformat()
    begin = "" if stretch.first == FIRST_DAY else f"{stretch.first.isoformat()} "
    return f"{begin}~ {stretch.last.isoformat()}"
