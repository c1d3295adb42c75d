"""What was tried on which data, on disk: a restart forgets no trial."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Engine, select

from core.domain.trial import Trial
from storage.mapping import Mapper
from storage.rows import Rows
from storage.tables_trials import TrialRow

_TRIALS: Final = Mapper(TrialRow, Trial)


class StorageTrials:
    """Implements `core.ports_trials.TrialLog`; may be used from any thread, one call at a time."""

    def __init__(self, engine: Engine) -> None:
        self._rows = Rows(engine)

    def note(self, trials: Iterable[Trial]) -> None:
        """Keep trials, all or none; the same one again replaces itself. Raises StoreError."""
        self._rows.write({_TRIALS: trials})

    def of(self, strategy: str, *, first: date, last: date) -> Sequence[Trial]:
        """Give a strategy's trials on data that a period touches, in the order of their keys."""
        table = _TRIALS.table
        columns = table.c
        query = (
            select(table)
            .where(columns.strategy == strategy, columns.first <= last, columns.last >= first)
            .order_by(*table.primary_key)
        )
        return self._rows.read(_TRIALS, query)

    def close(self) -> None:
        """Close the file."""
        self._rows.close()
