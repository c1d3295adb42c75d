"""Reading what a unit of work in memory holds, with the answers that a database would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.domain.approval import Approval
from core.domain.calendar import trading_date
from core.domain.decision import RiskDecision
from core.domain.journal import JournalEntry, Report
from core.domain.order import Order
from core.domain.position import Book, DayMark, Fill
from core.domain.signal import Signal
from core.memory import MemoryUnitOfWork

SHORTEST_ENDING = 4


class MemoryViews:
    """Implements `core.ports.Views`; staged rows are not seen."""

    def __init__(self, uow: MemoryUnitOfWork) -> None:
        self._uow = uow
        self._hot = uow.hot

    async def orders(
        self, *, limit: int = 50, first: date | None = None, last: date | None = None
    ) -> Sequence[Order]:
        """Give orders by the time they were made, newest first."""
        rows = [
            row
            for row in self._hot.orders.committed()
            if _within(row.made_at, first=first, last=last)
        ]
        return sorted(rows, key=lambda row: (row.made_at, row.id), reverse=True)[:limit]

    async def approvals(self, *, first: date, last: date) -> Sequence[Approval]:
        """Give the questions asked in a period, newest first."""
        rows = [
            row
            for row in self._hot.approvals.committed()
            if _within(row.asked_at, first=first, last=last)
        ]
        return sorted(rows, key=lambda row: (row.asked_at, row.id), reverse=True)

    async def signals(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[Signal]:
        """Give the signals made in a period, newest first."""
        rows = [
            row
            for row in self._hot.signals.committed()
            if _within(row.made_at, first=first, last=last) and symbol in (None, row.symbol)
        ]
        return sorted(rows, key=lambda row: (row.made_at, row.id), reverse=True)

    async def decisions(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[RiskDecision]:
        """Give the risk decisions of a period, newest first."""
        rows = [
            row
            for row in self._hot.decisions.committed()
            if _within(row.at, first=first, last=last) and symbol in (None, row.intent.symbol)
        ]
        return sorted(rows, key=lambda row: (row.at, row.id), reverse=True)

    async def fills(self, *, first: date, last: date) -> Sequence[Fill]:
        """Give the fills of a period by their trading day, oldest first."""
        rows = [row for row in self._hot.fills.committed() if first <= row.day <= last]
        return sorted(rows, key=lambda row: (row.at, row.order_id, row.cumulative))

    async def marks(self, *, first: date, last: date) -> Sequence[DayMark]:
        """Give the day marks of a period, oldest first."""
        rows = [row for row in self._hot.marks.committed() if first <= row.day <= last]
        return sorted(rows, key=lambda row: (row.day, row.account))

    async def books(self) -> Sequence[Book]:
        """Give all books with shares, by owner and symbol."""
        rows = [row for row in self._hot.books.committed() if row.shares]
        return sorted(rows, key=lambda row: (row.owner, row.symbol))

    async def journal(
        self, *, correlation: str | None = None, limit: int = 200
    ) -> Sequence[JournalEntry]:
        """Give the last `limit` entries, oldest first; of one correlation when given."""
        rows = [row for row in self._uow.journal if correlation in (None, row.correlation)]
        return rows[max(len(rows) - limit, 0) :]

    async def journal_count(self) -> int:
        """Count journal entries."""
        return len(self._uow.journal)

    async def reports(self, *, kind: str | None = None, limit: int = 10) -> Sequence[Report]:
        """Give stored reports, newest first."""
        rows = [row for row in self._hot.reports.committed() if kind in (None, row.kind)]
        return sorted(rows, key=lambda row: (row.made_at, row.id), reverse=True)[:limit]

    async def find(self, text: str) -> str | None:
        """Find the correlation of an id or its ending; the latest id wins, orders before others.

        A signal starts its own correlation: its id, unless an approval or order says otherwise.
        """
        ending = text.strip().upper()
        if len(ending) < SHORTEST_ENDING:
            return None
        acts = (self._hot.orders.committed(), self._hot.approvals.committed())
        for rows in acts:
            found = [row for row in rows if row.id.endswith(ending)]
            if found:
                return max(found, key=lambda row: row.id).intent.correlation
        wishes = [row.id for row in self._hot.signals.committed() if row.id.endswith(ending)]
        return self._of_signal(max(wishes)) if wishes else None

    def _of_signal(self, signal_id: str) -> str:
        intents = [row.intent for row in self._hot.decisions.committed()]
        known = [intent.correlation for intent in intents if intent.signal_id == signal_id]
        return known[-1] if known else signal_id


def _within(at: datetime, *, first: date | None, last: date | None) -> bool:
    day = trading_date(at)
    return (first is None or first <= day) and (last is None or day <= last)
