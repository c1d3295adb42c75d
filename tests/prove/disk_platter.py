"""What a disk may hold after the power went: synced bytes, and any part of those that were not.

The model is stricter than file systems in use: a file's bytes are safe only by a sync of that
file, its name only by a sync of the folder; unsynced writes survive in any selection, and one of
them torn at a sector. Names survive in the order in which they were changed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.disk_shim import Event

SECTOR = 512


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    loose: list[Event] = field(default_factory=list)


class Platter:
    """Follows a record; `lose` draws what a loss of power at this moment leaves."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._files: dict[int, _File] = {}
        self._names: dict[str, int] = {}
        self._renamed: list[Event] = []
        for path in home.iterdir():
            self._files[path.stat().st_ino] = _File(bytearray(path.read_bytes()))
            self._names[path.name] = path.stat().st_ino

    def take(self, event: Event) -> None:
        """Follow one event."""
        if event.kind == "C":
            # A new file may get the number of one that is gone.
            self._files[event.inode] = _File()
        if event.kind in "CUR":
            self._renamed.append(event)
        elif event.kind in "WT":
            self._files.setdefault(event.inode, _File()).loose.append(event)
        elif event.kind == "S":
            self._sync(event)

    def _sync(self, event: Event) -> None:
        if Path(event.name) == self._home:
            for change in self._renamed:
                _rename(self._names, change)
            self._renamed.clear()
            return
        file = self._files.setdefault(event.inode, _File())
        for change in file.loose:
            _put(file.safe, change)
        file.loose.clear()

    def lose(self, rng: random.Random) -> dict[str, bytes]:
        """Give the files by name after one loss of power; shared memory is never kept."""
        names = dict(self._names)
        for change in self._renamed[: _how_many(rng, len(self._renamed))]:
            _rename(names, change)
        left = {n: self._after(inode, rng) for n, inode in names.items()}
        return {n: data for n, data in left.items() if not n.endswith("-shm")}

    def _after(self, inode: int, rng: random.Random) -> bytes:
        file = self._files.get(inode, _File())
        image = bytearray(file.safe)
        kept = file.loose[: _how_many(rng, len(file.loose))]
        if rng.random() < 0.5:
            kept = [change for change in kept if rng.random() < 0.7]
        for change in kept:
            _put(image, change, torn=change is kept[-1] and rng.random() < 0.5, rng=rng)
        return bytes(image)


def _how_many(rng: random.Random, most: int) -> int:
    return rng.choice((0, most, rng.randint(0, most)))


def _put(
    image: bytearray, change: Event, *, torn: bool = False, rng: random.Random | None = None
) -> None:
    if change.kind == "T":
        del image[change.offset :]
        image.extend(bytes(change.offset - len(image)))
        return
    data = change.data
    if torn and rng is not None:
        data = data[: rng.randrange(len(data)) // SECTOR * SECTOR]
    end = change.offset + len(data)
    image.extend(bytes(max(0, end - len(image))))
    image[change.offset : end] = data


def _rename(names: dict[str, int], change: Event) -> None:
    name = Path(change.name).name
    if change.kind == "C":
        names[name] = change.inode
    elif change.kind == "U":
        names.pop(name, None)
    elif name in names:
        names[Path(change.data.decode()).name] = names.pop(name)
