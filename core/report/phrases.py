"""Phrases that decide about a sentence before its numbers do: tones, and what is never shown."""

from __future__ import annotations

import re

GAIN, LOSS = 1, -1

_NEUTRAL = re.compile(
    r"손익|수익률|이익률|손절|손실 *한도|상승 *여력|profit and loss|stop.loss", re.IGNORECASE
)
_GAIN = (
    r"수익|이익|흑자|상승|올랐|올라|오른|늘었|늘어|불어|증가|벌었|벌어|플러스"
    r"|\bgain|profit|\brose\b|\brise|\bup\b|grew|increas|earned"
)
_LOSS = (
    r"손실|손해|적자|하락|내렸|내려|내린|떨어|줄었|줄어든|감소|잃|마이너스|밑졌"
    r"|\bloss|\blost\b|\bfell\b|\bfall|\bdown\b|\bdrop|decreas|shrank"
)
NEGATED = (
    r"지 *(?:않|못)|없|아니|아닙|아닌|(?<![가-힣])안 |못했|못하|않았"
    r"|\bnot\b|n't\b|\bno\b|\bnever\b|without|\bnone\b"
)
SUPERLATIVE = (
    r"가장|제일|최고|최대|최저|최악|최다|\bbest\b|\bworst\b|\blargest\b|\bbiggest\b|\bmost\b"
)
_ADVICE = (
    r"세요|십시오|시오\b|바랍니다|합시다|하자\b|권장|권합|권해|추천|조언|유망|해야|필요가 있"
    r"|하는 것이 좋|승인해|확인해"
    r"|\b(?:should|must|please|recommend|advise|consider|buy now|need to|ought)\b"
)
_CLAIM = (
    r"확인(?:했|됐|되었|완료)|승인 *완료|체결 *완료|지시|프롬프트|system|assistant|ignore|prompt"
)
BANNED = (
    ("link", r"https?:|www\.|t\.me|\w\.(?:com|net|org|kr|io|me|co|app|xyz|ai|ru|cn)\b|\]\("),
    ("mention", r"@"),
    ("command", r"(?:^|[\s(\"'])/\s*\S"),
    ("button", r"버튼|눌러|누르|누릅|클릭|탭하|[\[\]【】]|\b(?:click|press|tap|button)\b"),
    ("markup", r"[{}<>`|\\$#*_=^▲▼△▽]|tool_call|function_call"),
    ("advice", _ADVICE),
    (
        "forecast",
        r"전망|예상|예측|기대|목표가|것으로 보|것입니다|\b(?:will|forecast|expect|outlook)",
    ),
    ("claim", _CLAIM),
)
# Where a sentence is cut into clauses; each clause's numbers must belong together.
CLAUSE = re.compile(
    r",(?!\d)|[;·]|\((?![-+]?[\d.,]+ ?%\))|(?<!%)\)"
    r"|(?<=고)\s|(?<=며)\s|(?<=지만)\s|(?<=는데)\s|(?<=중)\s|(?<=가운데)\s|(?<=에서)\s|(?<=부터)\s"
    r"|\b(?:and|but|while|of which|whereas|from|to)\b(?=\s)"
)


def find(words: str, text: str) -> bool:
    """Tell whether any of the words stands in a text; an empty pattern is never found."""
    return bool(words) and re.search(words, text, re.IGNORECASE) is not None


def tones(text: str) -> set[int]:
    """Give what a text says of the direction: gain, loss, both or nothing."""
    bare = _NEUTRAL.sub(" ", text)
    return {tone for tone, words in ((GAIN, _GAIN), (LOSS, _LOSS)) if find(words, bare)}
