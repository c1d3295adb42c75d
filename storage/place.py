"""Where one kind of rows lies: a file of its own, or a schema of a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from core.errors import StoreError
from storage import database
from storage.schema import Schema, ensure


class Place(Protocol):
    """What a store needs of the database that it lies in; `str` names it without its password."""

    def there(self) -> bool:
        """Tell whether rows were ever kept here; raises StoreError when nobody can tell."""
        ...

    def writer(self) -> Engine:
        """Open the connection that writes, one thread at a time; raises StoreError."""
        ...

    def reader(self) -> Engine:
        """Open a connection that sees committed rows and cannot write."""
        ...

    def ready(self, engine: Engine, schema: Schema) -> None:
        """Look for damage and bring the rows to this release's form; raises StoreError."""
        ...

    def watch(self) -> Callable[[], None]:
        """Give what raises StoreError once what was opened is no longer what is written to."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite file, its log beside it."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def there(self) -> bool:
        """Tell whether the file exists."""
        return self.path.exists()

    def writer(self) -> Engine:
        """Open the file for writing, made when absent."""
        return database.writer(self.path)

    def reader(self) -> Engine:
        """Open the file for reading."""
        return database.reader(self.path)

    def ready(self, engine: Engine, schema: Schema) -> None:
        """Check and migrate the file; one of an older form is copied before."""
        database.check_integrity(engine)
        ensure(engine, schema, path=self.path)

    def watch(self) -> Callable[[], None]:
        """Give what raises when file or log were removed or replaced.

        SQLite goes on writing to files that were removed, and all of that would vanish.
        """
        opened = self._inodes()

        def require_same() -> None:
            if self._inodes() != opened:
                raise StoreError(
                    f"{self.path} or its log was removed or replaced while gaemi ran; "
                    "put it or a backup back, then start again"
                )

        return require_same

    def _inodes(self) -> tuple[int | None, ...]:
        return tuple(_inode(f"{self.path}{end}") for end in ("", "-wal"))


def _inode(path: str) -> int | None:
    try:
        return Path(path).stat().st_ino
    except OSError:
        return None
