"""Whole series of bars as files of number columns beside the database, for backtests.

A file is a line of JSON (what it holds, of which state of the database, and a checksum of what
follows) and then the columns as little-endian 64-bit integers. It is a copy and never the truth:
whatever does not fit to the last byte counts as absent and is made again from the database.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

from core.bar_columns import COLUMNS, BarColumns
from core.domain.bar import Interval

FORM: Final = 1
_WORD: Final = "<i8"
_ROW_BYTES: Final = 8 * len(COLUMNS)
_HEAD_MAX: Final = 1000
_LEFT_OVER_S: Final = 3600
_log = logging.getLogger("gaemi.bars")


@dataclass(frozen=True, slots=True)
class BarFiles:
    """The files of one folder; any number of processes and threads may use it."""

    folder: Path

    def read(self, symbol: str, interval: Interval, state: str) -> BarColumns | None:
        """Give a series as it was in a state of the database; None when no sound file has it."""
        try:
            with self._path(symbol, interval).open("rb") as file:
                return _read(file, symbol, interval, state=state)
        except FileNotFoundError:
            return None
        except OSError as e:
            _log.warning("the columns of %s were not read: %s", symbol, e)
            return None

    def write(self, columns: BarColumns, state: str) -> None:
        """Keep a series for the next `read`; where that fails the log says so and no file is."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(columns, state, to=self._path(columns.symbol, columns.interval))
        except OSError as e:
            _log.warning("the columns of %s were not kept: %s", columns.symbol, e)

    def _path(self, symbol: str, interval: Interval) -> Path:
        return self.folder / f"{quote(symbol, safe='')}.{interval.value}.bars"


def _read(file: IO[bytes], symbol: str, interval: Interval, *, state: str) -> BarColumns | None:
    import numpy as np

    head = file.readline(_HEAD_MAX)
    rows = (os.fstat(file.fileno()).st_size - len(head)) // _ROW_BYTES
    table = np.empty((len(COLUMNS), rows), dtype=_WORD)
    content = table.reshape(-1).view(np.uint8).data
    whole = file.readinto(content) == len(content) and not file.read(1)  # type: ignore[attr-defined]
    columns = BarColumns(symbol, interval, *table)
    sound = whole and head == _head(columns, state, check=zlib.crc32(content))
    return columns if sound else None


def _write(columns: BarColumns, state: str, *, to: Path) -> None:
    import numpy as np

    table = np.array([getattr(columns, name) for name in COLUMNS], dtype=_WORD)
    content = table.reshape(-1).view(np.uint8).data
    descriptor, name = tempfile.mkstemp(".part", f"{to.name}.", to.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_head(columns, state, check=zlib.crc32(content)))
            file.write(content)
        _sweep(part)
        # Not synced: what a power cut leaves of it fails its checksum.
        part.replace(to)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _head(columns: BarColumns, state: str, *, check: int) -> bytes:
    head = {
        "form": FORM,
        "symbol": columns.symbol,
        "interval": columns.interval.value,
        "state": state,
        "columns": COLUMNS,
        "rows": len(columns),
        "crc32": check,
    }
    return json.dumps(head).encode() + b"\n"


def _sweep(part: Path) -> None:
    # What killed processes left half written; a living one is done within the hour.
    now = part.stat().st_mtime
    for other in part.parent.glob("*.part"):
        if now - other.stat().st_mtime > _LEFT_OVER_S:
            other.unlink(missing_ok=True)
