"""The engine's state on disk: one transaction a commit, in a thread that does nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, literal_column, or_, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from core.clock import Clock
from core.domain.journal import JournalEntry
from core.domain.order import IN_FLIGHT
from core.domain.position import Fill
from core.errors import StoreError
from core.failpoint import failpoint
from core.memory import HotState, book_key
from storage.database import UNREADABLE, refusal
from storage.mappers import BY_NAME, FILLS, JOURNAL, ORDERS, fills_of_open_books
from storage.mapping import Hot, Mapper
from storage.place import Place

_Batch = list[tuple[Mapper[Any], list[Any]]]


class StorageUnitOfWork(HotState):
    """Implements `core.ports.UnitOfWork` on an engine that nobody else writes with.

    After a failure other than a broken unique rule it refuses every further commit:
    what reached the disk is then unknown until the next start (no "retry and believe").
    """

    def __init__(self, engine: Engine, place: Place, clock: Clock) -> None:
        super().__init__(clock)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gaemi-store")
        self._engine = engine
        self._place = place
        self._tables = self.hot.named()
        self._written = {
            mapper: mapper.insertion(engine.dialect) for mapper in (*BY_NAME.values(), JOURNAL)
        }
        self._broken: StoreError | None = None
        self._busy = False
        self._hot_day: date = clock.now().date()
        try:
            self._connection = engine.connect()
            self._load()
            self._require_same = place.watch()
        except UNREADABLE as e:
            raise refusal(e, path=self._place) from e

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

    async def verify(self) -> None:
        """Ask the database whether it still answers, in the thread that commits."""
        await asyncio.wrap_future(self._thread.submit(self._look))

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
            self._require_same()
            failpoint("store.after_commit")
        except DataError as e:
            # The database took nothing of it: no row was ever in doubt.
            raise self._not_stored(e) from e
        except StoreError as e:
            self._broken = e
            raise
        except (DBAPIError, MemoryError) as e:
            # Without memory the log may be written and its index not: nobody knows which.
            error = refusal(e, path=self._place)
            self._broken = None if isinstance(e, IntegrityError) else error
            raise error from e
        except (StatementError, TypeError, ValueError, OverflowError) as e:
            raise self._not_stored(e) from e

    def _look(self) -> None:
        self._require_same()
        try:
            self._connection.execute(select(1))
            self._connection.rollback()
        except DBAPIError as e:
            self._broken = refusal(e, path=self._place)
            raise self._broken from e

    def _not_stored(self, error: Exception) -> StoreError:
        cause = getattr(error, "orig", None) or error
        return StoreError(f"a value cannot be stored, nothing was: {cause}")

    def _load(self) -> None:
        now = self._clock.now()
        for name, mapper in BY_NAME.items():
            query = select(mapper.table).order_by(literal_column("rowid"))
            if mapper.hot is not None:
                rule = mapper.hot.clause(mapper.table, now=now)
                query = query.where(or_(rule, fills_of_open_books()) if mapper is FILLS else rule)
            rows = self._connection.execute(query).mappings().all()
            self._tables[name].load(mapper.values(rows))
        self._last_seq = self._journal_end(self._connection)
        self._connection.rollback()

    def _journal_end(self, connection: Connection) -> int:
        seq = JOURNAL.table.c.seq
        count, last = connection.execute(select(func.count(seq), func.max(seq))).one()
        if count != (last or 0):
            raise StoreError(
                f"{self._place}: the journal has {count} entries, the last is number {last}; "
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
            if mapper.hot is not None:
                kept = self._in_open_books() if mapper is FILLS else frozenset()
                self._tables[name].retain(_still_hot(mapper.hot, kept, now))

    def _in_open_books(self) -> frozenset[Fill]:
        # What a position's cycle is read off: it may have been opened months ago.
        opened = {book_key(b): b.opened_day for b in self.books.all() if b.shares}
        days = {key: day for key, day in opened.items() if day is not None}
        fills = self.fills.all()
        return frozenset(f for f in fills if f.day >= days.get(f"{f.owner}:{f.symbol}", date.max))


def _still_hot(rule: Hot, kept: frozenset[object], now: datetime) -> Callable[[object], bool]:
    return lambda row: rule.holds(row, now=now) or row in kept


def _flights_last(mapper: Mapper[Any], rows: list[Any]) -> list[Any]:
    # One transaction may land one order and send the next; the index looks at every statement.
    if mapper is not ORDERS:
        return rows
    return sorted(rows, key=lambda order: order.state in IN_FLIGHT)


async def _outcome(work: Future[None]) -> bool:
    while not work.done():
        await asyncio.wait([asyncio.wrap_future(work)])
    return not work.cancelled() and work.exception() is None
