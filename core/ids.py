"""Identifiers that sort by time: ULIDs from the clock and a random source handed in."""

from __future__ import annotations

import random
from typing import Protocol

from core.clock import Clock

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class IdSource(Protocol):
    """Where new identifiers come from."""

    def new(self) -> str:
        """Give an identifier of 26 characters, later ones sorting after earlier ones."""
        ...


class UlidSource:
    """ULIDs (Crockford base 32): 48 bits of milliseconds, 80 random bits, rising within one."""

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self._clock = clock
        self._rng = rng
        self._last = 0

    def new(self) -> str:
        """Give the next identifier; never equal to or below an earlier one."""
        millis = int(self._clock.now().timestamp() * 1000)
        value = (millis << 80) | self._rng.getrandbits(80)
        if value <= self._last:
            value = self._last + 1
        self._last = value
        return _encode(value)


def _encode(value: int) -> str:
    digits = []
    for _ in range(26):
        value, rest = divmod(value, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))
