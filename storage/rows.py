"""A file whose rows are written whole and read by query: what small archives share."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Engine, Select

from storage.database import REFUSED, UNREADABLE, reading, refusal
from storage.mapping import Mapper

V = TypeVar("V")


class Rows:
    """Rows of one file; may be used from any thread, one call at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def write(self, batch: Mapping[Mapper[Any], Iterable[Any]]) -> None:
        """Write values, all or none; a value of the same key is replaced. Raises StoreError."""
        rows = [
            (mapper, [mapper.to_row(one) for one in values]) for mapper, values in batch.items()
        ]
        if not any(some for _, some in rows):
            return
        try:
            with self._lock, self._engine.begin() as connection:
                for mapper, some in rows:
                    mapper.insertion(connection.dialect).run(connection, some)
        except REFUSED as e:
            raise refusal(e, path=self._engine.url.database) from e

    def read(self, mapper: Mapper[V], query: Select[Any]) -> list[V]:
        """Give the values that a query finds; raises StoreError."""
        try:
            with self._lock, reading(self._engine) as connection:
                return mapper.values(connection.execute(query).mappings())
        except UNREADABLE as e:
            raise refusal(e, path=self._engine.url.database) from e

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()
