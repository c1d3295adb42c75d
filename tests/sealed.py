"""A home folder that may be read and not written, whoever runs the tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.latch import FileLatch

NOBODY = 65534


@contextmanager
def read_only_home() -> Iterator[Path]:
    """Make a home with an empty latch, and be a user who may only read it."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    FileLatch(folder / "latch.json").create()
    (folder / "latch.json").chmod(0o644)
    (folder / "grant.key").touch()
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
