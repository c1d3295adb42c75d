"""How people say until when something should stop: `30분`, `1시간 30분`, `14:30까지`, `until 3`.

Only what says an end is taken for one. An hour without a half of the day is the next one to come.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from core.domain.calendar import KST

LONGEST: Final = timedelta(hours=24)
_SPAN: Final = re.compile(
    r"(?:([0-9]{1,2})\s?(?:시간|hours?|hrs?|h))?\s?(?:([0-9]{1,4})\s?(?:분|minutes?|mins?|m))?"
    r"\s?(?:반)?(?:만|간|동안|쯤|정도)?(?:\s(?:동안|만|간))?"
)
_CLOCK: Final = re.compile(
    r"(?:until\s)?(오전|오후|am|pm)?\s?([0-9]{1,2})(?::([0-9]{2})|시(?:\s?([0-9]{1,2})분|\s?(반))?)?"
    r"\s?(am|pm)?\s?(까지)?"
)
_MOST_WORDS: Final = 4


def split_end(words: tuple[str, ...], now: datetime) -> tuple[datetime | None, tuple[str, ...]]:
    """Take an end off the front of words; None where they begin with none that can be meant.

    The longest beginning counts: `1시간 30분` is one end.
    """
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        end = end_of(" ".join(words[:count]), now)
        if end is not None:
            return end, words[count:]
    return None, words


def end_of(text: str, now: datetime) -> datetime | None:
    """Give the instant that a text names as an end, within a day from now; None for others."""
    said = text.strip().lower().removeprefix("for ")
    end = _after(said, now) or _clock(said, now)
    return end if end is not None and timedelta(0) < end - now <= LONGEST else None


def _after(said: str, now: datetime) -> datetime | None:
    found = _SPAN.fullmatch(said)
    if found is None or not (found[1] or found[2]):
        return None
    if "반" not in said:
        return now + timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))
    # Half belongs to an hour: "30분 반" says nothing.
    return None if found[2] else now + timedelta(hours=int(found[1]), minutes=30)


def _clock(said: str, now: datetime) -> datetime | None:
    found = _CLOCK.fullmatch(said)
    if found is None or not (found[7] or said.startswith("until ")):
        return None
    hour, minute = int(found[2]), int(found[3] or found[4] or (30 if found[5] else 0))
    if hour > 24 or minute > 59:
        return None
    day = now.astimezone(KST).replace(hour=0, minute=0, second=0, microsecond=0)
    times = [day + timedelta(hours=h, minutes=minute) for h in _hours(hour, found)]
    return next((at.astimezone(now.tzinfo) for at in sorted(times) if at > now), None)


def _hours(hour: int, found: re.Match[str]) -> tuple[int, ...]:
    half = found[1] or found[6] or ""
    if half in ("오후", "pm"):
        return (hour % 12 + 12,)
    if half in ("오전", "am"):
        return (hour % 12,)
    # 14:30 is exact; 3시 is whichever of both comes next.
    return (hour, hour + 12) if hour <= 12 else (hour,)
