"""The kill switch's file: durable before anybody is told, and engaged when it cannot be read."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch, stricter
from core.errors import LatchFailed, StoreError
from core.failpoint import failpoint

VERSION = 1
# What others than the engine stop lies beside the file, one file a stop, until it is taken in.
BESIDE: Final = "latch.*.stop"
LOCK_PAUSE_S: Final = 0.005
_PAUSE: Final = threading.Event()


class FileLatch:
    """Engaged switches as JSON; a missing, unreadable or half-written file halts everything.

    `patience_s` is how long a writer waits for another: short where a loop stands still meanwhile.
    """

    def __init__(self, path: Path, *, patience_s: float = 0.1) -> None:
        self._path = path
        self._tries = max(1, round(patience_s / LOCK_PAUSE_S))

    def create(self) -> None:
        """Write an empty latch for a fresh installation; an existing file is left alone."""
        if not self._path.exists():
            self.write(())

    def read(self) -> tuple[Switch, ...]:
        """Give all engaged switches; one that halts all, with the reason, when a file is bad."""
        # In this order: what is taken in meanwhile is in the file before it leaves its own.
        beside = [switch for _, switch in self.outside()]
        return merged(_read(self._path), *beside) if beside else _read(self._path)

    def outside(self) -> tuple[tuple[str, Switch], ...]:
        """Give the stops that others set and that `fold` has not taken in, by file name."""
        try:
            names = sorted(path.name for path in self._path.parent.glob(BESIDE))
        except OSError as error:
            return (("", _broken(f"{type(error).__name__}: folder cannot be read")),)
        files = ((name, self._path.with_name(name)) for name in names)
        # One that is gone by now is in the file already.
        return tuple((n, s) for n, path in files if path.exists() for s in _read(path))

    def add(self, switch: Switch) -> None:
        """Stop from outside the engine; raises LatchFailed when the disk refuses.

        Each such stop has a file of its own: no other writer, frozen between its reading and its
        writing, can lose it, and no lift that was judged without it can take it away.
        """
        beside = self._path.with_name(BESIDE.replace("*", os.urandom(8).hex()))
        try:
            _replace(beside, _text((switch,)), by_way_of=_temporary(self._path))
        except OSError as error:
            text = f"{self._path.name} could not be written: {error}"
            raise LatchFailed(text, halted=self._break()) from error

    def fold(self, name: str, switch: Switch) -> None:
        """Take a stop that was engaged from its own file into this one; raises LatchFailed."""
        self.change(switch)
        with suppress(OSError):
            self._path.with_name(name).unlink(missing_ok=True)

    def write(self, switches: tuple[Switch, ...]) -> None:
        """Replace the file and wait for the disk; raises StoreError when it refuses."""
        try:
            _replace(self._path, _text(switches), by_way_of=_temporary(self._path))
        except OSError as error:
            raise StoreError(f"latch {self._path.name} could not be written: {error}") from error

    def change(self, *new: Switch, lifted: Scope | None = None) -> None:
        """Add switches, a lifted scope left out; raises LatchFailed when the disk refuses.

        Several processes write this file: what one adds meanwhile is kept. Where a stop cannot
        be written, the file is broken instead, which halts everything: a full disk has no room
        for a file, but a file can always be taken away.
        """
        with _alone(self._path.with_suffix(".lock"), tries=self._tries):
            before = self.read()
            wanted = merged(tuple(s for s in before if s.scope != lifted), *new)
            try:
                self.write(wanted)
            except StoreError as error:
                # Where nothing is added, what was asked for holds already.
                more = set(wanted) - set(before)
                halted = self._break() if more else lifted is None
                raise LatchFailed(str(error), halted=halted) from error

    def _break(self) -> bool:
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return False
        return True


class MemoryLatch:
    """A latch without a file, for backtests."""

    def __init__(self) -> None:
        self._switches: tuple[Switch, ...] = ()

    def read(self) -> tuple[Switch, ...]:
        """Give all engaged switches."""
        return self._switches

    def outside(self) -> tuple[tuple[str, Switch], ...]:
        """Give nothing: nobody else reaches this memory."""
        return ()

    def fold(self, name: str, switch: Switch) -> None:  # noqa: ARG002 - it has no files
        """Keep a switch."""
        self.change(switch)

    def write(self, switches: tuple[Switch, ...]) -> None:
        """Keep switches in memory."""
        self._switches = tuple(s for s in switches if s.level is not HaltLevel.NONE)

    def change(self, *new: Switch, lifted: Scope | None = None) -> None:
        """Add switches, a lifted scope left out."""
        self.write(merged(tuple(s for s in self.read() if s.scope != lifted), *new))


def merged(switches: tuple[Switch, ...], *new: Switch) -> tuple[Switch, ...]:
    """Give the switches with new ones added; a scope keeps whichever stops more."""
    found = {s.scope: s for s in switches}
    for switch in new:
        found[switch.scope] = stricter(found.get(switch.scope), switch)
    return tuple(found.values())


def is_new(home: Path) -> bool:
    """Tell whether gaemi never ran in a home folder, so that a missing latch is no damage."""
    return not any((home / name).exists() for name in ("gaemi.db", "grant.key", "latch.lock"))


@contextmanager
def _alone(path: Path, *, tries: int) -> Iterator[None]:
    """Keep other writers out for a moment; whoever cannot, goes on: a stop waits for nobody."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        for _ in range(tries):
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            _PAUSE.wait(LOCK_PAUSE_S)
        yield
    finally:
        os.close(descriptor)


def _temporary(path: Path) -> Path:
    # A name of its own: two writers that could not wait must not mix their files.
    return path.with_suffix(f".{os.getpid()}.new")


def _text(switches: tuple[Switch, ...]) -> str:
    rows = [_row(s) for s in switches if s.level is not HaltLevel.NONE]
    return json.dumps({"version": VERSION, "switches": rows}, ensure_ascii=False)


def _read(path: Path) -> tuple[Switch, ...]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != VERSION:
            return (_broken(f"version {data['version']} is not {VERSION}"),)
        return tuple(_switch(row) for row in data["switches"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return (_broken(f"{type(error).__name__}: latch file cannot be read"),)


def _replace(path: Path, text: str, *, by_way_of: Path) -> None:
    temporary = by_way_of
    try:
        _put(temporary, text)
        failpoint("latch.before_replace")
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    failpoint("latch.after_replace")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _put(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _broken(why: str) -> Switch:
    return Switch(Scope(), HaltLevel.HALT_NEW, "latch", why, datetime.fromtimestamp(0, UTC))


def _switch(row: dict[str, Any]) -> Switch:
    scope = Scope(ScopeKind(row["kind"]), str(row["key"]))
    at = datetime.fromisoformat(row["at"])
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    level, until = HaltLevel(row["level"]), _end(row.get("until"))
    return Switch(scope, level, str(row["by"]), str(row["reason"]), at, until)


def _end(text: str | None) -> datetime | None:
    # Without an end, as every file of before: it stays until a person lifts it.
    until = datetime.fromisoformat(text) if text is not None else None
    if until is not None and until.tzinfo is None:
        raise ValueError("an end without a zone")
    return until


def _row(switch: Switch) -> dict[str, str]:
    end = {} if switch.until is None else {"until": switch.until.isoformat()}
    return end | {
        "kind": switch.scope.kind.value,
        "key": switch.scope.key,
        "level": switch.level.value,
        "by": switch.by,
        "reason": switch.reason,
        "at": switch.at.isoformat(),
    }
