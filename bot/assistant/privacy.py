"""What must not leave for a language model's server: keys, account numbers, numbers of people.

The names and figures of the rows do leave; docs/assistant.md lists them for the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from core.redact import MASK, Redactor

# What people paste into a question although it is nobody's business: an account number, a
# resident's number, a telephone, an address of mail, a long run of digits that is no amount.
_PERSONAL: Final = re.compile(
    r"\b\d{6}-?[1-4]\d{6}\b|\b\d{8}-\d{2}\b|\b\d{3}-\d{2,6}-\d{2,7}\b|\b01\d-?\d{3,4}-?\d{4}\b"
    r"|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,63}\b"
    r"|(?<![\d,.])\d{8,}+(?![\d,.]*\s*(?:원|주|won|krw|shares?)\b)"
)


class Hider:
    """Blanks what must not leave; `accounts` are asked each time, known only after the start."""

    def __init__(self, secrets: Iterable[str], accounts: Callable[[], Iterable[str]]) -> None:
        self._redactor = Redactor(secrets)
        self._accounts = accounts
        self._known: set[str] = set()

    def __call__(self, text: str) -> str:
        """Give the text without secrets and without numbers that name a person or an account."""
        new = set(self._accounts()) - self._known
        if new:
            self._known |= new
            self._redactor.add(*new)
        return _PERSONAL.sub(MASK, self._redactor.text(text))
