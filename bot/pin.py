"""The second factor: a PIN of digits, kept as an Argon2id hash in the home folder (K03).

Set at the server's console with `gaemi pin`, typed in chat as `/pin`. The PIN itself is
never stored, logged or repeated, and five wrong tries lock it for an hour, restart or not.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from core.clock import Clock
from core.errors import InputError, StoreError

FILE: Final = "pin.json"
DIGITS: Final = re.compile(r"[0-9]{6,12}")
TRIES: Final = 5
LOCK: Final = timedelta(hours=1)
VERSION: Final = 1
# 64 MiB and three passes, the least that reliability.md K11 allows (2026-11-21).
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)


class PinState(StrEnum):
    """How a try ended; only RIGHT lets anything go on."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    NOT_SET = "not_set"


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """The result of one try: tries left after a wrong one, seconds left while it is locked."""

    state: PinState
    left: int = 0
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file holds. `tries` counts those since the last right one or lock."""

    hash: str
    tries: int = 0
    locked_until: datetime | None = None


class PinBook:
    """The PIN of one home folder; `wall` is the machine's clock."""

    def __init__(self, home: Path, wall: Clock, *, hasher: PasswordHasher = _HASHER) -> None:
        self._path = home / FILE
        self._wall = wall
        self._hasher = hasher
        self._one_at_a_time = asyncio.Lock()

    @property
    def is_set(self) -> bool:
        """Tell whether there is a PIN that can be tried."""
        return self._read() is not None

    def set(self, pin: str) -> None:
        """Store a new PIN and forget tries and lock.

        Raises InputError for anything but six to twelve digits, StoreError when the disk refuses.
        """
        if DIGITS.fullmatch(pin) is None:
            raise InputError("a PIN has 6 to 12 digits and nothing else; choose another")
        self._write(_Kept(self._hasher.hash(pin)))

    async def check(self, pin: str) -> PinAnswer:
        """Judge one try; tries of several people are judged one after the other.

        The try is on disk before it is judged, so that no crash gives one for nothing.
        Raises StoreError when it cannot be written: then nothing is judged.
        """
        async with self._one_at_a_time:
            kept = self._read()
            if kept is None:
                return PinAnswer(PinState.NOT_SET)
            wait_s = self._wait_s(kept)
            if wait_s:
                return PinAnswer(PinState.LOCKED, wait_s=wait_s)
            return await self._judge(self._counted(kept), pin)

    async def _judge(self, kept: _Kept, pin: str) -> PinAnswer:
        # In a thread: the hash takes a tenth of a second, and a stop must not wait for it.
        if await asyncio.to_thread(self._is_right, kept.hash, pin):
            self._write(_Kept(kept.hash))
            return PinAnswer(PinState.RIGHT)
        if kept.locked_until is not None:
            return PinAnswer(PinState.LOCKED, wait_s=self._wait_s(kept))
        return PinAnswer(PinState.WRONG, left=TRIES - kept.tries)

    def _counted(self, kept: _Kept) -> _Kept:
        """Write the coming try down; with the last one the lock is already on."""
        tries = 1 if kept.locked_until is not None else kept.tries + 1
        until = self._wall.now() + LOCK if tries >= TRIES else None
        counted = replace(kept, tries=tries, locked_until=until)
        self._write(counted)
        return counted

    def _is_right(self, stored: str, pin: str) -> bool:
        if DIGITS.fullmatch(pin) is None:
            return False
        try:
            return self._hasher.verify(stored, pin)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    def _wait_s(self, kept: _Kept) -> int:
        if kept.locked_until is None:
            return 0
        left = (kept.locked_until - self._wall.now()).total_seconds()
        return max(0, math.ceil(left))

    def _read(self) -> _Kept | None:
        """Give what is stored; a damaged file is no PIN, so nothing passes until it is set anew."""
        try:
            return _kept(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, kept: _Kept) -> None:
        until = kept.locked_until.isoformat() if kept.locked_until else None
        row = {"version": VERSION, "hash": kept.hash, "tries": kept.tries, "locked_until": until}
        try:
            _replace(self._path, json.dumps(row))
        except OSError as error:
            raise StoreError(f"{FILE} could not be written: {error.strerror}") from error


def _kept(row: dict[str, Any]) -> _Kept:
    if row["version"] != VERSION or not str(row["hash"]).startswith("$argon2id$"):
        raise ValueError("not a PIN of this release")
    until = datetime.fromisoformat(row["locked_until"]) if row["locked_until"] else None
    if until is not None and until.tzinfo is None:
        raise ValueError("an instant without a zone")
    return _Kept(str(row["hash"]), int(row["tries"]), until)


def _replace(path: Path, text: str) -> None:
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
