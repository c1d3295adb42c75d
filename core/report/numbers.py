"""Finds every number that Korean or English prose states, with its unit and shown precision.

What cannot be read for certain comes out as UNKNOWN, which no fact ever matches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What a number counts."""

    WON = "won"
    PERCENT = "percent"
    SHARES = "shares"
    COUNT = "count"
    DATE = "date"
    WEEK = "week"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Number:
    """A stated number: `value` without sign, `sign` -1, 0 (none shown) or 1.

    `step` is the shown precision: 10,000 for 123만 원, 0.1 for 1.2 %. A DATE is
    year * 10,000 + month * 100 + day with zeros for what was not said, a WEEK
    year * 100 + week.
    """

    value: Decimal
    unit: Unit
    step: Decimal
    sign: int
    at: int
    text: str


_PLAIN = r"\d[\d,]*(?:\.\d+)?"
_SIGN = r"(?P<sign>(?<![\d~])[-+] ?|마이너스 *|플러스 *|\bminus +|\bplus +)?"
_SCALES = {"": 1, "십": 10, "백": 100, "천": 1_000, "만": 10_000, "십만": 100_000}
_SCALES |= {"백만": 1_000_000, "천만": 10_000_000, "억": 10**8, "조": 10**12}
_SCALE = "(?:천만|백만|십만|조|억|만|천|백|십)"
_SCALED = rf"(?P<n>(?:{_PLAIN} *{_SCALE} *)+(?:{_PLAIN})?|{_PLAIN})"
_COUNTERS = (
    r"(?:거래일|종목|차례|가지|번(?!째)|건|회(?!사|의|복)|개(?!월|미)|곳|명"
    r"|(?:trading )?sessions?\b|trades?\b|orders?\b|proposals?\b|cards?\b|times\b|stocks?\b"
    r"|positions?\b|buys?\b|sells?\b|sales?\b|purchases?\b|wins?\b|holdings?\b|changes?\b"
    r"|were\b|was\b)"
)
_SHARES = r"(?:주(?!차|간|일|년|말|초|째|당| 동안| 연속|식)|shares?\b)"
_NATIVE = {"한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5}
_NATIVE |= {"여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
_NATIVE_WORD = "|".join(sorted(_NATIVE, key=len, reverse=True))
_TEN_WORD = "|".join(_TENS)
_SINO = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
_SINO_SCALE = {"십": 10, "백": 100, "천": 1_000, "만": 10**4, "억": 10**8, "조": 10**12}
_SINO_CHARS = "영일이삼사오육칠팔구공륙십백천만억조"
_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
# Quantities without a figure: no fact sheet states them, so they can never be checked.
_VAGUE = (
    r"절반|반토막|반반|갑절|곱절|[두세네] *배|배로|배가 *[되됐넘]|몇 *배|수십|수백|수천|수만|여러"
    r"|전량|전부|전액|몽땅|대부분|과반|[첫둘셋넷]째|번째|분의|포인트|수익이 배"
    r"|\bhalf\b|\bhalved\b|\bdoubled?\b|\btwice\b|\btripled?\b|\bthrice\b|\bquarter\b|\bdozens?\b"
    r"|\bhundreds?\b|\bthousands?\b|\bmillions?\b|\bbillions?\b|\bthirds?\b|\bseveral\b|\bmost\b"
    r"|\b(?:thir|four|fif|six|seven|eigh|nine)ty\b"
)
# Letters that read as a number word before a counter but are words of their own.
_NOT_SINO = r"(?<!이)(?!이번|이건|이 |사건|사회|사주|조건|조회|만회|만점|이점|만주|구주|일개|오점)"

Maker = Callable[["re.Match[str]"], Number | None]


def extract(text: str) -> list[Number]:
    """Give all numbers of a normalised sentence in their order."""
    found: list[Number] = []
    rest = text
    for pattern, maker in _READERS:
        for match in list(pattern.finditer(rest)):
            number = maker(match)
            if number is None:
                continue
            found.append(number)
            blank = "\u2400" * len(match.group())
            rest = rest[: match.start()] + blank + rest[match.end() :]
    found += [_unknown(m) for m in re.finditer(r"\d+", rest)]
    found += [_strange(rest, at) for at, c in enumerate(rest) if _is_strange(c)]
    return sorted(found, key=lambda n: n.at)


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """Round a value to a shown precision, halves away from zero, as people do."""
    return (value / step).quantize(Decimal(1), rounding="ROUND_HALF_UP") * step


def _is_strange(char: str) -> bool:
    return not char.isascii() and unicodedata.numeric(char, None) is not None


def _strange(text: str, at: int) -> Number:
    return Number(Decimal(0), Unit.UNKNOWN, Decimal(1), 0, at, text[at])


def _unknown(match: re.Match[str]) -> Number:
    return Number(Decimal(0), Unit.UNKNOWN, Decimal(1), 0, match.start(), match.group())


def _sign(match: re.Match[str]) -> int:
    sign = (match.group("sign") or "").strip()
    return 0 if not sign else -1 if sign in ("-", "마이너스", "minus") else 1


def _plain(text: str) -> tuple[Decimal, Decimal] | None:
    """Read digits with separators; None for wrong grouping or a leading zero."""
    whole, _, decimals = text.partition(".")
    if "," in whole and not re.fullmatch(r"\d{1,3}(,\d{3})+", whole):
        return None
    if len(whole) > 1 and whole[0] == "0":
        return None
    return Decimal(text.replace(",", "")), Decimal(1).scaleb(-len(decimals))


def _amount(text: str) -> tuple[Decimal, Decimal] | None:
    """Read a chain such as 1억 2,345만 6,789; scales must fall from part to part."""
    total, step, last = Decimal(0), Decimal(1), None
    for digits, scale in re.findall(rf"({_PLAIN}) *({_SCALE})?", text):
        part = _plain(digits)
        factor = _SCALES[scale]
        if (
            part is None
            or (last is not None and part[0] * factor >= last)
            or (scale and not part[0])
        ):
            return None
        total += part[0] * factor
        step, last = part[1] * factor, factor
    return total, step


def _measure(unit: Unit) -> Maker:
    def make(match: re.Match[str]) -> Number:
        read = _amount(match.group("n"))
        if read is None:
            return _unknown(match)
        return Number(read[0], unit, read[1], _sign(match), match.start(), match.group())

    return make


def _date(match: re.Match[str]) -> Number:
    parts = match.groupdict()
    month = parts.get("month") or "0"
    number = _MONTHS.index(month.lower()[:3]) + 1 if month.isalpha() else int(month)
    if any(parts.get(name, "1").strip("0") == "" for name in ("month", "day") if parts.get(name)):
        return _unknown(match)
    value = int(parts.get("year") or 0) * 10_000 + number * 100 + int(parts.get("day") or 0)
    return Number(Decimal(value), Unit.DATE, Decimal(1), 0, match.start(), match.group())


def _week(match: re.Match[str]) -> Number:
    value = int(match.group("year") or 0) * 100 + int(match.group("n"))
    return Number(Decimal(value), Unit.WEEK, Decimal(1), 0, match.start(), match.group())


def _native(match: re.Match[str]) -> Number:
    tens, ones, counter = match.group("tens") or "", match.group("ones") or "", match.group("c")
    value = Decimal(_TENS.get(tens, 0) + _NATIVE.get(ones, 0))
    unit = Unit.SHARES if counter == "주" else Unit.COUNT
    return Number(value, unit, Decimal(1), 0, match.start(), match.group())


def _sino(match: re.Match[str]) -> Number:
    unit = match.group("u")
    kind = Unit.WON if unit == "원" else Unit.SHARES if unit == "주" else Unit.COUNT
    if unit in ("퍼센트", "프로", "%"):
        kind = Unit.PERCENT
    value = _sino_value(match.group("s").replace(" ", ""))
    return Number(Decimal(value), kind, Decimal(1), 0, match.start(), match.group())


def _sino_value(text: str) -> int:
    total, group, digit = 0, 0, 0
    for char in text:
        scale = _SINO_SCALE.get(char)
        if scale is None:
            digit = digit * 10 + _SINO[char]
        elif scale < 10**4:
            group, digit = group + (digit or 1) * scale, 0
        else:
            total, group, digit = total + (group + digit or 1) * scale, 0, 0
    return total + group + digit


def _english(match: re.Match[str]) -> Number:
    value = Decimal(_ENGLISH.index(match.group("w").lower()))
    unit = Unit.SHARES if match.group("c").startswith("share") else Unit.COUNT
    return Number(value, unit, Decimal(1), 0, match.start(), match.group())


def _reader(pattern: str, maker: Maker) -> tuple[re.Pattern[str], Maker]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII), maker


_PERCENT = r"(?:%|퍼센트|프로(?!그|젝|세)|per ?cent\b)"
_D1, _D2 = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
# The order matters: each reader sees only what the ones before it left.
_READERS = (
    _reader(rf"(?<!\d){_YEAR}-W(?P<n>\d{{2}})(?!\d)", _week),
    _reader(rf"(?<![\d.,])(?:{_YEAR}년? *)?(?P<n>\d{{1,2}})주차", _week),
    _reader(rf"(?<![\d.,])(?:{_YEAR}년 *)?{_D1}월 *{_D2}일", _date),
    _reader(rf"(?<![\d.,-]){_YEAR}-{_D1}-{_D2}(?![\d-])", _date),
    _reader(rf"(?<![\d.,/]){_D1}/{_D2}(?![\d/.,])", _date),
    _reader(rf"\b{_MONTH} {_D2}(?:,? {_YEAR})?(?![\d.,%]*\d)", _date),
    _reader(rf"(?<![\d.,]){_D2} {_MONTH}(?: {_YEAR})?(?!\d)", _date),
    _reader(rf"{_PLAIN} *[^\s\d]{{0,3}} *[~～] *{_PLAIN}|{_PLAIN}-{_PLAIN}", _unknown),
    _reader(rf"{_PLAIN} *(?:%|퍼센트) *(?:p\b|포인트|points?\b)", _unknown),
    _reader(
        rf"{_SIGN}(?P<n>{_PLAIN}) *(?:%|퍼센트|프로(?!그|젝|세)|per ?cent\b)",
        _measure(Unit.PERCENT),
    ),
    _reader(rf"{_SIGN}{_SCALED} *(?:원|won\b|KRW\b)", _measure(Unit.WON)),
    _reader(rf"{_SIGN}(?:₩|\bKRW) *{_SCALED}", _measure(Unit.WON)),
    _reader(rf"{_SIGN}{_SCALED} *{_SHARES}", _measure(Unit.SHARES)),
    _reader(rf"{_SIGN}{_SCALED} *{_COUNTERS}", _measure(Unit.COUNT)),
    _reader(r"(?<![\d.,])(?P<n>\d{1,2})일 *(?:동안|간)(?P<sign>)", _measure(Unit.COUNT)),
    _reader(rf"(?<![\d.,]){_D2}일", _date),
    _reader(rf"(?<![\d.,]){_YEAR}년", _date),
    _reader(rf"(?<![\d.,]){_D1}월", _date),
    _reader(_VAGUE, _unknown),
    _reader(
        rf"(?<![가-힣])(?=[가-힣])(?P<tens>{_TEN_WORD})?(?P<ones>{_NATIVE_WORD})? *"
        r"(?P<c>(?<! )거래일|종목|차례|가지|번|건|개(?!월)|곳|명|(?<! )주(?!간|일|말| 동안)"
        r"|(?<= )(?:거래일|주(?!간|일|말| 동안)))",
        lambda m: _native(m) if m.group("tens") or m.group("ones") else None,
    ),
    _reader(
        rf"(?<![가-힣]){_NOT_SINO}(?P<s>[{_SINO_CHARS}]+(?: [{_SINO_CHARS}]+)*) ?"
        r"(?P<u>원|퍼센트|프로|%|주(?!차|간|일|말|식|가|요|문)|종목|건|번|회|개(?!월))",
        _sino,
    ),
    _reader(rf"\b(?P<w>{'|'.join(_ENGLISH)})\b(?: [a-z]+)? (?P<c>shares?|{_COUNTERS})", _english),
    _reader(rf"\b(?:{'|'.join(_ENGLISH[2:])})\b", _unknown),
)
