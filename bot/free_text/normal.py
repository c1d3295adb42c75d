"""Makes what a phone sends comparable: one form of letters and digits, no laughter, no emoji."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

_LAUGHTER: Final = re.compile(r"[ㅋㅎㅠㅜ]+|\^\^+|;;+|~+|[ㅏ-ㅣ]+|ㅡ+|\.{2,}|…+")
_REPEATED: Final = re.compile(r"([!?.,])\1+")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# How 주 and 만원 come out of a hurry, and 12,000 where its 1 goes without saying: 만이천원.
_TYPOS: Final = (
    (re.compile(r"(?<=\d)\s?쥬(?![가-힣]{2})|(?<=\d)\s?쥬(?=사|팔|매)"), "주"),
    (re.compile(r"(?<=[\d십백천])\s?(?:마넌|만넌|만언|마눤)"), "만원"),
    (re.compile(r"(?<![가-힣\d])만(?=[일이삼사오육칠팔구][십백천]+[가-힣]*원)"), "일만"),
)
_MILLION: Final = re.compile(r"(?<!half )(?<![a-z])(?:a|one) million(?= (?:won|krw))")
_KILO: Final = re.compile(
    r"(?<![\w.])(?P<before>(?:[₩@]|at |limit )\s?)?(?P<count>\d{1,6}(?:\.\d{1,3})?)(?P<size>[km])"
    r"(?=(?P<after>\s?(?:won|krw))?(?![\w]))"
)
_SIZES: Final = {"k": 1_000, "m": 1_000_000}
_APOSTROPHE: Final = re.compile(r"(?<=[a-z])['’`](?=[a-z])")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Mn", "Me", "Zl", "Zp"})
_WORDS: Final = {
    "￦": "₩", "−": "-", "–": "-", "—": "-", "％": "%", "⁄": "/", "，": ",", "？": "?",
    "原": "원", "株": "주", "[": " ", "]": " ", "【": " ", "】": " ",
}  # fmt: skip


def normal(text: str) -> str:
    """Give a sentence in small letters with plain digits, single spaces and no ornaments."""
    # What comes of one letter may be marks, capitals, or parts of a syllable.
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFC", text).lower())
    flat = unicodedata.normalize("NFC", plain).lower()
    flat = _APOSTROPHE.sub("'", flat)
    # Twice, as thousands overlap: 1,000,000.
    flat = _THOUSANDS.sub("", _THOUSANDS.sub("", flat))
    flat = _REPEATED.sub(r"\1", _LAUGHTER.sub(" ", flat))
    for typo, meant in _TYPOS:
        flat = typo.sub(meant, flat)
    flat = _MILLION.sub("1000000", flat)
    return " ".join(_KILO.sub(_written_out, flat).split())


def _written_out(match: re.Match[str]) -> str:
    """Write 500k won and ₩1m in digits; without a word for money k and m may be anything."""
    if not (match["before"] or match["after"]):
        return match[0]
    return f"{match['before'] or ''}{int(Decimal(match['count']) * _SIZES[match['size']])}"


def _plain(letter: str) -> str:
    # NFKC would turn ㅋ and ㅇ into letters that nothing else is written with.
    if "\u3131" <= letter <= "\u318e":
        return letter
    if letter in _WORDS:
        return _WORDS[letter]
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in _DROPPED and letter != "^":
        return "" if unicodedata.category(letter) in ("Cf", "Mn", "Me") else " "
    same = unicodedata.normalize("NFKC", letter)
    return letter if same == letter else "".join(map(_plain, same))
