"""Which table holds which value, what is lifted out for queries, and what is hot."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, exists

from core.domain.approval import Approval, ApprovalState
from core.domain.decision import RiskDecision
from core.domain.doubt import Doubt, Link, Snapshot
from core.domain.journal import Alarm, AlarmState, JournalEntry, Outgoing, Report
from core.domain.order import OPEN, Order, OrderIntent
from core.domain.people import Question, QuestionState
from core.domain.plan import Cursor, StrategyPlan
from core.domain.position import Account, Book, DayMark, Fill
from core.domain.signal import Signal, SignalState
from core.domain.switches import Switch
from storage import tables_doubt as doubt
from storage import tables_path as path
from storage import tables_state as state
from storage.mappers_people import PEOPLE
from storage.mapping import Hot, Mapper, Values


def _intent(intent: OrderIntent, *names: str) -> Values:
    row = {name: getattr(intent, name) for name in names}
    return {name: getattr(part, "value", part) for name, part in row.items()}


def _order(order: Order) -> Values:
    names = "account mode owner symbol side shares kind price signal_id correlation"
    return _intent(order.intent, *names.split())


def _approval(approval: Approval) -> Values:
    return _intent(approval.intent, "account", "symbol", "correlation")


def _decision(decision: RiskDecision) -> Values:
    return _intent(decision.intent, "signal_id", "owner", "symbol", "correlation")


def _fill(fill: Fill) -> Values:
    return {"price": fill.price}


def _book(book: Book) -> Values:
    return {"average": book.average}


def _switch(switch: Switch) -> Values:
    return {"name": switch.scope.name}


_WEEK, _FORTNIGHT = 7, 14
_NO_VALUE: Final[frozenset[str | None]] = frozenset({None})

ORDERS: Final = Mapper(
    path.OrderRow, Order, lifted=_order, hot=Hot("made_at", _WEEK, "state", frozenset(OPEN))
)
APPROVALS: Final = Mapper(
    path.ApprovalRow,
    Approval,
    lifted=_approval,
    aliases={"by": "decided_by"},
    hot=Hot("asked_at", _WEEK, "state", frozenset({ApprovalState.OPEN})),
)
SIGNALS: Final = Mapper(
    path.SignalRow,
    Signal,
    aliases={"limit": "limit_price"},
    hot=Hot("made_at", _WEEK, "state", frozenset({SignalState.WAITING})),
)
DECISIONS: Final = Mapper(
    path.RiskEventRow, RiskDecision, lifted=_decision, hot=Hot("at", _FORTNIGHT)
)
FILLS: Final = Mapper(
    path.ExecutionRow,
    Fill,
    lifted=_fill,
    aliases={"fee": "commission"},
    hot=Hot("at", _FORTNIGHT),
    once=True,
)
BOOKS: Final = Mapper(state.PositionRow, Book, lifted=_book)
ACCOUNTS: Final = Mapper(state.AccountRow, Account)
MARKS: Final = Mapper(state.DayMarkRow, DayMark, hot=Hot("day", _FORTNIGHT))
SWITCHES: Final = Mapper(state.SwitchRow, Switch, lifted=_switch, aliases={"by": "set_by"})
QUESTIONS: Final = Mapper(
    state.QuestionRow,
    Question,
    hot=Hot("asked_at", _WEEK, "state", frozenset({QuestionState.OPEN})),
)
SNAPSHOTS: Final = Mapper(doubt.SnapshotRow, Snapshot, hot=Hot("at", _WEEK))
LINKS: Final = Mapper(doubt.LinkRow, Link, hot=Hot("day", _WEEK), once=True)
DOUBTS: Final = Mapper(doubt.DoubtRow, Doubt, hot=Hot("opened_at", _WEEK, "closed_at", _NO_VALUE))
PLANS: Final = Mapper(state.StrategyPlanRow, StrategyPlan)
CURSORS: Final = Mapper(state.CursorRow, Cursor)
REPORTS: Final = Mapper(state.ReportRow, Report, hot=Hot("made_at", _FORTNIGHT))
OUTBOX: Final = Mapper(
    state.OutboxRow, Outgoing, hot=Hot("made_at", _WEEK, "delivered_at", _NO_VALUE)
)

ALARMS: Final = Mapper(
    state.AlarmRow, Alarm, hot=Hot("raised_at", _WEEK, "state", frozenset({AlarmState.OPEN}))
)


def fills_of_open_books() -> ColumnElement[bool]:
    """Give the condition on fills that a book which holds something was opened by or after."""
    book, fill = BOOKS.table.c, FILLS.table.c
    same = (book.owner == fill.owner, book.symbol == fill.symbol)
    return exists().where(*same, book.shares != 0, book.opened_day <= fill.day)


JOURNAL: Final = Mapper(state.JournalRow, JournalEntry, once=True)

# By the names of the unit of work; parents first, so that a reader of the file meets causes first.
BY_NAME: Final[dict[str, Mapper[Any]]] = {
    "signals": SIGNALS,
    "decisions": DECISIONS,
    "approvals": APPROVALS,
    "snapshots": SNAPSHOTS,
    "orders": ORDERS,
    "links": LINKS,
    "doubts": DOUBTS,
    "fills": FILLS,
    "books": BOOKS,
    "accounts": ACCOUNTS,
    "marks": MARKS,
    "switches": SWITCHES,
    **PEOPLE,
    "questions": QUESTIONS,
    "plans": PLANS,
    "cursors": CURSORS,
    "reports": REPORTS,
    "outbox": OUTBOX,
    "alarms": ALARMS,
}
