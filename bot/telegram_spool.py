"""Keeps updates on the disk from their arrival until they are done, one file an update.

Telegram forgets a delivered update once it was answered with 200 (B60). What a power cut left here
is done again at the next start: a press is judged by its card, an old command is refused.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog

LIVE: Final = ".json"
_log = structlog.get_logger(__name__)


class Spool:
    """A folder of updates; made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, number: int, raw: bytes) -> None:
        """Write an update and wait for the disk; raises OSError when it refuses."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(number)
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self, number: int) -> None:
        """Forget an update that is done; one that stays is done once more after a restart."""
        with suppress(OSError):
            self._path(number).unlink(missing_ok=True)

    def left(self) -> Iterator[dict[str, Any]]:
        """Give the updates that were taken and not done, oldest first."""
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.glob(f"*{LIVE}"), key=lambda p: p.stem.zfill(20)):
            try:
                yield json.loads(path.read_bytes())
            except (OSError, ValueError) as error:
                _log.warning("telegram.spool_unreadable", error=type(error).__name__)
                path.unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}{LIVE}"
