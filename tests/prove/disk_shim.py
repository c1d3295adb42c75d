"""Faults between a program and its disk without root: a small C library under the C library.

`library()` compiles it into build/; `Shim` drives it from inside a process that was started with
it. Where there is no compiler, tests are skipped by name, and fail in CI.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("disk_shim.c")
_HEAD = struct.Struct("=5Q")


class Op(IntFlag):
    """What may be struck; the values are those of the C side."""

    READ = 1
    OPEN = 2
    WRITE = 4
    SYNC = 8
    CUT = 16
    GONE = 32
    MOVE = 64
    CHANGES = OPEN | WRITE | SYNC | CUT | GONE | MOVE


@cache
def compiler() -> str | None:
    """Name the C compiler of this machine, None when it has none."""
    return shutil.which("gcc") or shutil.which("cc")


@cache
def library() -> Path:
    """Compile the library once for each form of its source; needs a compiler."""
    found = compiler()
    if found is None:
        raise FileNotFoundError("no C compiler")
    text = SOURCE.read_bytes()
    folder = ROOT / "build" / "shim"
    target = folder / f"{hashlib.sha256(text).hexdigest()[:16]}.so"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as apart:
            made = Path(apart) / "shim.so"
            flags = ["-O2", "-Wall", "-shared", "-fPIC", "-o", str(made), str(SOURCE)]
            subprocess.run([found, *flags, "-ldl", "-lpthread"], check=True, capture_output=True)
            made.replace(target)
    return target


def environment() -> dict[str, str]:
    """Give the environment of a process under the library."""
    return os.environ | {"LD_PRELOAD": str(library()), "PYTHONHASHSEED": "0"}


class Shim:
    """The library's controls; only in a process that was started under it."""

    def __init__(self) -> None:
        self._c = ctypes.CDLL(None)
        self._c.shim_seen.restype = ctypes.c_long

    def watch(self, folder: Path) -> None:
        """Let only files below a folder count."""
        self._c.shim_watch(os.fsencode(folder))

    def fail(
        self,
        ops: Op,
        error: int,
        *,
        names: str = "*",
        nth: int = 1,
        forever: bool = True,
        kept: int = -1,
        delay_s: float = 0.0,
    ) -> None:
        """Strike the nth such call on files of these names, and all after it when `forever`.

        `kept` bytes of a struck write reach the file. With `delay_s` the call is late instead.
        """
        numbers = [int(ops), ctypes.c_long(nth), int(forever), error, kept]
        micros = ctypes.c_long(int(delay_s * 1e6))
        self._c.shim_fail(names.encode(), *numbers, micros)

    def heal(self) -> None:
        """Take the fault back."""
        self._c.shim_heal()
        self._c.shim_starve(ctypes.c_long(0))

    def starve(self, nth: int) -> bool:
        """Let SQLite find no memory from its nth request on; False when it cannot be told apart."""
        return bool(self._c.shim_starve(ctypes.c_long(nth)))

    @property
    def struck(self) -> int:
        """How many calls were struck since the fault was set."""
        return int(self._c.shim_struck()) + int(self._c.shim_starved())

    @property
    def seen(self) -> int:
        """How many calls the fault looked at."""
        return int(self._c.shim_seen())

    def record(self, path: Path | None) -> None:
        """Write down every change and sync from now on; None ends it."""
        self._c.shim_record(None if path is None else os.fsencode(path))

    def mark(self, number: int) -> None:
        """Put a number into the record."""
        self._c.shim_mark(ctypes.c_long(number))


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the record: C created, W written, T cut, S synced, U unlinked, R renamed, M."""

    kind: str
    inode: int
    offset: int
    name: str
    data: bytes


def events(path: Path) -> Iterator[Event]:
    """Read a record."""
    text, at = path.read_bytes(), 0
    while at + _HEAD.size <= len(text):
        kind, inode, offset, length, named = _HEAD.unpack_from(text, at)
        at += _HEAD.size
        name = os.fsdecode(text[at : at + named])
        at += named
        # Only a write and a new name carry bytes.
        size = length if chr(kind) in "WR" else 0
        yield Event(chr(kind), inode, offset, name, text[at : at + size])
        at += size
