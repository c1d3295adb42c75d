"""Questions about stored rows, on a connection of their own that cannot write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, func, select

from core.domain.approval import Approval
from core.domain.calendar import utc
from core.domain.decision import RiskDecision
from core.domain.journal import JournalEntry, Report
from core.domain.order import Order
from core.domain.position import Book, DayMark, Fill
from core.domain.signal import Signal
from core.memory_views import SHORTEST_ENDING
from storage import mappers
from storage.database import UNREADABLE, refusal
from storage.mapping import Mapper

T = TypeVar("T")
# Beyond these days an instant in UTC cannot be made, and no row can lie there.
_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(2400, 1, 1)


class StorageViews:
    """Implements `core.ports.Views`; raises StoreError when the file cannot be read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gaemi-views")

    async def orders(
        self, *, limit: int = 50, first: date | None = None, last: date | None = None
    ) -> Sequence[Order]:
        """Give orders by the time they were made, newest first."""
        made = mappers.ORDERS.table.c.made_at
        inside = _between(made, first or _FIRST_DAY, last or _LAST_DAY)
        return await self._newest(mappers.ORDERS, made, where=[inside], limit=limit)

    async def approvals(self, *, first: date, last: date) -> Sequence[Approval]:
        """Give the questions asked in a period, newest first."""
        asked = mappers.APPROVALS.table.c.asked_at
        return await self._newest(mappers.APPROVALS, asked, where=[_between(asked, first, last)])

    async def signals(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[Signal]:
        """Give the signals made in a period, newest first."""
        columns = mappers.SIGNALS.table.c
        where = [_between(columns.made_at, first, last), *_equal(columns.symbol, symbol)]
        return await self._newest(mappers.SIGNALS, columns.made_at, where=where)

    async def decisions(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[RiskDecision]:
        """Give the risk decisions of a period, newest first."""
        columns = mappers.DECISIONS.table.c
        where = [_between(columns.at, first, last), *_equal(columns.symbol, symbol)]
        return await self._newest(mappers.DECISIONS, columns.at, where=where)

    async def fills(self, *, first: date, last: date) -> Sequence[Fill]:
        """Give the fills of a period by their trading day, oldest first."""
        table = mappers.FILLS.table
        query = select(table).where(table.c.day.between(first, last))
        order = (table.c.at, table.c.order_id, table.c.cumulative)
        return await self._rows(mappers.FILLS, query.order_by(*order))

    async def marks(self, *, first: date, last: date) -> Sequence[DayMark]:
        """Give the day marks of a period, oldest first."""
        table = mappers.MARKS.table
        query = select(table).where(table.c.day.between(first, last))
        return await self._rows(mappers.MARKS, query.order_by(table.c.day, table.c.account))

    async def books(self) -> Sequence[Book]:
        """Give all books with shares, by owner and symbol."""
        table = mappers.BOOKS.table
        query = select(table).where(table.c.shares != 0)
        return await self._rows(mappers.BOOKS, query.order_by(table.c.owner, table.c.symbol))

    async def journal(
        self, *, correlation: str | None = None, limit: int = 200
    ) -> Sequence[JournalEntry]:
        """Give the last `limit` entries, oldest first; of one correlation when given."""
        table = mappers.JOURNAL.table
        query = select(table).where(*_equal(table.c.correlation, correlation))
        rows = await self._rows(mappers.JOURNAL, query.order_by(table.c.seq.desc()).limit(limit))
        return rows[::-1]

    async def journal_count(self) -> int:
        """Count journal entries."""
        query = select(func.count(mappers.JOURNAL.table.c.seq))
        return int(await self._ask(lambda connection: connection.execute(query).scalar_one()))

    async def reports(self, *, kind: str | None = None, limit: int = 10) -> Sequence[Report]:
        """Give stored reports, newest first."""
        columns = mappers.REPORTS.table.c
        where = _equal(columns.kind, kind)
        return await self._newest(mappers.REPORTS, columns.made_at, where=where, limit=limit)

    async def find(self, text: str) -> str | None:
        """Find the correlation of an id or its ending; the latest id wins, orders before others.

        A signal starts its own correlation: its id, unless a decision says otherwise.
        """
        ending = text.strip().upper()
        if len(ending) < SHORTEST_ENDING:
            return None
        return await self._ask(lambda connection: _find(connection, ending))

    def close(self) -> None:
        """Close the connection after the running question."""
        self._thread.shutdown(wait=True)
        self._engine.dispose()

    async def _newest(
        self,
        mapper: Mapper[T],
        at: Column[Any],
        *,
        where: list[ColumnElement[bool]],
        limit: int | None = None,
    ) -> list[T]:
        query = select(mapper.table).where(*where).limit(limit)
        return await self._rows(mapper, query.order_by(at.desc(), mapper.table.c.id.desc()))

    async def _rows(self, mapper: Mapper[T], query: Select[Any]) -> list[T]:
        return await self._ask(lambda connection: _values(connection, mapper, query=query))

    async def _ask(self, question: Callable[[Connection], T]) -> T:
        def asked() -> T:
            try:
                with self._engine.connect() as connection:
                    return question(connection)
            except UNREADABLE as e:
                raise refusal(e, path=self._engine.url.database) from e

        return await asyncio.get_running_loop().run_in_executor(self._thread, asked)


def _values(connection: Connection, mapper: Mapper[T], *, query: Select[Any]) -> list[T]:
    return mapper.values(connection.execute(query).mappings())


def _equal(column: Column[Any], value: str | None) -> list[ColumnElement[bool]]:
    return [] if value is None else [column == value]


def _between(column: Column[datetime], first: date, last: date) -> ColumnElement[bool]:
    since = utc(max(first, _FIRST_DAY), 0)
    until = utc(min(last, _LAST_DAY) + timedelta(days=1), 0)
    return (column >= since) & (column < until)


def _find(connection: Connection, ending: str) -> str | None:
    for mapper in (mappers.ORDERS, mappers.APPROVALS):
        columns = mapper.table.c
        query = select(columns.correlation).where(_ends(columns.id, ending))
        found = connection.execute(query.order_by(columns.id.desc()).limit(1)).scalar()
        if found is not None:
            return str(found)
    ids = mappers.SIGNALS.table.c.id
    wish = select(ids).where(_ends(ids, ending)).order_by(ids.desc()).limit(1)
    signal_id = connection.execute(wish).scalar()
    return None if signal_id is None else _of_signal(connection, str(signal_id))


def _of_signal(connection: Connection, signal_id: str) -> str:
    columns = mappers.DECISIONS.table.c
    query = select(columns.correlation).where(columns.signal_id == signal_id)
    newest = connection.execute(query.order_by(columns.at.desc(), columns.id.desc()).limit(1))
    return str(newest.scalar() or signal_id)


def _ends(column: Column[str], ending: str) -> ColumnElement[bool]:
    # From the front: PostgreSQL does not count places from the end.
    return func.substr(column, func.length(column) - len(ending) + 1) == ending
