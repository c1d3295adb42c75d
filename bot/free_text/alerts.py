"""Sentences that want to be told of a price, a move or a fill, and those that switch it off."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from bot.free_text.heard import Heard, about, unclear
from bot.free_text.marks import AMOUNT, BARE, MONEY, PERCENT, PRICE, WHEN, Marked
from bot.free_text.said import Kind, Said

_TELL: Final = re.compile(
    r"알려|알림|알람|알러트|얼럿|노티|통보|알리|톡\s?(?:줘|보내|해|하|주)|카톡|문자\s?(?:줘|"
    r"보내)|메시지\s?(?:줘|보내)|연락|말해|말\s?해|불러\s?줘|깨워|콜\s?(?:줘|해)|귀띔|"
    r"(?<![a-z])(?:alerts?|notify|notification|let me know|ping me|remind|warn me|message me|"
    r"tell me)\b"
)
_ALERT_NOUN: Final = re.compile(
    r"알림|알람|알러트|얼럿|(?<![a-z])(?:alerts?|notifications?)\b|조용히\s?해|무음|방해\s?금지|"
    r"mute"
)
_OFF: Final = re.compile(
    r"꺼|끄|해제|취소|삭제|지워|없애|그만|무음|조용|중지|보내지\s?마|mute|off|remove|delete|"
    r"cancel|방해"
)
_BELOW: Final = re.compile(
    r"깨|밑|아래|이하|내려|내리|떨어|빠지|빠질|하락|하회|이탈|붕괴|급락|below|under|drops?|"
    r"falls?|loses?|down"
)
_ABOVE: Final = re.compile(
    r"넘|돌파|이상|오르|올라|오를|상승|상회|급등|찍|위로|above|over|rises?|exceeds?|breaks?|up"
)


def alert(heard: Heard) -> Said | None:
    """Read a wish to be told, and the switching off of such wishes."""
    noun, waits = bool(_ALERT_NOUN.search(heard.text)), _waits(heard)
    if not noun and not waits:
        return None
    if heard.trades:
        return unclear(heard, "two_acts") if waits else None
    if heard.tells or (heard.feels("question") and not waits):
        return None
    if noun and _OFF.search(heard.text):
        return about(heard, Said(Kind.ALERT, extra={"act": "off"}))
    return about(heard, _threshold(heard))


def _waits(heard: Heard) -> bool:
    """Tell whether somebody wants to be told when something happens, or at some time."""
    later = heard.feels("condition") or heard.said.has(WHEN)
    return later and bool(_TELL.search(heard.text))


def levels(said: Marked) -> list[int]:
    """Give the won that a sentence names, with or without a unit."""
    return [v for v in said.all(PRICE, MONEY, AMOUNT, BARE) if isinstance(v, int)]


def ratios(said: Marked) -> list[Decimal]:
    """Give the percentages that a sentence names, as ratios."""
    return [v for v in said.all(PERCENT) if isinstance(v, Decimal)]


def percent(ratio: Decimal) -> str:
    """Write a ratio as percent without its sign and without zeros at the end."""
    return f"{(abs(ratio) * 100).normalize():f}"


def _threshold(heard: Heard) -> Said:
    prices, moves = levels(heard.said), ratios(heard.said)
    if not prices and not moves:
        return Said(Kind.ALERT)
    below = bool(_BELOW.search(heard.text)) and not _ABOVE.search(heard.text)
    extra = {"cond": "below" if below else "above"}
    if moves:
        falls = below or moves[0] < 0
        extra["pct"] = f"-{percent(moves[0])}" if falls else percent(moves[0])
    return Said(Kind.ALERT, price=prices[0] if prices else None, extra=extra)
