"""Chooses Korean particles by the sound before them; templates write both, as in 은(는)."""

from __future__ import annotations

import re
from typing import Final

# With and without a final consonant before it.
_FORMS: Final = {
    "은(는)": ("은", "는"),
    "을(를)": ("을", "를"),
    "이(가)": ("이", "가"),
    "(으)로": ("으로", "로"),
}
# What closes a name and is not read aloud; a bracket is skipped with all that is in it.
_PLACE: Final = re.compile(
    r"([가-힣0-9%])((?: ?\([^()]*\))?[\"'”’`]?) ?(" + "|".join(map(re.escape, _FORMS)) + ")"
)
_FINALS, _FIRST, _RIEUL = 28, ord("가"), 8
# 영 일 이 삼 사 오 육 칠 팔 구: which digits end in a consonant, and which of them in ㄹ.
_CLOSED_DIGITS: Final = frozenset("013678")
_RIEUL_DIGITS: Final = frozenset("178")


def fitted(text: str) -> str:
    """Keep the particle that fits the syllable, digit or % before it.

    Both stay after anything else: how a foreign word is read aloud is not known.
    """
    return _PLACE.sub(_fit, text)


def _fit(found: re.Match[str]) -> str:
    last, closing, both = found.groups()
    closed, open_ = _FORMS[both]
    ends = _is_closed(last) and not (both == "(으)로" and _ends_in_rieul(last))
    return last + closing + (closed if ends else open_)


def _is_closed(last: str) -> bool:
    if last.isdigit():
        return last in _CLOSED_DIGITS
    return last != "%" and (ord(last) - _FIRST) % _FINALS > 0


def _ends_in_rieul(last: str) -> bool:
    return last in _RIEUL_DIGITS or (
        not last.isdigit() and (ord(last) - _FIRST) % _FINALS == _RIEUL
    )
