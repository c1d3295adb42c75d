"""The unit of work in memory: all of the engine's state, and the truth of tests and backtests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from core.clock import Clock
from core.domain.alert import Alert, AlertState
from core.domain.approval import Approval
from core.domain.decision import RiskDecision
from core.domain.doubt import Doubt, Link, Snapshot
from core.domain.journal import Alarm, AlarmState, JournalEntry, Outgoing, Quiet, Report
from core.domain.order import IN_FLIGHT, Order
from core.domain.people import Question, User
from core.domain.plan import Cursor, StrategyPlan
from core.domain.position import Account, Book, DayMark, Fill
from core.domain.signal import Signal
from core.domain.subscription import Subscription, WatchList
from core.domain.switches import Switch
from core.hot_table import HotTable, Unique
from core.ports import Table


def fill_key(fill: Fill) -> str:
    """Give what identifies a slice of an order (reliability.md 6.9)."""
    return f"{fill.order_id}:{fill.cumulative}"


def mark_key(mark: DayMark) -> str:
    """Give the key of an account's day."""
    return f"{mark.account}:{mark.day.isoformat()}"


def book_key(book: Book) -> str:
    """Give the key of an owner's holding."""
    return f"{book.owner}:{book.symbol}"


def _flight(order: Order) -> str | None:
    if order.state not in IN_FLIGHT:
        return None
    return f"{order.intent.account}/{order.intent.symbol}"


def _orders() -> HotTable[Order]:
    # INV-06 and INV-08, the same two rules as the indexes of the database.
    rules = (
        Unique("order in flight for", _flight),
        Unique("approval", _approval),
        Unique("attempt", _attempt),
    )
    return HotTable("order", lambda row: row.id, uniques=rules)


def _left(user: User) -> bool:
    return user.left_at is not None


def _approval(order: Order) -> str:
    return order.approval_id


def _attempt(order: Order) -> str | None:
    return f"{order.coid}/{order.attempt}" if order.coid else None


def _undelivered(row: Outgoing) -> bool:
    return row.delivered_at is None


def _unseen(row: Alarm) -> bool:
    return row.state is AlarmState.OPEN


def _live(row: Alert) -> bool:
    return row.live


def _deleted(row: Alert) -> bool:
    return row.state is AlertState.DELETED


def _signals() -> HotTable[Signal]:
    return HotTable("signal", lambda row: row.id, uniques=(Unique("wish", _wish),))


def _wish(signal: Signal) -> str:
    return f"{signal.strategy}/{signal.symbol}/{signal.key}"


@dataclass(frozen=True, slots=True)
class HotTables:
    """Every table of a unit of work, with its key and unique rules."""

    orders: HotTable[Order] = field(default_factory=_orders)
    approvals: HotTable[Approval] = field(
        default_factory=lambda: HotTable("approval", lambda row: row.id)
    )
    signals: HotTable[Signal] = field(default_factory=_signals)
    decisions: HotTable[RiskDecision] = field(
        default_factory=lambda: HotTable("decision", lambda row: row.id)
    )
    fills: HotTable[Fill] = field(default_factory=lambda: HotTable("fill", fill_key, once=True))
    books: HotTable[Book] = field(default_factory=lambda: HotTable("book", book_key))
    accounts: HotTable[Account] = field(
        default_factory=lambda: HotTable("account", lambda row: row.id)
    )
    marks: HotTable[DayMark] = field(default_factory=lambda: HotTable("mark", mark_key))
    switches: HotTable[Switch] = field(
        default_factory=lambda: HotTable("switch", lambda row: row.scope.name)
    )
    users: HotTable[User] = field(
        default_factory=lambda: HotTable("user", lambda row: row.key, gone=_left)
    )
    questions: HotTable[Question] = field(
        default_factory=lambda: HotTable("question", lambda row: row.id)
    )
    snapshots: HotTable[Snapshot] = field(
        default_factory=lambda: HotTable("snapshot", lambda row: row.id)
    )
    links: HotTable[Link] = field(
        default_factory=lambda: HotTable("link", lambda row: row.key, once=True)
    )
    doubts: HotTable[Doubt] = field(
        default_factory=lambda: HotTable("doubt", lambda row: row.order_id)
    )
    plans: HotTable[StrategyPlan] = field(
        default_factory=lambda: HotTable("plan", lambda row: row.name)
    )
    cursors: HotTable[Cursor] = field(
        default_factory=lambda: HotTable("cursor", lambda row: row.name)
    )
    reports: HotTable[Report] = field(
        default_factory=lambda: HotTable("report", lambda row: row.id)
    )
    subscriptions: HotTable[Subscription] = field(
        default_factory=lambda: HotTable("subscription", lambda row: row.reader)
    )
    watches: HotTable[WatchList] = field(
        default_factory=lambda: HotTable("watch list", lambda row: row.owner)
    )
    outbox: HotTable[Outgoing] = field(
        default_factory=lambda: HotTable("outgoing", lambda row: row.id, waits=_undelivered)
    )
    alarms: HotTable[Alarm] = field(
        default_factory=lambda: HotTable("alarm", lambda row: row.id, waits=_unseen)
    )
    quiets: HotTable[Quiet] = field(
        default_factory=lambda: HotTable("quiet", lambda row: row.person)
    )
    alerts: HotTable[Alert] = field(
        default_factory=lambda: HotTable("alert", lambda row: row.id, waits=_live, gone=_deleted)
    )

    def named(self) -> dict[str, HotTable[object]]:
        """Give the tables by their names in the unit of work."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


class HotState:
    """What every unit of work shares: tables, the journal's stage, and forgetting both.

    `witness` is told of each journal entry after its commit, such as to log it.
    """

    def __init__(self, clock: Clock) -> None:
        self.hot = HotTables()
        self.orders: Table[Order] = self.hot.orders
        self.approvals: Table[Approval] = self.hot.approvals
        self.signals: Table[Signal] = self.hot.signals
        self.decisions: Table[RiskDecision] = self.hot.decisions
        self.fills: Table[Fill] = self.hot.fills
        self.books: Table[Book] = self.hot.books
        self.accounts: Table[Account] = self.hot.accounts
        self.marks: Table[DayMark] = self.hot.marks
        self.switches: Table[Switch] = self.hot.switches
        self.users: Table[User] = self.hot.users
        self.questions: Table[Question] = self.hot.questions
        self.snapshots: Table[Snapshot] = self.hot.snapshots
        self.links: Table[Link] = self.hot.links
        self.doubts: Table[Doubt] = self.hot.doubts
        self.plans: Table[StrategyPlan] = self.hot.plans
        self.cursors: Table[Cursor] = self.hot.cursors
        self.reports: Table[Report] = self.hot.reports
        self.subscriptions: Table[Subscription] = self.hot.subscriptions
        self.watches: Table[WatchList] = self.hot.watches
        self.outbox: Table[Outgoing] = self.hot.outbox
        self.alarms: Table[Alarm] = self.hot.alarms
        self.quiets: Table[Quiet] = self.hot.quiets
        self.alerts: Table[Alert] = self.hot.alerts
        self._all = tuple(self.hot.named().values())
        self._clock = clock
        self._said: list[JournalEntry] = []
        self._last_seq = 0
        self.witness: Callable[[JournalEntry], None] = _nobody

    def emit(
        self, topic: str, kind: str, *, correlation: str, cause: str, data: dict[str, str | int]
    ) -> None:
        """Stage a journal entry; its number follows the last one that is true."""
        seq = self._last_seq + len(self._said) + 1
        pairs = tuple(sorted(data.items()))
        self._said.append(
            JournalEntry(seq, self._clock.now(), topic, kind, correlation, cause, pairs)
        )

    @property
    def dirty(self) -> bool:
        """Tell whether anything is staged."""
        return bool(self._said) or any(table.staged() for table in self._all)

    async def verify(self) -> None:
        """Look at nothing: memory is always there."""

    def rollback(self) -> None:
        """Forget all staged changes; the journal's numbers are given again."""
        self._said.clear()
        for table in self._all:
            table.forget()

    def _check(self) -> None:
        for table in self._all:
            table.check()

    def _accept(self) -> None:
        for table in self._all:
            table.accept()
        said, self._said = self._said, []
        self._last_seq += len(said)
        for entry in said:
            self.witness(entry)


class MemoryUnitOfWork(HotState):
    """Implements `core.ports.UnitOfWork`; every row stays hot and nothing outlives the process."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.journal: list[JournalEntry] = []

    async def commit(self) -> None:
        """Make the stage true; raises StoreError, and then nothing of it is."""
        kept = False
        try:
            self._check()
            kept = True
        finally:
            if not kept:
                self.rollback()
        self.journal.extend(self._said)
        self._accept()


def _nobody(_entry: JournalEntry) -> None:
    """Take no notice of an entry."""
