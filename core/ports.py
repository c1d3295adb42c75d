"""The seams: what the core needs from brokers, storage and chat, with their error contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Generic, Protocol, TypeVar

from core.domain.alert import Alert
from core.domain.approval import Approval, MessageRef
from core.domain.bar import Bar, Quote
from core.domain.commands import BrokerView
from core.domain.decision import RiskApproved, RiskDecision
from core.domain.doubt import Doubt, Link, Snapshot
from core.domain.instrument import Instrument
from core.domain.journal import Alarm, JournalEntry, Outgoing, Quiet, Report
from core.domain.order import Mode, Order, OrderIntent
from core.domain.people import Question, User
from core.domain.plan import Cursor, StrategyPlan
from core.domain.position import Account, Book, DayMark, Fill
from core.domain.signal import Signal
from core.domain.subscription import Subscription, WatchList
from core.domain.switches import Scope, Switch

V = TypeVar("V")


class Table(Protocol, Generic[V]):
    """Keyed rows held in memory. `put` stages; a commit makes it true, a rollback forgets it.

    `get` and `all` see what is staged. Which key a value has is said in `UnitOfWork`.
    """

    def get(self, key: str) -> V | None:
        """Give a row by its key."""
        ...

    def put(self, value: V) -> None:
        """Stage a new or changed row."""
        ...

    def all(self) -> Iterable[V]:
        """Give every hot row, in the order of first insertion."""
        ...

    def waiting(self) -> Iterable[V]:
        """Give the committed rows that wait: messages for delivery, alarms for a person, alerts."""
        ...


class UnitOfWork(Protocol):
    """The engine's staged state. One commit writes rows, journal and outbox or nothing.

    Hot tables (loaded at start): orders = open or of the last 7 days; approvals,
    signals, questions, outbox, alarms, doubts = open or of the last 7 days; snapshots and links of
    the last 7 days; alerts until they are deleted; the others whole. A link is written once.
    `decisions`, `fills`, `marks` and `reports` may be put; `all` gives those of the
    last 14 days at least, and every fill of a book that holds something since it was opened.
    """

    orders: Table[Order]  # key: id
    approvals: Table[Approval]  # key: id
    signals: Table[Signal]  # key: id
    decisions: Table[RiskDecision]  # key: id
    fills: Table[Fill]  # key: f"{order_id}:{cumulative}"
    books: Table[Book]  # key: f"{owner}:{symbol}"
    accounts: Table[Account]  # key: id
    marks: Table[DayMark]  # key: f"{account}:{day.isoformat()}"
    switches: Table[Switch]  # key: scope.name
    users: Table[User]  # key: f"{face}:{user}"
    questions: Table[Question]  # key: id
    snapshots: Table[Snapshot]  # key: id
    links: Table[Link]  # key: link.key
    doubts: Table[Doubt]  # key: order_id
    plans: Table[StrategyPlan]  # key: name
    cursors: Table[Cursor]  # key: name
    reports: Table[Report]  # key: id
    subscriptions: Table[Subscription]  # key: reader
    watches: Table[WatchList]  # key: owner
    outbox: Table[Outgoing]  # key: id
    alarms: Table[Alarm]  # key: id
    quiets: Table[Quiet]  # key: person
    alerts: Table[Alert]  # key: id

    def emit(
        self, topic: str, kind: str, *, correlation: str, cause: str, data: dict[str, str | int]
    ) -> None:
        """Stage a journal entry; sequence number and time are given here."""
        ...

    @property
    def dirty(self) -> bool:
        """Tell whether anything is staged; a commit with nothing staged writes nothing."""
        ...

    async def commit(self) -> None:
        """Make all staged changes durable, then true in memory; raises StoreError."""
        ...

    def rollback(self) -> None:
        """Forget all staged changes."""
        ...

    async def verify(self) -> None:
        """Ask whether a commit would still find its place; raises StoreError when it would not."""
        ...


class Views(Protocol):
    """Read-only questions that chat, reports and checks ask of stored rows.

    Lists are newest first unless said otherwise; periods include both dates (KST).
    """

    async def orders(
        self, *, limit: int = 50, first: date | None = None, last: date | None = None
    ) -> Sequence[Order]:
        """Give orders by the time they were made."""
        ...

    async def approvals(self, *, first: date, last: date) -> Sequence[Approval]:
        """Give the questions asked in a period."""
        ...

    async def signals(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[Signal]:
        """Give the signals made in a period."""
        ...

    async def decisions(
        self, *, first: date, last: date, symbol: str | None = None
    ) -> Sequence[RiskDecision]:
        """Give the risk decisions of a period."""
        ...

    async def fills(self, *, first: date, last: date) -> Sequence[Fill]:
        """Give the fills of a period, oldest first."""
        ...

    async def marks(self, *, first: date, last: date) -> Sequence[DayMark]:
        """Give the day marks of a period, oldest first."""
        ...

    async def books(self) -> Sequence[Book]:
        """Give all books with shares."""
        ...

    async def journal(
        self, *, correlation: str | None = None, limit: int = 200
    ) -> Sequence[JournalEntry]:
        """Give journal entries, oldest first; of one correlation when given."""
        ...

    async def journal_count(self) -> int:
        """Count journal entries."""
        ...

    async def reports(self, *, kind: str | None = None, limit: int = 10) -> Sequence[Report]:
        """Give stored reports."""
        ...

    async def find(self, text: str) -> str | None:
        """Find the correlation of an id, or of the ending (>= 4 characters) of exactly one row."""
        ...


class Broker(Protocol):
    """One account at one broker. No method is ever repeated by the caller but the looks."""

    account: str
    mode: Mode

    @property
    def posts(self) -> int:
        """Count the order requests that left since the start, where the bytes leave (INV-07)."""
        ...

    def encode(self, intent: OrderIntent) -> bytes:
        """Give the exact bytes that `submit` would send.

        Raises NotSent when they, read back, are not the intent (INV-05).
        """
        ...

    async def submit(self, approved: RiskApproved) -> str:
        """Send an order once and give its number; raises NotSent, Refused or InDoubt.

        NotSent too when the bytes are not those whose hash was stored before (INV-01).
        """
        ...

    async def cancel(self, order: Order) -> None:
        """Ask to cancel the rest; raises NotSent, Refused or InDoubt."""
        ...

    async def look(self, day: date | None = None) -> BrokerView:
        """Give a complete look at the account: the orders of a day (today when None) and holdings.

        Raises ReadFailed when any part is not complete.
        """
        ...


class MarketData(Protocol):
    """Prices; every method raises ReadFailed when the source does not answer."""

    async def instruments(self) -> Sequence[Instrument]:
        """Give what can be traded."""
        ...

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        """Give fresh quotes; a symbol without one is left out."""
        ...

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        """Give finished daily bars, oldest first."""
        ...


class Latch(Protocol):
    """The kill switch's file: durable before it is told, and engaged when it cannot be read."""

    def read(self) -> tuple[Switch, ...]:
        """Give all engaged switches; a broken file reads as everything halted."""
        ...

    def outside(self) -> tuple[tuple[str, Switch], ...]:
        """Give the stops that other processes set and that were not taken in, each with a name."""
        ...

    def fold(self, name: str, switch: Switch) -> None:
        """Keep a stop from outside that was engaged with the others; raises StoreError."""
        ...

    def write(self, switches: tuple[Switch, ...]) -> None:
        """Make switches durable; raises StoreError when the disk refuses."""
        ...

    def change(self, *new: Switch, lifted: Scope | None = None) -> None:
        """Add switches to what is engaged, a lifted scope left out; loses no other's stop.

        Raises StoreError when the disk refuses.
        """
        ...


class ChatFace(Protocol):
    """One way to reach people."""

    @property
    def name(self) -> str:
        """Give the face's name, as users' rows have it."""
        ...

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        """Show a message, or edit the one it belongs to; raises DeliveryError."""
        ...


class ReportWriter(Protocol):
    """Turns facts into prose; a writer may fail, a template never does."""

    async def write(self, facts: str, *, period: str, lang: str = "") -> str:
        """Write a report from facts (canonical JSON); raises DeliveryError when it cannot.

        Without `lang` the writer's own language is used.
        """
        ...


class Nonces(Protocol):
    """Makes the secret part of a button from an approval's id; the store keeps its hash."""

    def nonce(self, subject: str) -> str:
        """Give 22 characters of base64url (128 bits) for an id."""
        ...

    def digest(self, nonce: str) -> str:
        """Give the SHA-256 of a nonce, hexadecimal."""
        ...
