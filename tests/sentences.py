"""What a drawn sentence claims about an order, read from its words alone (INV-26).

Shares nothing with the code that draws: the words are listed here by hand, so that a wrong
sentence cannot make itself right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Claim(StrEnum):
    """One thing that a sentence can say happened."""

    ALL_FILLED = "all filled"
    SOME_FILLED = "some filled"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"
    AT_BROKER = "at the broker"
    OPEN_QUESTION = "being looked for"


# Advice and labels that hold the words of a claim without claiming anything.
_INNOCENT = re.compile(
    r"미체결/체결|체결 수량|체결 금액|평균 체결가|취소 요청|취소를 요청|취소합니다|취소 중"
    # The broker's words about its access token, quoted beside the refusal.
    r"|기간이 만료된 token"
    r"|open/filled|Filled:|Filled$|cancel requested|asked for once"
)
_WORDS: dict[Claim, re.Pattern[str]] = {
    Claim.ALL_FILLED: re.compile(r"전량 체결|체결 완료|^filled$|: filled$|^Filled ·", re.MULTILINE),
    Claim.SOME_FILLED: re.compile(r"일부 체결|늦은 체결|[Pp]artly filled|[Ll]ate fill"),
    Claim.CANCELLED: re.compile(r"취소됨|취소되었|[Cc]ancelled(?! when)"),
    Claim.REFUSED: re.compile(r"거부됨|(?<!\w)[Rr]ejected"),
    Claim.EXPIRED: re.compile(r"만료|[Ee]xpired"),
    Claim.AT_BROKER: re.compile(
        r"접수됨|주문 접수|이어받음|주문을 찾음|(?<!\w)[Aa]ccepted|[Tt]aken over"
    ),
    Claim.OPEN_QUESTION: re.compile(r"확인 중|알 수 없|[Uu]nknown"),
}
_FILLED_OF = re.compile(r"(\d[\d,]*)/(\d[\d,]*)")


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so about one order, by our rows or by the exchange's."""

    shares: int
    filled: int
    number: bool
    state: str


def claims(text: str) -> frozenset[Claim]:
    """Give what a text claims."""
    bare = _INNOCENT.sub("", text)
    return frozenset(claim for claim, words in _WORDS.items() if words.search(bare))


def falsehoods(text: str, truth: Truth) -> Iterator[str]:
    """Give every claim of a text that is not so, as text; nothing when all is true."""
    held = {
        Claim.ALL_FILLED: 0 < truth.filled == truth.shares,
        Claim.SOME_FILLED: truth.filled > 0,
        Claim.CANCELLED: truth.state == "cancelled",
        Claim.REFUSED: truth.state == "rejected",
        Claim.EXPIRED: truth.state == "expired",
        Claim.AT_BROKER: truth.number,
    }
    for claim in sorted(claims(text) & set(held)):
        if not held[claim]:
            yield f"claims {claim.value} of {truth}"
    for done, total in _FILLED_OF.findall(text):
        figures = int(done.replace(",", "")), int(total.replace(",", ""))
        if figures != (truth.filled, truth.shares):
            yield f"says {done} of {total}, truth is {truth}"
