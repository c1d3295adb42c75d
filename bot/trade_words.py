"""The words of an order behind its symbol: how much, at which price, whose shares.

`매수 <종목> <N주|N원|N%|절반|전량> [가격원|@가격|시장가] [누구의]`, in any order. Nothing is put
in for what was not said: no size means no order, and a number without a unit is asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Final

from bot.commands.base import UsageError
from core.domain.levels import NO_EXITS, Aim, Exits
from core.domain.money import Won
from core.domain.position import OUTSIDE, PERSON
from core.domain.signal import Size

HALF: Final = frozenset({"절반", "반", "반만", "half"})
WHOLE: Final = frozenset({"전량", "전부", "모두", "다", "all", "everything"})
MARKET: Final = frozenset({"시장가", "시장가로", "market"})
# Said before a price: `70000원 지정가`, `at 70000`.
LIMIT: Final = frozenset({"지정가", "지정가로", "가격", "at", "limit"})
AIMS: Final = {"stop": ("손절", "stop", "stoploss"), "take": ("익절", "take", "target")}
OWNERS: Final = {
    "밖": OUTSIDE, "앱밖": OUTSIDE, "outside": OUTSIDE,
    "내것": PERSON, "내": PERSON, "직접": PERSON, "mine": PERSON, "person": PERSON,
}  # fmt: skip
# `buy` puts this before its words: in English `buy 005930 10` means shares.
COUNTED: Final = "shares"
_UNITS: Final = {
    "": 1, "천": 1_000, "만": 10_000, "십만": 100_000, "백만": 1_000_000, "천만": 10_000_000,
    "억": 100_000_000,
}  # fmt: skip
_NUMBER: Final = r"(\d[\d,]*(?:\.\d+)?)"
_WON: Final = re.compile(rf"(₩)?{_NUMBER}(천만|백만|십만|억|만|천)?(원|won|krw)?(어치|치|에)?")
_SHARES: Final = re.compile(rf"{_NUMBER}(?:주|개|shares?)")
_PERCENT: Final = re.compile(rf"{_NUMBER}(?:%|프로|퍼|퍼센트)")
_PART: Final = re.compile(r"(\d{1,3})/(\d{1,3})")
_EXACT: Final = Decimal("0.0001")
# What no order is near, so that a slip of the finger ends here and not in a card.
MOST: Final = 10**12


@dataclass(frozen=True, slots=True)
class TradeWords:
    """What was said of an order: its size, its limit in won (0 for none), the owner's name.

    `bare` is a number that had no unit, `market` asks for an order without a price.
    """

    size: Size | None = None
    limit: Won = 0
    market: bool = False
    owner: str = ""
    bare: int = 0
    exits: Exits = NO_EXITS


def parse_trade(words: tuple[str, ...], strategies: frozenset[str]) -> TradeWords:
    """Read the words behind a symbol; raises UsageError for what contradicts or means nothing."""
    words, exits = _exits_in(words)
    counted, said = False, TradeWords(exits=exits)
    for word in words:
        low = word.lower()
        if low == COUNTED:
            counted = True
        elif low not in LIMIT:
            said = _with(said, low, strategies)
    if said.market and said.limit:
        raise UsageError("trade.market_price")
    if counted and said.bare and said.size is None:
        return replace(said, size=Size(shares=said.bare), bare=0)
    return said


def _exits_in(words: tuple[str, ...]) -> tuple[tuple[str, ...], Exits]:
    """Take `손절 5%` and `익절 80000원` out of the words; each is said once and has its level."""
    rest, found = list(words), {}
    for name, said in AIMS.items():
        at = [i for i, word in enumerate(rest) if word.lower() in said]
        if not at:
            continue
        if len(at) > 1 or at[0] + 1 == len(rest):
            raise UsageError("trade.exit", found=rest[at[0]])
        found[name] = _aim(rest[at[0] + 1])
        del rest[at[0] : at[0] + 2]
    return tuple(rest), Exits(found.get("stop"), found.get("take"))


def _aim(word: str) -> Aim:
    plain = word.removeprefix("@")
    percent = _PERCENT.fullmatch(plain.lower())
    try:
        if percent is not None:
            return Aim(ratio=Decimal(percent[1].replace(",", "")) / 100)
        return Aim(won_in(plain.lower()) or (_bare_in(plain) if plain != word else 0))
    except ValueError as error:
        raise UsageError("trade.exit", found=word) from error


def _with(said: TradeWords, word: str, strategies: frozenset[str]) -> TradeWords:
    if word in MARKET:
        return replace(said, market=True)
    if word in OWNERS or word in strategies:
        return replace(said, owner=OWNERS.get(word, word))
    if word.startswith("@"):
        return _priced(said, won_in(word[1:]) or _bare_in(word[1:]), word)
    size = size_in(word)
    if size is not None:
        return _sized(said, size, word)
    won = won_in(word)
    if won:
        return _paid(said, won, word)
    bare = _bare_in(word)
    if not bare or said.bare:
        raise UsageError("trade.word", found=word)
    return replace(said, bare=bare)


def size_in(word: str) -> Size | None:
    """Give the size that a word in shares or parts says; None when it says none."""
    if word in HALF or word in WHOLE:
        return Size(fraction=Decimal("0.5") if word in HALF else Decimal(1))
    shares = _SHARES.fullmatch(word)
    if shares is not None:
        return Size(shares=_whole(shares[1], word))
    percent = _PERCENT.fullmatch(word)
    if percent is not None:
        return _part(Decimal(percent[1].replace(",", "")) / 100, word)
    part = _PART.fullmatch(word)
    if part is not None and int(part[2]):
        # Four digits: a button has to say it again exactly.
        return _part((Decimal(int(part[1])) / int(part[2])).quantize(_EXACT, ROUND_DOWN), word)
    return None


def _part(part: Decimal, word: str) -> Size:
    if not 0 < part <= 1:
        raise UsageError("trade.part", found=word)
    return Size(fraction=part)


def _sized(said: TradeWords, size: Size, word: str) -> TradeWords:
    if said.size is not None and said.size.budget is not None and size.shares is not None:
        # `70000원 10주`: won beside a number of shares is the price (chat-language rule 2).
        if said.limit:
            raise UsageError("trade.twice", found=word)
        return replace(said, size=size, limit=said.size.budget)
    if said.size is not None:
        raise UsageError("trade.twice", found=word)
    return replace(said, size=size)


def _paid(said: TradeWords, won: Won, word: str) -> TradeWords:
    if word.endswith("에"):
        return _priced(said, won, word)
    worth = word.endswith(("어치", "치"))
    if said.size is None:
        return replace(said, size=Size(budget=won))
    if worth:
        raise UsageError("trade.twice", found=word)
    return _priced(said, won, word)


def _priced(said: TradeWords, won: Won, word: str) -> TradeWords:
    if not won:
        raise UsageError("trade.word", found=word)
    if said.limit:
        raise UsageError("trade.twice", found=word)
    return replace(said, limit=won)


def won_in(word: str) -> Won:
    """Give the won that a word with a unit of money says; 0 when it has none."""
    found = _WON.fullmatch(word)
    if found is None or not (found[1] or found[3] or found[4]):
        return 0
    won = Decimal(found[2].replace(",", "")) * _UNITS[found[3] or ""]
    if won != int(won) or not 0 < won <= MOST:
        raise UsageError("trade.number", found=word)
    return int(won)


def _bare_in(word: str) -> int:
    if not re.fullmatch(r"\d[\d,]*", word):
        return 0
    return _whole(word, word)


def _whole(number: str, word: str) -> int:
    value = Decimal(number.replace(",", ""))
    if value != int(value) or not 0 < value <= MOST:
        raise UsageError("trade.number", found=word)
    return int(value)
