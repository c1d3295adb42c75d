"""Numbers as Koreans write them: 2백5십만, 1억 2천만, 이십만, 열두, 스물다섯, 3.5만."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0}
_TENS: Final = {"십": 10, "백": 100, "천": 1_000}
_MYRIADS: Final = {"만": 10**4, "억": 10**8, "조": 10**12}
_ONES: Final = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "서": 3, "넷": 4, "네": 4,
    "넉": 4, "너": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_DECADES: Final = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70,
    "여든": 80, "아흔": 90, "백": 100, "천": 1_000,
}  # fmt: skip
_NONE, _ONE = Decimal(0), Decimal(1)
_CLIPPED: Final = re.compile(r"[만억]\d{1,2}$")
_PIECE: Final = re.compile(r"\d+(?:\.\d+)?|[영공일이삼사오육칠팔구]|[십백천]|[만억조]")

# Units come from great to small, each with at most one digit of its own: 만만 is no number.
_DIGIT: Final = r"(?:\d+(?:\.\d+)?|[영공일이삼사오육칠팔구])?"
_SECTION: Final = rf"(?:{_DIGIT}천)?(?:{_DIGIT}백)?(?:{_DIGIT}십)?{_DIGIT}"
_NUMBER: Final = re.compile(rf"(?:{_SECTION}조)?(?:{_SECTION}억)?(?:{_SECTION}만)?{_SECTION}")

_UNITS: Final = (
    r"\d+(?:\.\d+)?(?:\s?[십백천만억조]+)?"
    r"(?:(?<=[십백천만억조])\s?(?:\d+|[일이삼사오육칠팔구])\s?[십백천만억조]+)*"
)
# 7만2500원 has no unit behind its thousands.
ARABIC: Final = (
    rf"{_UNITS}(?:(?<=[만억])\d{{1,4}}(?!\d)|(?<=[만억])\s\d{{1,4}}(?=\s?원)|(?<=[백천])\d{{1,3}}(?=원|주|개)|"
    r"(?<=[십백천만억])[일이삼사오육칠팔구](?=원))?"
)
# The last digit has its unit behind it, for 사 and 팔 begin verbs: 십만 사줘.
_LAST: Final = (
    r"\s?(?:[일이삼오육칠팔구](?=\s?(?:원|주|개|어치|치|만큼|프로|퍼|%))|"
    r"사(?=\s?(?:원|개|어치|프로|퍼|%)|주(?![세라시십실이셈쇼삼면고])|(?<=[십백천만억]사)\s주(?![가-힣])))"
)
# A lone 만 is mostly the particle "only": alone it needs its unit.
SINO: Final = (
    rf"(?<![가-힣])(?:[일이삼사오육칠팔구][십백천만억]|[십백천](?=[일이삼사오육칠팔구십백천만억])|"
    rf"[십백천만억](?=\s?(?:원|주|개|어치|만)))(?:\s?[일이삼사오육칠팔구]?[십백천만억])*(?:{_LAST})?"
)
_WORDS: Final = "|".join(sorted(_ONES, key=len, reverse=True))
# Hundreds have no native word any more: 이백스물다섯.
_HUNDREDS: Final = (
    r"(?:[일이삼사오육칠팔구]?[백천]\s?)+(?=열|스[물무]|서른|마흔|쉰|예순|일흔|여든|아흔)"
)
_HEAD: Final = re.compile(_HUNDREDS)
NATIVE: Final = (
    rf"(?<![가-힣])(?:{_HUNDREDS})?"
    rf"(?:(?:{'|'.join(_DECADES)})\s?(?:{_WORDS})|{'|'.join(_DECADES)}|{_WORDS})"
)
ENGLISH: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "hundred": 100, "a hundred": 100, "one hundred": 100,
    "a thousand": 1_000, "one thousand": 1_000, "a dozen": 12,
}  # fmt: skip


def is_clipped(text: str) -> bool:
    """Tell whether the unit of the last digits went unsaid: 7만5 may be 75,000 or 70,005."""
    return bool(_CLIPPED.search(text))


def number(text: str) -> Decimal | None:
    """Read a number in digits, Sino-Korean words or a mixture; None when it is none."""
    plain = "".join(text.split())
    if not plain or not _NUMBER.fullmatch(plain):
        return None
    total, section, current = _NONE, _NONE, None
    for piece in _PIECE.findall(plain):
        if piece in _TENS:
            section += (_ONE if current is None else current) * _TENS[piece]
            current = None
        elif piece in _MYRIADS:
            total += (section + (current or _NONE) or _ONE) * _MYRIADS[piece]
            section, current = _NONE, None
        else:
            current = Decimal(_DIGITS.get(piece, piece))
    return total + section + (current or _NONE)


def native(text: str) -> int | None:
    """Read a native Korean number such as 스물다섯 or 백스무; None when it is none."""
    word = "".join(text.split())
    head = _HEAD.match(word)
    if head is not None:
        hundreds, last = whole(number(head[0])), native(word[head.end() :])
        return None if hundreds is None or last is None else hundreds + last
    if word in _ONES:
        return _ONES[word]
    for decade, value in _DECADES.items():
        if word.startswith(decade):
            rest = word.removeprefix(decade)
            return value + _ONES[rest] if rest in _ONES else value if not rest else None
    return None


def whole(value: Decimal | None) -> int | None:
    """Give a whole number, None when there is a rest or nothing."""
    if value is None or value != value.to_integral_value():
        return None
    return int(value)
