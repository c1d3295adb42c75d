"""Looks at a database file without changing it: is it whole, gaemi's, and of a known form?"""

from __future__ import annotations

from pathlib import Path

from core.errors import StoreError
from storage.database import UNREADABLE, check_integrity, reader, reading, refusal
from storage.schema import Schema, require_known, stored_revision


def examine_file(path: Path, schema: Schema) -> None:
    """Raise StoreError for a file that a start could not open, without opening it for writing.

    One that is absent is made at the start, an older one brought up to date: both are fine.
    """
    if not path.exists():
        return
    if not path.is_file():
        raise StoreError(f"{path} is no file; move it away, or name another folder")
    engine = reader(path)
    try:
        check_integrity(engine)
        with reading(engine) as connection:
            stored = stored_revision(connection, path=path)
        if stored is not None and stored != schema.head:
            require_known(stored, schema, place=path)
    except UNREADABLE as error:
        raise refusal(error, path=path) from error
    finally:
        engine.dispose()
