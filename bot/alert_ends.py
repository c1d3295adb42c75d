"""Until when an alert speaks: days, weeks, dates and hours, as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.commands.base import UsageError
from core.domain.calendar import KST, kst_text, utc

# A bare m is no unit: half of the world means minutes by it.
# Nobody remembers what they asked for a year ago.
USUAL_DAYS: Final = 90
_UNTIL: Final = r"(?:(?:until|till|by|for)\s+)?"
_TO: Final = r"\s*(?:까지|동안|간)?"
_FOREVER: Final = re.compile(
    r"무기한|끝\s?없이|(?:지울|삭제할)\s?때까지|until\s+deleted|for\s?ever|no\s+end"
)
_FULL: Final = re.compile(rf"{_UNTIL}(20\d\d)[-./](\d{{1,2}})[-./](\d{{1,2}})(?!\d){_TO}")
_SHORT: Final = re.compile(
    rf"{_UNTIL}(\d{{1,2}})월\s*(\d{{1,2}})일{_TO}|(\d{{1,2}})[-/](\d{{1,2}})\s*까지|"
    r"(?:until|till|by)\s+(\d{1,2})[-/](\d{1,2})"
)
_NAMED: Final = re.compile(
    rf"{_UNTIL}(오늘|내일|이번\s?주말?|다음\s?주|이번\s?달말?|올해|today|tomorrow|this\s+week|"
    rf"next\s+week|this\s+month|this\s+year)(?![가-힣a-z]*대비){_TO}"
)
_SPAN: Final = re.compile(
    rf"{_UNTIL}(?<![\d.])(\d{{1,3}})\s*(시간|주일|주|일|개월|달|년|hours?|h|days?|d|weeks?|w|"
    rf"months?|mo|years?|y)(?![가-힣a-z](?<![까동간])){_TO}"
)
_HOURS: Final = {"시": 1, "h": 1}
_DAYS: Final = {"일": 1, "d": 1, "주": 7, "w": 7, "개": 30, "달": 30, "m": 30, "년": 365, "y": 365}


@dataclass(frozen=True, slots=True)
class Ends:
    """What was said about the end: nothing, an instant, or that there is none."""

    said: bool = False
    at: datetime | None = None

    def instant(self, now: datetime) -> datetime | None:
        """Give the end, the usual one where nothing was said; None for no end."""
        return self.at if self.said else _after(_today(now) + timedelta(days=USUAL_DAYS))

    @property
    def typed(self) -> str:
        """Write it so that it is read the same; empty where nothing was said."""
        if not self.said:
            return ""
        if self.at is None:
            return "until deleted"
        return last_day(self.at).isoformat()


UNSAID: Final = Ends()


def ends_in(text: str, now: datetime) -> tuple[Ends, str]:
    """Find an end in a text and give the text without it; raises UsageError for one that is past.

    An end is the end of its day in Korea; hours count from now.
    """
    for pattern, read in _READINGS:
        found = pattern.search(text)
        if found is None:
            continue
        at = read(found, now)
        if at is not None and at <= now:
            raise UsageError("alert.over", found=" ".join(found[0].split()))
        return Ends(said=True, at=at), f"{text[: found.start()]} {text[found.end() :]}"
    return UNSAID, text


def last_day(at: datetime) -> date:
    """Give the last day in Korea on which something that ends at an instant still holds."""
    return (at - timedelta(seconds=1)).astimezone(KST).date()


def until_text(at: datetime) -> str:
    """Write an end: its last day, or the time where it ends within a day."""
    whole = at.astimezone(KST).time() == datetime.min.time()
    return last_day(at).isoformat() if whole else kst_text(at, "%Y-%m-%d %H:%M")


def _today(now: datetime) -> date:
    return now.astimezone(KST).date()


def _after(day: date) -> datetime:
    return utc(day + timedelta(days=1), 0)


def _forever(_found: re.Match[str], _now: datetime) -> None:
    return None


def _full(found: re.Match[str], _now: datetime) -> datetime:
    return _after(_day(found[0], int(found[1]), int(found[2]), int(found[3])))


def _short(found: re.Match[str], now: datetime) -> datetime:
    """Read a day without a year: the next one that comes."""
    month, day = (int(part) for part in found.groups() if part)
    today = _today(now)
    named = _day(found[0], today.year, month, day)
    return _after(named if named >= today else _day(found[0], today.year + 1, month, day))


def _day(said: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UsageError("alert.no_day", found=" ".join(said.split())) from error


def _named(found: re.Match[str], now: datetime) -> datetime:
    today, word = _today(now), "".join(found[1].split())
    if word in ("오늘", "today"):
        return _after(today)
    if word in ("내일", "tomorrow"):
        return _after(today + timedelta(days=1))
    sunday = today + timedelta(days=6 - today.weekday())
    if "주" in word or "week" in word:
        return _after(sunday + timedelta(days=7 * word.startswith(("다음", "next"))))
    if word in ("올해", "thisyear"):
        return _after(date(today.year, 12, 31))
    return _after(date(today.year + today.month // 12, today.month % 12 + 1, 1) - timedelta(days=1))


def _span(found: re.Match[str], now: datetime) -> datetime:
    count, unit = int(found[1]), found[2][0]
    if unit in _HOURS:
        return now + timedelta(hours=count)
    return _after(_today(now) + timedelta(days=count * _DAYS[unit]))


_READINGS: Final = (
    (_FOREVER, _forever), (_FULL, _full), (_SHORT, _short), (_NAMED, _named), (_SPAN, _span),
)  # fmt: skip
