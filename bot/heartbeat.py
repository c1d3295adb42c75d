"""The engine's sign of life: a file that is touched every second and taken away at a clean end.

Touching needs no room on the disk. Who reads it measures silence by its own monotonic clock: the
file's time is only compared with what it was before.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NAME: Final = "engine.beat"
BEAT_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Sign:
    """What a beat file says: the engine's process, whom to alarm, and when it was touched."""

    pid: int
    chats: tuple[str, ...]
    touched_ns: int

    @property
    def alive(self) -> bool:
        """Tell whether the engine's process is there; one that stands still is."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


class Heartbeat:
    """Written by the engine's loop; `chats` are those of paired people, as face:chat."""

    def __init__(self, home: Path) -> None:
        self._path = home / NAME
        self._chats: tuple[str, ...] | None = None

    def beat(self, chats: tuple[str, ...] = ()) -> None:
        """Touch the file; writes it when it is new or the people changed. Never raises OSError."""
        try:
            if chats != self._chats or not self._path.exists():
                self._write(chats)
            os.utime(self._path)
        except OSError:
            # A disk that is gone: the watchdog will speak up, which is what it is for.
            return

    def stop(self) -> None:
        """Take the file away: this end was wanted."""
        self._path.unlink(missing_ok=True)

    def _write(self, chats: tuple[str, ...]) -> None:
        text = json.dumps({"pid": os.getpid(), "chats": list(chats)})
        temporary = self._path.with_suffix(".new")
        temporary.touch(0o600)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self._path)
        self._chats = chats


def sign_of(home: Path) -> Sign | None:
    """Read the sign of life; None when there is none, or none that can be understood."""
    path = home / NAME
    try:
        touched = path.stat().st_mtime_ns
        said = json.loads(path.read_text(encoding="utf-8"))
        return Sign(int(said["pid"]), tuple(str(chat) for chat in said["chats"]), touched)
    except (OSError, ValueError, KeyError, TypeError):
        return None
