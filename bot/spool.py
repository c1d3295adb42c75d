"""Keeps what was delivered on the disk until it is done, and which deliveries were done: one file.

Lines are only added, so a batch costs one wait for the disk. Each begins with a sum over the rest:
what a power cut or a bad disk left of a line is never read as something that somebody said.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Any, Final, TypeAlias

from core.failpoint import failpoint

Body: TypeAlias = Mapping[str, Any]
# How many deliveries are known as done after a restart; a service repeats only its latest.
REMEMBERED: Final = 1_000
# Beyond this the file is written anew, without what is done.
LARGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a file held: deliveries that are not done by their keys, keys of those that are.

    `damaged` tells that some of it could not be read.
    """

    left: dict[str, Body]
    done: tuple[str, ...]
    damaged: bool = False


class Spool:
    """One file of deliveries; made when the first one comes. Any thread may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Never held while the disk is waited for, but when the file is written anew.
        self._lock = threading.Lock()
        self._file: int | None = None
        self._size = self._longest = 0
        self._left: dict[str, Body] = {}
        self._done: OrderedDict[str, None] = OrderedDict()

    def load(self) -> Found:
        """Read what the last program left, in the order of its arrival; never raises."""
        found = _read(self._path)
        self._left, self._done = dict(found.left), OrderedDict.fromkeys(found.done)
        return found

    def begin(self) -> None:
        """Write the file anew, without what could not be read; raises OSError."""
        with self._lock:
            self._rewritten()

    def holds(self, key: str) -> bool:
        """Tell whether a delivery lies on the disk and is not done."""
        return key in self._left

    def keep(self, letters: Iterable[tuple[str, Body]]) -> None:
        """Add deliveries and wait for the disk; raises OSError when it refuses."""
        failpoint("inbox.before_write")
        fresh = dict(letters)
        try:
            file = self._written(fresh)
            failpoint("inbox.after_write")
            try:
                os.fsync(file)
            finally:
                os.close(file)
        except OSError:
            with self._lock:
                # After a refusal nobody knows what the disk has: it is written anew.
                self._close()
                self._left = {k: body for k, body in self._left.items() if k not in fresh}
            raise
        failpoint("inbox.after_keep")

    def _written(self, letters: Mapping[str, Body]) -> int:
        """Write deliveries that are not done; gives a descriptor of their file to close."""
        with self._lock:
            fresh = {key: body for key, body in letters.items() if key not in self._done}
            self._left |= fresh
            return os.dup(self._add(_lines(fresh.items())))

    def mark(self, key: str) -> None:
        """Note a delivery as done, without waiting for the disk; raises OSError when it refuses.

        What a power cut takes of these is done again; keys and ages make that harmless.
        """
        failpoint("inbox.before_mark")
        with self._lock:
            self._left.pop(key, None)
            self._done[key] = None
            if len(self._done) > REMEMBERED:
                self._done.popitem(last=False)
            self._add(_line(key))
        failpoint("inbox.after_mark")

    def _add(self, data: bytes) -> int:
        """Write at the end of the file and give its descriptor; raises OSError.

        Whatever begins the file anew writes all that we know: know the data before it is added.
        """
        try:
            file = self._file
            # Whoever takes the file away must not make us write to nowhere.
            if file is None or not os.fstat(file).st_nlink:
                return self._rewritten()
            _write(file, data)
        except OSError:
            self._close()
            raise
        self._size += len(data)
        return self._rewritten() if self._size > self._longest else file

    def _rewritten(self) -> int:
        """Begin the file anew with what is not done, whatever stood in it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        with ExitStack() as unused:
            unused.callback(os.close, file)
            data = b"".join(map(_line, self._done)) + _lines(self._left.items())
            _write(file, data)
            os.fsync(file)
            failpoint("inbox.before_replace")
            fresh.replace(self._path)
            _settle(self._path.parent)
            unused.pop_all()
        failpoint("inbox.after_replace")
        self._close()
        self._file, self._size, self._longest = file, len(data), LARGEST + 2 * len(data)
        return file

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _lines(letters: Iterable[tuple[str, Body]]) -> bytes:
    return b"".join(_line([key, body]) for key, body in letters)


def _line(said: Any) -> bytes:
    text = json.dumps(said).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _write(file: int, data: bytes) -> None:
    if os.write(file, data) < len(data):
        raise OSError(ENOSPC, os.strerror(ENOSPC))


def _settle(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _read(path: Path) -> Found:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Found({}, ())
    except OSError:
        return Found({}, (), damaged=True)
    left: dict[str, Body] = {}
    done: dict[str, None] = {}
    damaged = not raw.endswith(b"\n") and raw != b""
    for line in filter(None, raw.split(b"\n")):
        try:
            said = _said(line)
        except ValueError:
            damaged = True
            continue
        if isinstance(said, str):
            done[said] = None
        else:
            left[said[0]] = said[1]
    # A mark may stand before its delivery: work can end while that is being written.
    left = {key: body for key, body in left.items() if key not in done}
    return Found(left, tuple(done)[-REMEMBERED:], damaged)


def _said(line: bytes) -> Any:
    """Read a line: a key is a mark, a pair a delivery; raises ValueError when it is neither."""
    told, _, text = line.partition(b" ")
    if told != b"%08x" % zlib.crc32(text):
        raise ValueError("the sum does not fit the line")
    return json.loads(text)
