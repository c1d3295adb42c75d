"""Makes a sentence ready for the readings: marks for what is plain, moods for what is not."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.book import NameBook
from bot.free_text.brackets import entering, mark_brackets
from bot.free_text.heard import Heard
from bot.free_text.marks import NAME, SEVERAL, STOP, TAKE, Marked
from bot.free_text.moments import mark_moments
from bot.free_text.mood import MARKERS, is_past, moods, without_offers
from bot.free_text.names import mark_names
from bot.free_text.sizes import mark_sizes
from bot.free_text.verbs import asked, mentioned

SIDES: Final = ("buy", "sell")
_NAMED: Final = re.compile(f"[{NAME}{SEVERAL}]")
# 정리 sells a holding, and sums facts up.
_FACTS: Final = re.compile(
    r"뉴스|공시|기사|실적|자료|내용|이슈|일정|내역|기록|의견|정보|지표|재무|매매|거래|수익률|손익|시황"
)


def hear(plain: str, book: NameBook) -> Heard:
    """Mark a normal sentence: names first, as their digits are no sizes, then times and sizes."""
    said = mark_sizes(mark_moments(mark_names(Marked(plain, plain), book)))
    bracketed = mark_brackets(said)
    opened = without_offers(entering(bracketed.text))
    # Without a purchase "5% 손절" is no bracket: it sells, or sets a stop.
    if bracketed.has(STOP, TAKE) and mentioned(opened, "buy"):
        said = bracketed.with_text(opened)
    else:
        said = said.with_text(without_offers(said.text))
    if _FACTS.search(said.text):
        said = said.with_text(said.text.replace("정리", "요약"))
    spoken = tuple(side for side in SIDES if mentioned(said.text, side))
    wanted = {side: asked(said.text, side) for side in SIDES}
    return Heard(plain, said, _moods(said.text, strong="strong" in wanted.values()), wanted, spoken)


def _moods(text: str, *, strong: bool) -> frozenset[str]:
    """Name the moods, without a remark that came before a request: 결심했다 삼전 10주 사줘."""
    felt, named = moods(text), _NAMED.search(text)
    told_first = named is not None and not is_past(text[named.start() :])
    remark = strong and told_first and not MARKERS["past"].search(text)
    return frozenset() if remark and felt == {"past"} else felt
