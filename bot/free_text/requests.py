"""Whether a sentence that speaks of buying or selling asks for an order, and what it is if not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.free_text import questions
from bot.free_text.groups import in_group
from bot.free_text.heard import Heard
from bot.free_text.hearing import SIDES
from bot.free_text.leftovers import leftover, matters
from bot.free_text.marks import (
    AMOUNT,
    BARE,
    MONEY,
    NAME,
    NAMED,
    PART,
    PRICE,
    SEVERAL,
    SHARES,
    SIZED,
    STOP,
    TAKE,
    TYPE,
)
from bot.free_text.orders import order
from bot.free_text.said import REFUSED, Kind, Said

_ASKS: Final = re.compile(r"(?:줘|주세요|주라|부탁)[가-힣]*[\s.!]*$")
_DIGIT: Final = re.compile(r"\d")
_PUT_IN: Final = re.compile(r"(?:넣어|투자해|박아|태워)\s?(?:줘|주세요|주라)")
_INSTEAD: Final = re.compile(r"(?<!지)(?<!지\s)말고|아니(?:고|라)")
_STOCKY: Final = re.compile(r"주식|종목|매수|매도|stock|shares?")
_GOODS: Final = re.compile(
    r"커피|밥|치킨|피자|떡볶이|라면|술|맥주|소주|선물|옷|신발|가방|과자|아이스크림|빵|케이크|꽃|책|"
    r"점심|저녁|아침|간식|음료|물\s|우유|핸드폰|노트북|차\s?한\s?대|집|아파트|로또|장난감|기프티콘|"
    r"coffee|lunch|dinner|beer|pizza|flowers?|a gift|house|milk|groceries"
)


def request(heard: Heard) -> Said | None:
    """Read an order, what keeps one from being an order, or that nothing of the kind is said."""
    sides = [side for side in SIDES if heard.asked[side]]
    if not sides:
        return _beside_orders(heard)
    blocked = _blocked(heard, sides[0])
    if blocked is not None:
        return blocked
    if _of_no_share(heard):
        return Said(Kind.NONE) if leftover(heard.text) else order(heard.said, sides[0])
    why = _doubt(heard, sides)
    found = order(heard.said, sides[0])
    if why and not _says_more(found, why):
        found = replace(found, kind=Kind.AMBIGUOUS, why=why)
    return in_group(heard, found) if sides == ["sell"] else found


def _doubt(heard: Heard, sides: list[str]) -> str:
    bracketed = heard.said.has(STOP, TAKE) and bool(heard.asked["buy"])
    if len(sides) > 1 or (len(heard.spoken) > 1 and not bracketed):
        return "two_orders"
    # A bare noun or verb form is an order only where every other word is understood.
    # A number that nobody understood keeps any form from being one.
    rest = leftover(heard.text)
    weak = heard.asked[sides[0]] == "weak"
    unclear = (weak and rest) or _DIGIT.search(rest) or matters(heard.text)
    return "not_understood" if unclear else ""


def _says_more(found: Said, why: str) -> bool:
    """Tell whether an order has a better reason to be asked back than a word not understood."""
    vague = found.why in ("", "size_missing", "unit_missing")
    return why == "not_understood" and found.kind is Kind.AMBIGUOUS and not vague


def _of_no_share(heard: Heard) -> bool:
    if heard.said.has(*NAMED):
        return False
    sized = heard.said.has(*SIZED, BARE, TYPE)
    return bool(_GOODS.search(heard.plain)) or not (sized or _STOCKY.search(heard.text))


def _blocked(heard: Heard, side: str) -> Said | None:
    """Tell what a request with a mark of another mood is; None when there is none."""
    if heard.feels("quotation", "negation"):
        return _refused(heard, side)
    if heard.feels("condition") and not heard.feels("question"):
        return _unclear(heard, side, "condition")
    if not heard.is_strong and heard.feels("past", "hypothesis", "statement", "question"):
        other = questions.opinion(heard) if heard.feels("question") else Said(Kind.NONE)
        return questions.read(heard) or other
    return _unclear(heard, side, min(heard.moods)) if heard.moods else None


def _refused(heard: Heard, side: str) -> Said:
    if heard.feels("quotation") and heard.feels("question"):
        return questions.opinion(heard)
    if heard.is_strong and not heard.feels("quotation") and _INSTEAD.search(heard.text):
        return _unclear(heard, side, "negation")
    # 왜 안 사 삼전 wants to know why.
    return questions.why(heard) or _nothing(heard)


def _beside_orders(heard: Heard) -> Said | None:
    if heard.links_orders and not heard.moods and _of_shares(heard):
        return _unclear(heard, heard.spoken[0], "two_acts")
    return _spoken(heard) if heard.spoken else _size_alone(heard)


def _size_alone(heard: Heard) -> Said | None:
    """Ask for the side where a name and a size stand alone: 삼전 10주."""
    sized = heard.said.has(SHARES, AMOUNT, MONEY, PRICE) and heard.said.has(NAME, SEVERAL)
    asks = _ASKS.search(heard.text)
    sized = sized or bool(_PUT_IN.search(heard.text) and heard.said.has(NAME))
    if heard.moods or not sized or (leftover(heard.text) and not asks):
        return None
    return replace(_unclear(heard, "buy", "side_missing"), side="")


def _spoken(heard: Heard) -> Said | None:
    """Read a sentence that speaks of orders without asking for one."""
    if heard.feels("question"):
        return questions.read(heard) or questions.opinion(heard)
    told = heard.feels("negation", "past", "quotation", "hypothesis")
    if heard.feels("wish") and not told:
        return _unclear(heard, heard.spoken[0], "wish")
    if told or heard.feels("statement"):
        return _nothing(heard)
    why = "condition" if heard.feels("condition") else "not_understood"
    if _of_shares(heard):
        return _unclear(heard, heard.spoken[0], why)
    return _nothing(heard) if heard.feels("condition") else None


def _of_shares(heard: Heard) -> bool:
    """Tell whether a share is named with a size."""
    sized = heard.said.has(SHARES, AMOUNT, MONEY, PRICE, PART)
    return sized and heard.said.has(NAME, SEVERAL)


def _nothing(heard: Heard) -> Said:
    """Give what asks for nothing; of 사지 마 is told that nothing was done."""
    refused = heard.refuses and not heard.feels("quotation", "question", "hypothesis")
    return Said(Kind.NONE, why=REFUSED if refused and heard.said.has(NAME, SEVERAL) else "")


def _unclear(heard: Heard, side: str, why: str) -> Said:
    return replace(order(heard.said, side), kind=Kind.AMBIGUOUS, why=why)
