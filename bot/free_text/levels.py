"""Sentences that set a stop or a target for what is held."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.free_text.alerts import levels, percent, ratios
from bot.free_text.heard import Heard, about
from bot.free_text.said import Kind, Said

_LEVEL: Final = re.compile(
    r"손절(?:가|선|라인|매|은|을)?|스[탑톱](?:\s?로스)?|로스컷|익절(?:가|선|은|을)?|목표(?:가|"
    r"가격|주가|수익률?)|본절|본전|트레일링|stop[- ]?loss|"
    r"(?<![a-z])(?:trailing )?stop\b(?! (?:trading|everything|all|the|now|buying|orders|it))|"
    r"take[- ]?profit|(?<![a-z])target\b"
)
_LEVEL_SET: Final = re.compile(
    r"걸[어자고]|설정|잡[아자고]|바꿔|변경|올려|내려|맞춰|세팅|셋팅|등록|지정(?!가)|옮겨|(?:가|"
    r"선|라인)(?:를|을|는|은)?\s?[^가-힣]*\s?(?:로|으로)\s?(?:해|하자|부탁)|수정|"
    r"(?<![a-z])(?:set|move|put|place|add|raise|lower)\b"
)
# 취소 alone may mean the order that a stop became, so it has to speak of the level itself.
_LEVEL_OFF: Final = re.compile(
    r"풀어|풀자|해제|없애|없앨|지워|삭제|(?:선|가|라인|설정|로스)(?:을|를|은|는)?\s?(?:좀\s?)?취소|"
    r"(?<![a-z])(?:remove|clear|drop|delete)\b"
)
_TARGET: Final = re.compile(r"익절|목표|take|target")
_EVEN: Final = re.compile(r"본절|본전")


def stop_or_target(heard: Heard) -> Said | None:
    """Read the level that is to be set; without one it is asked for."""
    if _clears(heard):
        extra = {"what": _what(heard.text), "off": "yes"}
        return about(heard, Said(Kind.CONTROL, extra=extra), needs_symbol=True)
    if not _sets(heard):
        return None
    what = _what(heard.text)
    prices, moves = levels(heard.said), ratios(heard.said)
    extra = {"what": what} | ({f"{what}_pct": percent(moves[0])} if moves else {})
    found = Said(Kind.CONTROL, price=prices[0] if prices else None, extra=extra)
    if not (prices or moves or what == "breakeven"):
        return replace(found, kind=Kind.AMBIGUOUS, symbol=heard.symbol, why="level_missing")
    return about(heard, found, needs_symbol=True)


def _sets(heard: Heard) -> bool:
    if heard.asked["buy"] or heard.feels("question") or heard.tells or heard.refuses:
        return False
    return bool(_LEVEL.search(heard.text)) and bool(_LEVEL_SET.search(heard.text))


def _clears(heard: Heard) -> bool:
    """Tell whether a level is to be taken away; one that gives a price sets it anew."""
    if heard.asked["buy"] or heard.feels("question", "condition") or heard.tells or heard.refuses:
        return False
    off = _LEVEL.search(heard.text) and _LEVEL_OFF.search(heard.text)
    return bool(off) and not (levels(heard.said) or ratios(heard.said))


def _what(text: str) -> str:
    if _TARGET.search(text):
        return "take"
    return "breakeven" if _EVEN.search(text) else "stop"
