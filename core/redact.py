"""Takes secrets out of anything that is about to be written: logs, error texts, reports.

A second net only: code should not hand secrets over in the first place.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from urllib.parse import quote, quote_plus

MASK = "[redacted]"
# Shorter words would blank innocent text: a two-digit code occurs in every second price.
SHORTEST = 6
SECRET_KEY = re.compile(
    r"secret|token|passw|pwd|api_?-?key|app_?-?key|private_?key|approval_key|authorization|cookie"
    r"|credential|pairing",
    re.IGNORECASE,
)
_START = r"(?<![A-Za-z0-9])"
# Keys of services by what they open; people's letters may stand right before one, as in Korean.
KEY_SHAPES = {
    "telegram": r"\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}",  # plain or inside an address
    "slack": _START + r"(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,}",
    "model": _START + r"sk-[A-Za-z0-9_-]{12,}",
    # KIS and LS give an app key of 36 letters and KIS a secret of 180 (API portal, 2026-06-03).
    "broker": _START
    + r"(?:PS[A-Za-z0-9]{34}(?![A-Za-z0-9])|[A-Za-z0-9+/]{170,186}={0,2}(?![A-Za-z0-9+/=]))",
}
SHAPES = (
    *KEY_SHAPES.values(),
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
    r"(?<=Bearer )[^\s\"',;]{6,}",
    r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)",  # user:password of an address
)


class Redactor:
    """Replace known secrets, in every usual writing, and whatever is shaped like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: set[str] = set()
        self._pattern = _compile(self._forms)
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Learn more secrets; those under six characters are left to the keys that name them."""
        for secret in secrets:
            if len(secret) >= SHORTEST:
                self._forms.update(_forms(secret))
        self._pattern = _compile(self._forms)

    def text(self, text: str) -> str:
        """Return the text with each secret replaced by a mask."""
        return self._pattern.sub(MASK, text)

    def value(self, value: object) -> object:
        """Return plain JSON data without secrets; objects unknown to JSON become their text."""
        if isinstance(value, Mapping):
            return {self.text(str(k)): self.item(str(k), v) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(v) for v in value]
        if value is None or isinstance(value, bool):
            return value
        shown = self.text(_plain(value))
        # An account number may come along as an integer; other numbers stay numbers.
        is_number = isinstance(value, int | float) and not isinstance(value, Enum)
        return value if is_number and shown == str(value) else shown

    def item(self, key: str, value: object) -> object:
        """Return one named value; the name alone can give a secret away."""
        return MASK if value and SECRET_KEY.search(key) else self.value(value)


def _plain(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode("utf-8", "backslashreplace")
    return value.isoformat() if isinstance(value, date) else str(value)


def _forms(secret: str) -> Iterator[str]:
    raw = secret.encode()
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret))
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    yield from (repr(secret)[1:-1], raw.hex())
    for lead in range(3):
        yield from _base64_cores(raw, lead)
    # The first and last characters of a key are what people paste into questions.
    yield from (part for part in _ends(secret) if not part.isdigit())


def _base64_cores(raw: bytes, lead: int) -> Iterator[str]:
    """Yield the letters that stand for `raw` when `lead` bytes (modulo 3) come before it.

    Without the first and last letter where those also hold bits of the neighbours.
    """
    padded = b"\0" * lead + raw
    dropped = (0, 2, 3)[lead]
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        letters = encode(padded).decode().replace("=", "")
        core = letters[dropped : -1 if len(padded) % 3 else None]
        if len(core) >= SHORTEST:
            yield core


def _ends(secret: str) -> tuple[str, ...]:
    return (secret[:8], secret[-8:]) if len(secret) >= 16 else ()


def _compile(forms: set[str]) -> re.Pattern[str]:
    words = [re.escape(form) for form in sorted(forms, key=len, reverse=True)]
    return re.compile("|".join([*words, *SHAPES]), re.IGNORECASE)
