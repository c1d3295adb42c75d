"""Sentences about quiet hours and about kinds of messages that somebody does not want."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.heard import Heard
from bot.free_text.marks import NAME, SEVERAL, SPAN
from bot.free_text.numerals import native
from bot.free_text.said import Kind, Said

_TIME: Final = (
    r"(오전|오후|아침|저녁|밤|새벽|낮)?\s?(\d{1,2}|열한|열두|열|한|두|세|네|다섯|여섯|일곱|여덟|아홉)"
    r"\s?(?:시\s?(?:(반)|(\d{1,2})\s?분)?|:(\d{2}))\s?(am|pm)?"
)
_HOURS: Final = re.compile(
    rf"{_TIME}\s?(?:부터|에서|~|-|to|until|till|(?=\d\d:))\s?(?:다음\s?날\s?|내일\s?)?{_TIME}"
)
# 11pm is 11:00 pm: so both are read by one form.
_ENGLISH: Final = re.compile(r"(?<![\d:])(\d{1,2})\s?([ap]m)\b")
_REST: Final = re.compile(
    r"조용|방해\s?금지|(?<![a-z])(?:quiet|do not disturb|don't disturb|silent)\b"
)
_MESSAGES: Final = re.compile(
    r"알림|알람|메시지|문자|소식|노티|연락|재촉|음소거|깨우|"
    r"(?<![a-z])(?:notifications?|alerts?|messages?|mute|unmute)\b"
)
_LIFTED: Final = re.compile(r"해제|풀어|취소|없애|그만|(?<![a-z])(?:off|end|no more)\b")
# The kinds that `mute` knows; what is not here always comes.
_KINDS: Final = (
    ("fills", r"체결|(?<![a-z])(?:fills?|filled)\b"),
    ("reminder", r"재촉|독촉|카드\s?알림|(?<![a-z])reminders?\b"),
    ("refused", r"막힌|거절|거부|(?<![a-z])(?:refused|rejected|blocked)\b"),
    ("costs", r"비용|수수료|(?<![a-z])(?:costs?|fees?)\b"),
    ("started", r"시작(?!가)|(?<![a-z])start-?up\b"),
    ("broker", r"복구|(?:증권사|브로커)\s?연결|(?<![a-z])broker\b"),
)
_COMPILED: Final = tuple((kind, re.compile(words)) for kind, words in _KINDS)
_UNWANTED: Final = re.compile(
    r"꺼|끄|그만|됐어|됐고|필요\s?없|싫|(?:보내|하|오)지\s?(?:마|말)|없애|빼|중지|음소거(?!\s?(?:해제|풀))|"
    r"안\s?(?:받|와도|보내|줘도|해도|봐도)|(?<![a-z])(?:off|mute|stop|no more|don't)\b"
)
_WANTED: Final = re.compile(
    r"다시\s?(?:켜|보내|받|알려|줘)|켜\s?(?:줘|주|자|라)|음소거\s?(?:해제|풀)|"
    r"(?<![a-z])(?:unmute|turn on|back on)\b"
)
_LATE: Final = frozenset({"오후", "저녁", "밤", "낮", "pm"})
_NOON: Final = 12


def rest(heard: Heard) -> Said | None:
    """Read quiet hours, or a kind of message that is not wanted; None where neither is said."""
    if heard.wants_order or "?" in heard.plain or heard.said.has(NAME, SEVERAL):
        return None
    return None if heard.feels("quotation") else _quiet(heard) or _mute(heard)


def _quiet(heard: Heard) -> Said | None:
    plain = _ENGLISH.sub(r"\1:00 \2", heard.plain)
    rests, found = _REST.search(plain), _HOURS.search(plain)
    if found and (rests or (_MESSAGES.search(plain) and _UNWANTED.search(plain))):
        hours = _span(found)
        return Said(Kind.CONTROL, extra={"act": "quiet"} | ({"hours": hours} if hours else {}))
    if not rests:
        return None
    lifted = {"hours": "off"} if _LIFTED.search(plain) else {}
    return Said(Kind.CONTROL, extra={"act": "quiet"} | lifted)


def _mute(heard: Heard) -> Said | None:
    kinds = [kind for kind, words in _COMPILED if words.search(heard.plain)]
    if len(kinds) != 1 or not _MESSAGES.search(heard.plain) or heard.feels("condition"):
        return None
    act = {"act": "mute", "of": kinds[0]}
    if _WANTED.search(heard.plain):
        return Said(Kind.CONTROL, extra=act | {"again": "yes"})
    if not _UNWANTED.search(heard.plain):
        return None
    spans = [value for value in heard.said.all(SPAN) if isinstance(value, int)]
    return Said(Kind.CONTROL, extra=act | ({"for": f"{spans[0]}m"} if spans else {}))


def _span(found: re.Match[str]) -> str:
    """Give the hours as 23:00-07:00; nothing where it is not said which half of the day begins."""
    first, second = found.groups()[:6], found.groups()[6:]
    half, hour, until = _half(first), _count(first[1]), _count(second[1])
    if not (half or first[4] or hour > _NOON):
        return ""
    same = half if hour < until <= _NOON else ""
    starts = _clock(half, hour, _minute(first))
    ends = _clock(_half(second) or same, until, _minute(second))
    return f"{starts}-{ends}" if starts and ends and starts != ends else ""


def _half(time: tuple[str | None, ...]) -> str:
    return time[0] or time[5] or ""


def _minute(time: tuple[str | None, ...]) -> int:
    return 30 if time[2] else int(time[3] or time[4] or 0)


def _count(word: str | None) -> int:
    return int(word) if word and word.isdigit() else native(word or "") or 0


def _clock(half: str, hour: int, minute: int) -> str:
    """Write a time of the day; nothing for one that no clock shows. 밤 12시 is midnight."""
    if hour > 24 or minute > 59:
        return ""
    if half and hour <= _NOON:
        noon = half in ("낮", "오후", "pm")
        hour = hour % _NOON + (_NOON if half in _LATE and (hour < _NOON or noon) else 0)
    return f"{hour % 24:02d}:{minute:02d}"
