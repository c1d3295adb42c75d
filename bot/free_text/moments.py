"""Times, spans, weeks and periods, marked first: their digits are neither shares nor money."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.marks import PERIOD, SPAN, WHEN, Found, Marked

_DAYS: Final = {
    "내일모레": "in_two_days", "낼모레": "in_two_days", "내일": "tomorrow", "낼": "tomorrow",
    "모레": "in_two_days", "글피": "in_three_days", "익일": "tomorrow",
    "다음 거래일": "next_session", "담주": "next_week", "차주": "next_week",
    "tomorrow": "tomorrow", "next week": "next_week", "next month": "next_month",
    "tonight": "tonight", "later": "later", "이따가": "later", "이따": "later",
    "나중에": "later", "있다가": "later", "조금 뒤": "later", "좀 이따": "later",
}  # fmt: skip
_WEEKDAYS: Final = dict(
    zip(
        "월화수목금토일",
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        strict=True,
    )
)
_RECURRING: Final = re.compile(
    r"매일매일|매일|매주|매달|매월|매년|날마다|주마다|달마다|정기적으로|꾸준히|격주로?|"
    r"(?<![a-z])(?:every (?:day|week|month|monday|friday)|daily|weekly(?! report)|regularly)"
)
_DAY: Final = re.compile(
    r"(?<![가-힣a-z])(?:" + "|".join(re.escape(d).replace(r"\ ", r"\s?") for d in _DAYS) + r")"
    r"(?=[^가-힣a-z]|에|은|는|도|쯤|까지|부터|아침|오전|오후|장|시|종|삼|하|카|네|사|팔|매|$)"
)
_NEXT: Final = re.compile(r"(?<![가-힣])(?:다음|담)\s?(주|달|번)(?:에)?")
_WEEKDAY: Final = re.compile(
    r"(?<![가-힣])(?:\ue00b\s?)?([월화수목금토일])요일(?:날)?(?:에|엔|은)?|"
    r"(?<![a-z])(?:on |next )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
_CLOCK: Final = re.compile(
    r"(오전|오후|아침|저녁|밤|새벽|낮)?\s?(?<![\d가-힣.])(\d{1,2}|열한|열두|한|두|세|아홉|열)\s?시"
    r"(?!간|장|세|가|초|황|총|작|기|점|각|스|도|즌)\s?(?:(반)(?![가-힣]{2})|(\d{1,2}|삼십|십|"
    r"이십|사십|오십)\s?분)?"
    r"\s?(?:에|까지|쯤|쯤에|정각에?|부터|되면|이후에?|전에)?(?![가-힣]*장)"
)
_COLON: Final = re.compile(
    r"(?<![\d:])(오전|오후)?\s?([01]?\d|2[0-3]):([0-5]\d)(?!\d)\s?(am|pm)?(?:에)?"
)
_ENGLISH: Final = re.compile(r"(?<![\w.])(?:at )?(\d{1,2})(?::(\d{2}))?\s?([ap])\.?m\b\.?")
_LATER: Final = re.compile(
    r"(?:\d+|한|두|세|몇|삼십|십)\s?(?:초|분|시간|일|주일?|달|개월|년)\s?(?:반\s?)?"
    r"(?:뒤|후|있다가|이따)(?:에)?|in \d+ (?:minutes?|hours?|days?|weeks?)"
)
_MINUTES: Final = re.compile(
    r"(?<![\d.])(\d+|한|두|세|네)\s?시간\s?(?:(반)|(\d+)\s?분)?\s?(?:동안|간|만|정도)?|"
    r"(?<![\d.:])(\d+|삼십|십|이십)\s?분(?!봉|의|기|석|할|위|류)\s?(?:동안|간|만|정도)?|"
    r"(?:for )?(\d+|an?|half an) (minutes?|mins?|hours?|hrs?)\b"
)
_WEEKS: Final = re.compile(
    r"(?:이번|지난|저번|다음|담|금|매|요번)\s?(?:한|두|세)?\s?주(?!식|문|가|봉|주)(?:간|일|말|에)?|"
    r"(?:\d+|한|두|세|네|몇|열)\s?주\s?"
    r"(?:연속|동안|간|일(?![십백천만억])|째|차(?!익)|전(?![가-힣])|전에|뒤|후|이내|내내|만에|이동|이평|신고|신저|"
    r"최고|최저|봉|선(?!물))"
    r"[가-힣]*"
)
_OTHER_WEEKS: Final = re.compile(
    r"(?<![가-힣])전주(?=[^가-힣]|에|보다|의)|전주\s?대비|금주|주말|평일|한 주의|주차별?"
)
_LINES: Final = re.compile(
    r"\d+\s?(?:일|주|개월|월|분|년)\s?(?:선|이평선?|이동평균선?|신고가|신저가)"
)
_SPANS: Final = re.compile(
    r"(?:\d+|한|두|세|몇|일|이|삼|육)\s?(?:개월|달|년|일|시간|년치)(?![가-힣])\s?(?:치|간|동안|"
    r"짜리)?|"
    r"\d+\s?(?:개월|년|일)\s?(?:치|간|동안|짜리)|\d{4}년|\d{1,2}월(?:\s?\d{1,2}일)?(?:에)?|"
    r"\d{1,2}일(?:에|날)"
)
_PART_OF_DAY: Final = re.compile(
    r"(?<![가-힣])(?:오전|오후|아침|점심|저녁|밤|새벽|장중|장\s?초반|장\s?막판|장\s?중반|장전|장후|"
    r"장\s?(?:마감|끝나기)\s?(?:직전|전|후)|장\s?끝나고|퇴근\s?(?:후|하고))(?:에|때|"
    r"쯤)?(?![가-힣])|"
    r"(?<![a-z])(?:this (?:morning|afternoon|evening|week|month)|end of (?:the )?day|"
    r"in the (?:morning|afternoon))\b"
)
# Days that a calendar names, and those that a firm or a person names.
_NAMED_DAY: Final = re.compile(
    r"(?<![가-힣])(?:연말|연초|월말|월초|주말|주중|분기\s?말|만기일?|배당락일?|추석|설날|연휴|명절|크리스마스|새해|"
    r"내년|내후년|하반기|상반기|월급날|퇴근길|출근길|[1-4일이삼사]분기)"
    r"(?:에|엔|때|쯤|까지|\s?(?:전|후|지나고|끝나고|직전|직후)(?:에)?)?(?![가-힣])"
)
_ORDINAL: Final = re.compile(
    r"\d+\s?(?:번째|번|등|위|회|차|배|살|명|도|층|호|강|연상|연속)(?![가-힣]{2})(?:에)?"
)
_HOURS: Final = {"한": 1, "두": 2, "세": 3, "네": 4, "아홉": 9, "열": 10, "열한": 11, "열두": 12}
_MINS: Final = {"십": 10, "이십": 20, "삼십": 30, "사십": 40, "오십": 50}


def mark_moments(said: Marked) -> Marked:
    """Mark when, for how long and over which period; repeated and later times are `WHEN`."""
    said = said.put(_RECURRING, lambda _: (WHEN, "recurring")).put(_LINES, lambda _: (PERIOD, ""))
    said = said.put(_LATER, lambda _: (WHEN, "later"))
    said = said.put(_NEXT, lambda m: (WHEN, "next_week" if m[1] == "주" else "later"))
    said = said.put(_WEEKS, lambda _: (PERIOD, "week")).put(_OTHER_WEEKS, lambda _: (PERIOD, ""))
    said = said.put(_DAY, lambda m: (WHEN, _day(m[0])))
    said = said.put(_WEEKDAY, lambda m: (WHEN, m[2] or _WEEKDAYS[m[1]]))
    said = said.put(_COLON, _colon).put(_ENGLISH, _english).put(_CLOCK, _clock)
    said = said.put(_MINUTES, _span).put(_PART_OF_DAY, lambda _: (WHEN, "later"))
    said = said.put(_NAMED_DAY, lambda _: (WHEN, "later"))
    return said.put(_SPANS, lambda m: (PERIOD, m[0].strip())).put(_ORDINAL, lambda _: (PERIOD, ""))


def _day(word: str) -> str:
    plain = "".join(word.split())
    return next(day for said, day in _DAYS.items() if "".join(said.split()) == plain)


def _span(match: re.Match[str]) -> Found:
    hours, half, more, minutes, count, unit = match.groups()
    if hours is not None:
        return SPAN, _count(hours) * 60 + (30 if half else int(more or 0))
    if minutes is not None:
        return SPAN, _count(minutes)
    size = 60 if unit.startswith("h") else 1
    return SPAN, 30 if count == "half an" else size * (1 if count in ("a", "an") else int(count))


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _HOURS.get(word) or _MINS.get(word, 0)


def _clock(match: re.Match[str]) -> Found:
    half, hour, thirty, minutes = match[1], _count(match[2]), match[3], match[4]
    if hour > 24:
        return None
    return WHEN, _text(half or "", hour, 30 if thirty else _count(minutes or "0"))


def _colon(match: re.Match[str]) -> Found:
    half = {"am": "오전", "pm": "오후"}.get(match[4] or "", match[1] or "")
    return WHEN, _text(half, int(match[2]), int(match[3]))


def _english(match: re.Match[str]) -> Found:
    if int(match[1]) > 12:
        return None
    return WHEN, _text("오후" if match[3] == "p" else "오전", int(match[1]), int(match[2] or 0))


def _text(half: str, hour: int, minute: int) -> str:
    """Write a time; hours without a half of the day are those of the market."""
    afternoon = half in ("오후", "저녁", "밤", "낮") or (not half and 1 <= hour <= 7)
    return f"{hour + 12 if afternoon and hour < 12 else hour:02d}:{minute:02d}"
