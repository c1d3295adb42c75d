"""Words that answer a question, which never press a button."""

from __future__ import annotations

from typing import Final

_ANSWERS: Final = frozenset(
    [
        "확인",
        "확인요",
        "확인했어",
        "거절",
        "승인",
        "승인해",
        "네",
        "넵",
        "넹",
        "예",
        "응",
        "엉",
        "ㅇㅇ",
        "ㅇㅋ",
        "ㅇㅋㅇㅋ",
        "ㄴㄴ",
        "ㄱㄱ",
        "아니",
        "아니요",
        "아니오",
        "좋아",
        "그래",
        "오케이",
        "콜",
        "yes",
        "no",
        "y",
        "n",
        "ok",
        "okay",
        "confirm",
        "confirmed",
        "reject",
        "approve",
        "approved",
        "yep",
        "yeah",
        "sure",
        "go",
    ]
)


def is_answer(plain: str) -> bool:
    """Tell whether somebody answers with a word, which never presses a button (rule 12)."""
    return plain.strip("!.~? ") in _ANSWERS
