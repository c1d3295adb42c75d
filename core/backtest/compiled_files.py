"""The folder of compiled code: private, one writer at a time, and nothing loaded that is damaged.

Compiled code is run as it lies there, so the folder belongs to its user alone (0700) and each
piece is loaded only when it has the hash that was noted when it was written.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_KEEP: Final = 200
_HASH_LETTERS: Final = 20


class CompiledFiles:
    """The files of one compiled loop; `source` is the file that its code claims to come from."""

    def __init__(self, folder: Path, name: str, fingerprint: str) -> None:
        self._folder = folder
        stem = f"{re.sub(r'[^0-9A-Za-z_]', '_', name)}-{fingerprint[:_HASH_LETTERS]}"
        self.source = folder / f"{stem}.py"
        self._machine = folder / "__pycache__"
        self._seal = folder / f"{stem}.sha256"
        for made in (folder, self._machine):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            made.chmod(0o700)
        # The compiler takes the content for the age of the code; people learn what the file is.
        text = f"# Compiled backtest of {name}, made by gaemi; safe to delete.\n# {fingerprint}\n"
        if not self.source.exists() or self.source.read_text(encoding="utf-8") != text:
            _write(self.source, text)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Wait until no other thread or process compiles or loads this loop."""
        place = os.open(self.source.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX)
            yield
        finally:
            os.close(place)

    def intact(self) -> bool:
        """Tell whether there is compiled code, all of it as it was written."""
        try:
            noted = self._seal.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return False
        found = self._hashes()
        return bool(found) and noted == found

    def drop_damaged(self) -> None:
        """Remove what is not as it was written, so that it is compiled anew."""
        if self.intact():
            os.utime(self._seal)
            return
        for path in self._pieces():
            path.unlink(missing_ok=True)

    def seal(self) -> None:
        """Note the hashes of what was just written, and sweep out what was not used for longest."""
        _write(self._seal, self._hashes())
        seals = sorted(self._folder.glob("*.sha256"), key=_used, reverse=True)
        for old in seals[_KEEP:]:
            for path in [*self._folder.glob(f"{old.stem}.*"), *self._machine.glob(f"{old.stem}.*")]:
                path.unlink(missing_ok=True)

    def _pieces(self) -> list[Path]:
        return sorted(self._machine.glob(f"{self.source.stem}.*.nb[ci]"))

    def _hashes(self) -> str:
        pieces = ((p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in self._pieces())
        return "".join(f"{digest}  {name}\n" for name, digest in pieces)


def _write(path: Path, text: str) -> None:
    beside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _used(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0
