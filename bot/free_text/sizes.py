"""Shares, money, fractions and order types of a sentence, each as a mark."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from bot.free_text.marks import (
    AMOUNT,
    BARE,
    MONEY,
    NAME,
    PART,
    PERCENT,
    PRICE,
    SHARES,
    TYPE,
    Found,
    Marked,
)
from bot.free_text.numerals import ARABIC, ENGLISH, NATIVE, SINO, is_clipped, native, number, whole

_ORDER: Final = (
    r"(?:사|팔|매|담|줍|주워|던|털|정리|익절|손절|청산|처분|차익|현금|풀|넘|빼|들어|줄|비)"
)
_END: Final = (
    rf"(?=[^가-힣]|만|씩|을|를|은|는|도|로|정도|쯤|치|어치|좀|더|부탁|가즈|고고|{_ORDER}|$)"
)
_ENGLISH: Final = "|".join(sorted(ENGLISH, key=len, reverse=True))

_TYPES: Final = {
    "market": (
        r"시장가(?:로|에)?|at (?:the )?market(?: price)?|market (?:order|price)|"
        r"(?<![a-z])market(?= (?:buy|sell))|(?<=buy )market|(?<=sell )market|"
        rf"(?<={NAME} )market(?=[.!]?$)|(?<![a-z])mkt\b"
    ),
    "close": (
        r"종가\s?(?:매매|단일가)?(?:로|에)?|장\s?마감\s?(?:동시호가|때|에|가)(?:에)?|"
        r"마감\s?동시호가(?:에|로)?|마감가(?:로|에)?|"
        r"(?:at|on) (?:the )?clos(?:e|ing)(?: price| auction)?"
    ),
    "open": (
        r"시초가(?:로|에)?|시가(?:로|에)(?![가-힣])|(?<!장)개장가(?:로|에)?|"
        r"장\s?시작\s?(?:동시호가|가)(?:에|로)?|장\s?(?:시작|개장)(?:할 때|에|하자마자|때)|"
        r"시작\s?동시호가(?:에|로)?|(?:at|on) (?:the )?open(?:ing)?(?: price| auction)?"
    ),
    "best": r"최유리\s?(?:지정가|호가)?(?:로|에)?|best (?:limit|price)|at (?:the )?best",
    "last": (
        r"(?:현재가|지금\s?가격|현재\s?가격|지금가|현가)(?:로|에)(?!서)|"
        r"현재가(?=\s?(?:매수|매도))|at (?:the )?(?:current|last) price"
    ),
    "unsupported": (
        r"조건부\s?지정가|최우선\s?(?:지정가|호가)?|(?<![a-z])(?:ioc|fok)\b|"
        r"시간외\s?(?:단일가|종가)?|동시호가(?:에|로)?|중간가|스톱\s?지정가|"
        r"예약\s?(?:매수|매도|주문)?"
    ),
}
_PERCENT: Final = re.compile(
    rf"([-+]|마이너스\s?|플러스\s?)?({ARABIC}|{SINO}|(?<![가-힣])[일이삼사오육칠팔구십](?=\s?프로|\s?퍼))"
    r"\s?(?:%|프로(?!젝|그램|필)|퍼센트|퍼(?![가-힣]{2})|퍼(?=매|팔|사|만)|percent|pct)(?:포인트)?"
)
_OF: Final = re.compile(
    r"(\d+|[이삼사오육칠팔구십])\s?분의\s?(\d+|[일이삼사오육칠팔구])|"
    r"(?<![\d/])(\d{1,2})\s?/\s?(\d{1,3})(?![\d/])"
)
_THIRDS: Final = re.compile(r"(?<![a-z])(?:a |one )?(third|quarter)(?: of)?\b")
_HALF: Final = re.compile(
    rf"(?<![가-힣])(?:절반|반틈|반땅|반절|반반|반(?!도[가-힣]|드시|대|영|응|등|복|납|품))(?:만|"
    rf"을|은|씩|정도|쯤|치|으로|로)?{_END}|"
    rf"(?<![가-힣])반(?=익절|손절|매도|매수|청산|정리)|절반|반틈|"
    r"(?<![a-z])half(?: of)?(?![a-z])(?! an? )"
)
# 반의반 is a quarter; of any other part of a part it is asked.
_QUARTER: Final = re.compile(rf"(?<![가-힣])반의\s?반(?!도[가-힣])(?:만|을|은|정도|쯤)?{_END}")
_HALF_SHARE: Final = re.compile(r"(?<![가-힣])반\s?주(?![가-힣]{2})|half an? share")
_WHOLE: Final = re.compile(
    rf"전량|전체|(?:전부|모두)\s?다{_END}|전부|전액|전\s?재산|몽땅|모조리|통째로|(?:싹\s?)+(?:다)?{_END}|모두{_END}|"
    rf"(?<![가-힣])다{_END}|있는\s?거\s?다|남은\s?거\s?다|"
    r"(?<![a-z])(?:all(?![- ]in\b)(?: of| my| the)*|everything|entire|whole)(?![a-z])"
)
_SHARES: Final = re.compile(
    rf"([-+]\s?)?(?:({ARABIC})|({NATIVE})|({SINO}))\s?(?:주|개)"
    rf"(?!월|년|일|장|인|봉|간|차(?!익)|째|연속|동안|식|문|말|소){_END}|"
    rf"(?<![a-z])([-+]?\d+(?:\.\d+)?|an?|{_ENGLISH}) (?:shares?|stocks?)\b(?: of)?|"
    rf"(?<![가-힣])(?<!야\s)(?<!해\s)(?<!주문\s)(하나|둘|셋|넷)(?:만|씩|을|를)?{_END}"
)
# Of 100주 중 30주 only the part is a size.
_OUT_OF: Final = re.compile(
    rf"(?:{ARABIC}|{NATIVE}|{SINO})\s?주\s?(?:중에서|중에|중|가운데)\s"
    rf"(?=(?:{ARABIC}|{NATIVE}|{SINO})\s?주{_END})"
)
_WORD_BEFORE_NAME: Final = re.compile(rf"(?<![a-z])({_ENGLISH}) (?={NAME})")
_MONEY: Final = re.compile(
    rf"(@\s?|(?<![a-z])(?:at|limit(?: of| at)?|for)\s|"
    rf"(?:지정가|호가|가격|단가|매수가|매도가|(?:한|1)?\s?주당|개당)\s?(?:는|"
    rf"은|로|을|를)?\s?)?"
    rf"([₩]\s?|(?<![a-z])krw\s?)?"
    rf"((?<![\d.])-?(?:{ARABIC})|{SINO})\s?(원|won\b|krw\b|million won|million)?"
    rf"(\s?(?:정도|쯤|가량)?\s?(?:어치|만큼|치(?=[^가-힣]|만|를|씩|도|{_ORDER}|좀|더|$))|"
    rf"\s?(?:worth )?of\b|\s?worth\b|"
    rf"\s?대?에(?:서|다)?(?:만)?(?=[^가-힣]|{_ORDER}|지정|$)|\s?(?:쯤|정도|원대)에|\s?(?:지정가|"
    rf"호가)(?:로|에)?|짜리)?"
)
# Stands for shares that cannot be bought: it is asked how many are meant.
_NO_COUNT: Final = -1
# So few before 호가 count steps of the price, not won.
_LEAST_PRICE: Final = 50
_PRICE_AFTER: Final = re.compile(r"에|지정가|호가|짜리")
_AMOUNT_AFTER: Final = re.compile(r"어치|치|만큼|of|worth")


def mark_sizes(said: Marked) -> Marked:
    """Mark order types, fractions, shares and money, in this order."""
    for kind, pattern in _COMPILED:
        said = said.put(pattern, _typed(kind))
    said = said.put(_PERCENT, _percent).put(_OF, _of).put(_THIRDS, _third)
    # 반 주 is no half of anything: there are no halves of shares.
    said = said.put(_HALF_SHARE, lambda _: (SHARES, _NO_COUNT))
    said = said.put(_WHOLE, lambda _: (PART, Decimal(1)))
    said = said.put(_QUARTER, lambda _: (PART, Decimal("0.25")))
    said = said.put(_HALF, lambda _: (PART, Decimal("0.5")))
    said = said.put(_WORD_BEFORE_NAME, lambda m: (SHARES, ENGLISH[m[1]]))
    said = said.with_text(_OUT_OF.sub("", said.text))
    return said.put(_SHARES, _shares).put(_MONEY, _money)


def _typed(kind: str) -> Callable[[re.Match[str]], Found]:
    return lambda _: (TYPE, kind)


def _percent(match: re.Match[str]) -> Found:
    value = number(match[2])
    if value is None:
        return None
    minus = (match[1] or "").strip() in ("-", "마이너스")
    return PERCENT, (-value if minus else value) / 100


def _of(match: re.Match[str]) -> Found:
    down = number(match[1] or match[4])
    up = number(match[2] or match[3])
    # 11/21 is a date: nobody sells eleven twenty-firsts.
    if not down or not up or up > down or (match[4] and down > 20):
        return None
    return PART, (up / down).quantize(Decimal("0.0001"))


def _third(match: re.Match[str]) -> Found:
    return PART, Decimal("0.3333") if match[1] == "third" else Decimal("0.25")


def _shares(match: re.Match[str]) -> Found:
    sign, digits, word, sino, english, single = match.groups()
    if single or word:
        return SHARES, native(single or word)
    if english:
        value = ENGLISH.get(english, 1 if english in ("a", "an") else None)
        return SHARES, _whole_shares(Decimal(value) if value else number(english), english)
    return SHARES, _whole_shares(_count(digits or sino or ""), sign or "")


def _count(text: str) -> Decimal | None:
    return None if is_clipped(text) else number(text)


def _whole_shares(value: Decimal | None, sign: str) -> int:
    count = whole(value)
    return _NO_COUNT if count is None or sign.strip().startswith("-") else count


def _money(match: re.Match[str]) -> Found:
    before, currency, digits, unit, after = (group or "" for group in match.groups())
    value = whole(number(digits.lstrip("-")))
    ticks = value is not None and value < _LEAST_PRICE and "호가" in after
    clipped = is_clipped(digits) and not unit
    if value is None or digits.startswith("-") or ticks or clipped:
        return BARE, None
    if unit.startswith("million"):
        value *= 1_000_000
    return _kind_of_money(before, after, is_money=_has_unit(currency, digits, unit)), value


def _has_unit(currency: str, digits: str, unit: str) -> bool:
    return bool(currency or unit or re.search(r"[만억조천]|백만", digits))


def _kind_of_money(before: str, after: str, *, is_money: bool) -> str:
    if _AMOUNT_AFTER.search(after):
        return AMOUNT if is_money else BARE
    if _PRICE_AFTER.search(after) or (before and before.strip() != "for"):
        return PRICE
    return MONEY if is_money else BARE


_COMPILED: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _TYPES.items())
