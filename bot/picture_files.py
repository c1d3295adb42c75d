"""Pictures as files, for a face that shows only text."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from bot.reply import Picture

KEPT: Final = 20


def keep_picture(folder: Path, picture: Picture) -> Path:
    """Write a picture into a folder and give its file; the oldest beyond twenty go.

    The same picture has the same file. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = hashlib.sha256(picture.png).hexdigest()[:8]
    file = folder / f"{picture.name}-{mark}.png"
    file.write_bytes(picture.png)
    kept = sorted(folder.glob("*.png"), key=lambda path: path.stat().st_mtime_ns)
    for old in kept[:-KEPT]:
        old.unlink(missing_ok=True)
    return file
