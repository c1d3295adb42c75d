"""The engine's state on disk: one transaction a commit, in a thread that does nothing else."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, literal_column, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from core.clock import Clock
from core.domain.journal import JournalEntry
from core.domain.order import IN_FLIGHT
from core.errors import StoreError
from core.failpoint import failpoint
from core.memory import HotState
from storage.database import UNREADABLE, refusal
from storage.mappers import BY_NAME, JOURNAL, ORDERS
from storage.mapping import Mapper
from storage.statement import compiled

_Batch = list[tuple[Mapper[Any], list[Any]]]


class StorageUnitOfWork(HotState):
    """Implements `core.ports.UnitOfWork` on an engine that nobody else writes with.

    After a failure other than a broken unique rule it refuses every further commit:
    what reached the disk is then unknown until the next start (no "retry and believe").
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(clock)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gaemi-store")
        self._engine = engine
        self._path = engine.url.database
        self._tables = self.hot.named()
        self._written = {
            mapper: compiled(mapper.statement, mapper.table, engine.dialect)
            for mapper in (*BY_NAME.values(), JOURNAL)
        }
        self._broken: StoreError | None = None
        self._busy = False
        self._hot_day: date = clock.now().date()
        try:
            self._connection = engine.connect()
            self._load()
            self._files = _inodes(self._path)
        except UNREADABLE as e:
            raise refusal(e, path=self._path) from e

    async def commit(self) -> None:
        """Make the stage durable, then true; raises StoreError, and then nothing of it is."""
        if self._busy:
            raise StoreError("a commit is running; the engine is the only writer")
        if not self.dirty:
            return
        self._busy, kept = True, False
        try:
            self._check()
            await self._durable(self._batch(), tuple(self._said))
            self._accept()
            kept = True
        finally:
            # A cancelled commit drops its stage too.
            if not kept:
                self.rollback()
            self._busy = False
        self._cool_down()

    def close(self) -> None:
        """Wait for a running commit and close the file."""
        self._thread.shutdown(wait=True)
        self._connection.close()
        self._engine.dispose()

    def _batch(self) -> _Batch:
        staged = [(BY_NAME[name], self._tables[name].staged()) for name in BY_NAME]
        return [(mapper, _flights_last(mapper, rows)) for mapper, rows in staged if rows]

    async def _durable(self, batch: _Batch, said: tuple[JournalEntry, ...]) -> None:
        if self._broken is not None:
            raise StoreError(f"no commit after a failed one: {self._broken}")
        work = self._thread.submit(self._write, batch, said)
        try:
            await asyncio.shield(asyncio.wrap_future(work))
        except asyncio.CancelledError:
            # The thread cannot be stopped; memory must follow whatever the disk became.
            if await _outcome(work):
                self._accept()
            raise

    def _write(self, batch: _Batch, said: tuple[JournalEntry, ...]) -> None:
        try:
            failpoint("store.before_begin")
            with self._connection.begin():
                for mapper, rows in [*batch, *([(JOURNAL, list(said))] if said else [])]:
                    self._written[mapper].run(self._connection, map(mapper.to_row, rows))
                    failpoint("store.in_transaction")
            self._require_files()
            failpoint("store.after_commit")
        except (DBAPIError, MemoryError) as e:
            # Without memory the log may be written and its index not: nobody knows which.
            error = refusal(e, path=self._path)
            self._broken = None if isinstance(e, IntegrityError) else error
            raise error from e
        except (StatementError, TypeError, ValueError, OverflowError) as e:
            cause = getattr(e, "orig", None) or e
            raise StoreError(f"a value cannot be stored, nothing was: {cause}") from e

    def _require_files(self) -> None:
        # SQLite goes on writing to files that were removed, and all of that would vanish.
        if _inodes(self._path) != self._files:
            self._broken = StoreError(
                f"{self._path} or its log was removed or replaced while gaemi ran; "
                "put it or a backup back, then start again"
            )
            raise self._broken

    def _load(self) -> None:
        now = self._clock.now()
        for name, mapper in BY_NAME.items():
            query = select(mapper.table).order_by(literal_column("rowid"))
            if mapper.hot is not None:
                query = query.where(mapper.hot.clause(mapper.table, now=now))
            rows = self._connection.execute(query).mappings().all()
            self._tables[name].load(mapper.values(rows))
        self._last_seq = self._journal_end(self._connection)
        self._connection.rollback()

    def _journal_end(self, connection: Connection) -> int:
        seq = JOURNAL.table.c.seq
        count, last = connection.execute(select(func.count(seq), func.max(seq))).one()
        if count != (last or 0):
            raise StoreError(
                f"{self._path}: the journal has {count} entries, the last is number {last}; "
                "restore a backup"
            )
        return int(count)

    def _cool_down(self) -> None:
        """Let go of cold rows once a day, so that months of running need no more memory."""
        now = self._clock.now()
        if now.date() == self._hot_day:
            return
        self._hot_day = now.date()
        for name, mapper in BY_NAME.items():
            rule = mapper.hot
            if rule is not None:
                self._tables[name].retain(lambda row, rule=rule: rule.holds(row, now=now))  # type: ignore[misc]


def _flights_last(mapper: Mapper[Any], rows: list[Any]) -> list[Any]:
    # One transaction may land one order and send the next; the index looks at every statement.
    if mapper is not ORDERS:
        return rows
    return sorted(rows, key=lambda order: order.state in IN_FLIGHT)


def _inodes(path: str | None) -> tuple[int | None, ...]:
    return tuple(_inode(f"{path}{end}") for end in ("", "-wal"))


def _inode(path: str) -> int | None:
    try:
        return Path(path).stat().st_ino
    except OSError:
        return None


async def _outcome(work: Future[None]) -> bool:
    while not work.done():
        await asyncio.wait([asyncio.wrap_future(work)])
    return not work.cancelled() and work.exception() is None
