"""The kill switch's file: durable before anybody is told, and engaged when it cannot be read."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch, stricter
from core.errors import StoreError
from core.failpoint import failpoint

VERSION = 1


class FileLatch:
    """Engaged switches as JSON; a missing, unreadable or half-written file halts everything."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def create(self) -> None:
        """Write an empty latch for a fresh installation; an existing file is left alone."""
        if not self._path.exists():
            self.write(())

    def read(self) -> tuple[Switch, ...]:
        """Give all engaged switches; one that halts all, with the reason, when the file is bad."""
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            if data["version"] != VERSION:
                return (_broken(f"version {data['version']} is not {VERSION}"),)
            return tuple(_switch(row) for row in data["switches"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            return (_broken(f"{type(error).__name__}: latch file cannot be read"),)

    def write(self, switches: tuple[Switch, ...]) -> None:
        """Replace the file and wait for the disk; raises StoreError when it refuses."""
        rows = [_row(s) for s in switches if s.level is not HaltLevel.NONE]
        text = json.dumps({"version": VERSION, "switches": rows}, ensure_ascii=False)
        try:
            _replace(self._path, text)
        except OSError as error:
            raise StoreError(f"latch {self._path.name} could not be written: {error}") from error


class MemoryLatch:
    """A latch without a file, for backtests."""

    def __init__(self) -> None:
        self._switches: tuple[Switch, ...] = ()

    def read(self) -> tuple[Switch, ...]:
        """Give all engaged switches."""
        return self._switches

    def write(self, switches: tuple[Switch, ...]) -> None:
        """Keep switches in memory."""
        self._switches = tuple(s for s in switches if s.level is not HaltLevel.NONE)


def merged(switches: tuple[Switch, ...], *new: Switch) -> tuple[Switch, ...]:
    """Give the switches with new ones added; a scope keeps whichever stops more."""
    found = {s.scope: s for s in switches}
    for switch in new:
        found[switch.scope] = stricter(found.get(switch.scope), switch)
    return tuple(found.values())


def _replace(path: Path, text: str) -> None:
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    failpoint("latch.before_replace")
    temporary.replace(path)
    failpoint("latch.after_replace")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _broken(why: str) -> Switch:
    return Switch(Scope(), HaltLevel.HALT_NEW, "latch", why, datetime.fromtimestamp(0, UTC))


def _switch(row: dict[str, Any]) -> Switch:
    scope = Scope(ScopeKind(row["kind"]), str(row["key"]))
    at = datetime.fromisoformat(row["at"])
    return Switch(scope, HaltLevel(row["level"]), str(row["by"]), str(row["reason"]), at)


def _row(switch: Switch) -> dict[str, str]:
    return {
        "kind": switch.scope.kind.value,
        "key": switch.scope.key,
        "level": switch.level.value,
        "by": switch.by,
        "reason": switch.reason,
        "at": switch.at.isoformat(),
    }
