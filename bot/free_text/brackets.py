"""The stop and the target that a purchase brings along: 10주 사고 손절 5%."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from bot.free_text.marks import AMOUNT, ANY, BARE, MONEY, PERCENT, PRICE, STOP, TAKE, Marked, Value
from bot.free_text.verbs import mentioned

_VALUE: Final = f"[{PERCENT}{MONEY}{PRICE}{BARE}{AMOUNT}]"
_STOP: Final = (
    r"(?:손절(?:가격|가|선|매|라인|은|을)?|스[탑톱](?:\s?로스)?|로스컷|"
    r"(?<![a-z])stop(?:[- ]?loss)?\b)"
)
_TAKE: Final = (
    r"(?:익절(?:가격|가|선|은|을)?|목표(?:가격|수익률?|가|주가)?|수익\s?실현|"
    r"(?<![a-z])(?:target|take(?:[- ]?profit)?)\b)"
)
_LINK: Final = r"\s?(?:은|는|을|를|만|:|=|at|of)?\s?"
_TAIL: Final = (
    r"(?:\s?(?:로|에|으로|에서|선(?:에서|으로|에)?|손실|수익|하락|상승|되면|나면|빠지면|오르면|"
    r"떨어지면|가면|걸|잡|설정|세팅|등록|지정|같이|함께|도|넣|달|붙|하|해|맞추|두|정)"
    r"(?:고|어|아|해|여|둬|춰)?)*(?:\s?(?:줘|주세요|놔|둬|고|서))?"
)
_AFTER: Final = re.compile(rf"({_STOP}|{_TAKE}){_LINK}-?\s?({_VALUE}){_TAIL}")
_BEFORE: Final = re.compile(
    rf"({_VALUE})\s?(?:에|로|에서|으로|선에서|되면|나면)?\s?({_STOP}|{_TAKE}){_TAIL}"
)
# Only after a purchase: before one it is what the purchase waits for.
_FALLS: Final = r"(?:빠지|떨어지|내리|내려가|하락하|깨지|밀리|손실\s?나|잃으)"
_RISES: Final = r"(?:오르|올라가|상승하|넘으|수익\s?나|벌면|찍으)"
_IF: Final = re.compile(
    rf"({_VALUE})\s?(?:이|가|를|을|만|정도|까지|밑으로|아래로|이상)?\s?(?:{_FALLS}|{_RISES}|되|가)면\s?"
    rf"({_STOP}|{_TAKE}){_TAIL}"
)
_ANY: Final = re.compile(f"[{ANY}]")
_ENTRY: Final = re.compile(
    r"(사|사[주줘]|매수하|매수해\s?주|매입하|담|담아\s?주|줍)(?:고|면서|구|되)(?=[\s,]|$)|(매수|매입)(?=[\s,]*$)|(매수|매입)\s?(?:후에?|하면서)(?![가-힣])"
)


def mark_brackets(said: Marked) -> Marked:
    """Mark each stop and target with its level; percent as a ratio, won as a whole number."""
    for pattern, word, value in ((_AFTER, 1, 2), (_BEFORE, 2, 1), (_IF, 2, 1)):
        spots = []
        for match in pattern.finditer(said.text):
            if pattern is _IF and not mentioned(said.text[: match.start()], "buy"):
                continue
            level = said.found[len(_ANY.findall(said.text[: match.start(value)]))]
            mark = STOP if re.match(_STOP, match[word]) else TAKE
            spots.append((match.start(), match.end(), (mark, _level(level))))
        said = said.put_at(spots)
    return said


def entering(text: str) -> str:
    """Write the linking form of a purchase (사고) as a request, for its stop follows."""
    return _ENTRY.sub("사줘 ", text, count=1)


def notes(said: Marked) -> dict[str, str]:
    """Give the stop and target as notes: ``stop_pct``, ``stop``, ``take_pct``, ``take``."""
    found: dict[str, str] = {}
    for mark, name in ((STOP, "stop"), (TAKE, "take")):
        for level in said.all(mark):
            if isinstance(level, Decimal):
                found[f"{name}_pct"] = f"{abs(level) * 100:f}".rstrip("0").rstrip(".")
            elif level is not None:
                found[name] = str(level)
    return found


def _level(item: tuple[str, Value]) -> Value:
    value = item[1]
    return value if isinstance(value, Decimal | int) else None
