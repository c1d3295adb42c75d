"""Sentences that take an order back."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.controls import HALT, STOPPED
from bot.free_text.heard import Heard, about, unclear
from bot.free_text.mood import is_past
from bot.free_text.said import Kind, Said

_CANCEL: Final = re.compile(
    r"취소|철회|캔슬|주문\s?(?:좀\s?)?(?:빼|내려|없애|지워|거둬|회수)|(?:낸|넣은|걸어\s?둔|"
    r"걸어둔|걸린|미체결)\s?(?:거|것|주문)?\s?(?:좀\s?)?(?:다\s?)?"
    r"(?:빼|내려|없애|지워|거둬|회수)|물러\s?줘|무르(?:자|고)|(?<![a-z])(?:cancel|call off|"
    r"withdraw|undo)\b"
)
# 빼줘 sells as well: beside an order it takes the order out.
_TAKE_OUT: Final = re.compile(
    r"(?:주문|미체결|걸어\s?둔|걸린)[^가-힣]*\s?(?:거|것)?\s?(?:좀\s?)?(?:다\s?)?빼"
)
_AND_HALT: Final = re.compile(rf"하고\s?(?:{HALT.pattern})")
# 아까 낸 주문 and 걸었던 주문 speak of the past and still ask now.
_THE_ONE: Final = re.compile(r"(?:했|냈|걸었|넣었|샀|팔았|뒀|놨)(?:던|는)")


def cancel(heard: Heard) -> Said | None:
    """Read a cancel; an order or a condition beside it makes it two acts or asks back."""
    if not _is_cancel(heard):
        return None
    if heard.refuses or heard.feels("quotation"):
        return Said(Kind.NONE)
    if heard.feels("condition"):
        return unclear(heard, "condition")
    if heard.wants_order and not _TAKE_OUT.search(heard.text):
        return unclear(heard, "two_acts")
    return about(heard, Said(Kind.CANCEL))


def _is_cancel(heard: Heard) -> bool:
    text = heard.text
    if not _CANCEL.search(text) or STOPPED.search(text) or _AND_HALT.search(text):
        return False
    return not (heard.feels("question") or is_past(_THE_ONE.sub("", text)))
