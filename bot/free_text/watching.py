"""Sentences about the list of stocks that somebody watches."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.heard import Heard, about
from bot.free_text.marks import AMOUNT, MONEY, PART, PERCENT, PRICE, SHARES
from bot.free_text.said import Kind, Said

_LIST: Final = re.compile(r"관심\s?(?:종목|목록|리스트)|워치\s?리스트|watch\s?list")
_ADDS: Final = re.compile(r"추가|등록|넣어|넣자|올려|담아|저장|(?<![a-z])(?:add|put|save)\b")
_TAKES_OFF: Final = re.compile(
    r"빼|제거|삭제|지워|없애|내려|해제|(?<![a-z])(?:remove|delete|drop|take)\b"
)
_TRADES: Final = re.compile(
    r"(?<![가-힣])(?:사|팔)(?:줘|아|자|고)|매수|매도|(?<![a-z])(?:buy|sell)\b"
)


def listed(heard: Heard) -> Said | None:
    """Read a change of the watch list; None when it is none, or speaks of an order."""
    text = heard.text
    if not _LIST.search(text) or _TRADES.search(text) or _is_talk(heard):
        return None
    if heard.said.has(SHARES, AMOUNT, MONEY, PART, PRICE, PERCENT):
        return None
    acts = [act for act, words in (("remove", _TAKES_OFF), ("add", _ADDS)) if words.search(text)]
    if not acts:
        return None
    found = Said(Kind.QUERY, extra={"what": "watchlist", "act": acts[0]})
    return about(heard, found, needs_symbol=True)


def _is_talk(heard: Heard) -> bool:
    return heard.feels("question", "condition", "hypothesis") or heard.tells or heard.refuses
