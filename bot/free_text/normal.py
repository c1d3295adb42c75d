"""Makes what a phone sends comparable: one form of letters and digits, no laughter, no emoji."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LAUGHTER: Final = re.compile(r"[ㅋㅎㅠㅜ]+|\^\^+|;;+|~+|[ㅏ-ㅣ]+|ㅡ+|\.{2,}|…+")
_REPEATED: Final = re.compile(r"([!?.,])\1+")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_APOSTROPHE: Final = re.compile(r"(?<=[a-z])['’`](?=[a-z])")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Mn", "Me", "Zl", "Zp"})
_WORDS: Final = {
    "￦": "₩", "−": "-", "–": "-", "—": "-", "％": "%", "⁄": "/", "，": ",", "？": "?",
    "原": "원", "株": "주",
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
    return " ".join(flat.split())


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
