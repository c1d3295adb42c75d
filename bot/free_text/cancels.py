"""Sentences that take an order back."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.controls import HALT, STOPPED
from bot.free_text.heard import Heard, about, unclear
from bot.free_text.mood import is_past
from bot.free_text.said import Kind, Said

_CANCEL: Final = re.compile(
    r"취소|철회|캔슬|주문\s?(?:좀\s?)?(?:빼|내려|없애|지워|거둬|회수)|(?:낸|넣은|걸어\s?(?:둔|놓은|논)|"
    r"걸린|미체결)\s?(?:거|것|주문)?(?:을|를)?[^가-힣]*(?:좀\s?)?[^가-힣]*(?:다\s?|싹\s?)*"
    r"(?:빼|내려|없애|지워|거둬|회수|정리)|물러\s?줘|무르(?:자|고)|무를[게래]|"
    r"(?<![a-z])(?:cancel|call off|withdraw|undo)\b"
)
# 빼줘 sells as well: beside an order it takes the order out.
_TAKE_OUT: Final = re.compile(
    r"(?:주문|미체결|걸어\s?(?:둔|놓은|논)|걸린)[^가-힣]*\s?(?:거|것|주문)?\s?(?:을|를)?\s?(?:좀\s?)?"
    r"[^가-힣]*(?:다\s?|싹\s?)*(?:빼|정리)"
)
_AND_ORDER: Final = re.compile(r"(?<![a-z])(?:and|then) (?:buy|sell)\b")
_AND_HALT: Final = re.compile(rf"하고\s?(?:{HALT.pattern})")
# 사달라고 한 거 speaks of what was asked before, and asks for nothing itself.
_ASKED_FOR: Final = re.compile(r"(?:달라고?\s?(?:한|했던|하던|부탁한)|달랬던)\s?(?:거|것|건|주문)")
# 아까 낸 주문 and 걸었던 주문 speak of the past and still ask now.
_THE_ONE: Final = re.compile(r"(?:했|냈|걸었|넣었|샀|팔았|뒀|놨)(?:던|는)")


def cancel(heard: Heard) -> Said | None:
    """Read a cancel; an order or a condition beside it makes it two acts or asks back."""
    if not _is_cancel(heard):
        return None
    before = bool(_ASKED_FOR.search(heard.text))
    if heard.refuses or (heard.feels("quotation") and not before):
        return Said(Kind.NONE)
    if heard.feels("condition"):
        return unclear(heard, "condition")
    if _orders_too(heard) and not before and not _TAKE_OUT.search(heard.text):
        return unclear(heard, "two_acts")
    return about(heard, Said(Kind.CANCEL))


def _orders_too(heard: Heard) -> bool:
    return heard.trades or bool(_AND_ORDER.search(heard.text))


def _is_cancel(heard: Heard) -> bool:
    text = heard.text
    if not _CANCEL.search(text) or STOPPED.search(text) or _AND_HALT.search(text):
        return False
    return not (heard.feels("question") or is_past(_THE_ONE.sub("", text)))
