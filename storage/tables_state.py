"""Tables of what is true now (books, money, switches, people) and of what was said."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.columns import decimal, instant, key, nested, won
from storage.tables_path import TradeRow


class PositionRow(TradeRow, table=True):
    """What an owner holds; `average` is derived and only there for readers (S2-34)."""

    __tablename__ = "positions"

    owner: str = key()
    symbol: str = key()
    shares: int = won()
    cost: int = won()
    amount: int = won()
    average: Decimal = decimal()
    opened_day: date | None
    closed_day: date | None
    multiplier: int = won()


class AccountRow(TradeRow, table=True):
    """The money of one account."""

    __tablename__ = "accounts"

    id: str = key()
    cash: int = won()
    opened_with: int = won()
    day_start_equity: int = won()
    day: date
    orderable: int = won()
    seen_at: datetime = instant()


class DayMarkRow(TradeRow, table=True):
    """The account at the end of a session."""

    __tablename__ = "day_marks"

    account: str = key()
    day: date = Field(primary_key=True)
    equity: int = won()
    cash: int = won()
    realised: int = won()
    fees: int = won()
    taxes: int = won()


class SwitchRow(TradeRow, table=True):
    """One scope of the kill switch."""

    __tablename__ = "switches"

    name: str = key()
    scope: Any = nested()
    level: str
    set_by: str
    reason: str
    at: datetime = instant()
    until: datetime | None = instant(optional=True)


class UserRow(TradeRow, table=True):
    """A paired person on one face."""

    __tablename__ = "users"

    face: str = key()
    user: str = key()
    chat: str
    name: str
    role: str
    paired_at: datetime = instant()
    person: str
    left_at: datetime | None = instant(optional=True)


class QuestionRow(TradeRow, table=True):
    """A question that is not an order, with a button a choice."""

    __tablename__ = "questions"

    id: str = key()
    kind: str
    subject: str
    reason: str
    asked_by: Any = nested(optional=True)
    asked_at: datetime = instant(index=True)
    opens_at: datetime = instant()
    expires_at: datetime = instant()
    nonce_sha: str = Field(index=True)
    state: str
    messages: Any = nested()
    choices: Any = nested()
    choice_shas: Any = nested()


class StrategyPlanRow(TradeRow, table=True):
    """Whether a strategy runs, and with which parameters."""

    __tablename__ = "strategy_plans"

    name: str = key()
    running: bool
    params: str
    changed_at: datetime = instant()
    changed_by: str


class CursorRow(TradeRow, table=True):
    """The last point that a job or strategy handled."""

    __tablename__ = "cursors"

    name: str = key()
    value: str


class ReportRow(TradeRow, table=True):
    """A stored report with its facts."""

    __tablename__ = "reports"

    id: str = key()
    kind: str
    period: str
    facts: str
    text: str
    writer: str
    dropped: int = won()
    made_at: datetime = instant(index=True)
    lang: str
    detail: str


class SubscriptionRow(TradeRow, table=True):
    """What a person wants of reports."""

    __tablename__ = "subscriptions"

    reader: str = key()
    kinds: Any = nested()
    slot: str
    lang: str
    detail: str
    sent: Any = nested()


class WatchRow(TradeRow, table=True):
    """The stocks that a person watches."""

    __tablename__ = "watch_lists"

    owner: str = key()
    symbols: Any = nested()


class OutboxRow(TradeRow, table=True):
    """A message that waits for delivery or was delivered."""

    __tablename__ = "outbox"

    id: str = key()
    face: str
    chat: str
    kind: str
    subject: str
    fields: Any = nested()
    severity: str
    made_at: datetime = instant(index=True)
    correlation: str
    delivered_at: datetime | None = instant(optional=True)
    tries: int = won()
    error: str
    event: str = Field(index=True)
    times: int = won()
    message: str
    because: str
    held_until: datetime | None = instant(optional=True)


class AlarmRow(TradeRow, table=True):
    """A critical message and who said that they saw it."""

    __tablename__ = "alarms"

    id: str = key()
    subject: str
    fields: Any = nested()
    raised_at: datetime = instant(index=True)
    state: str
    step: int = won()
    next_at: datetime | None = instant(optional=True)
    seen_by: str
    seen_at: datetime | None = instant(optional=True)


class QuietRow(TradeRow, table=True):
    """When a person wants rest, and what they muted."""

    __tablename__ = "quiets"

    person: str = key()
    starts: int = won()
    ends: int = won()
    mutes: Any = nested()


class AlertRow(TradeRow, table=True):
    """What a person asked to be told of, and what came of it."""

    __tablename__ = "alerts"

    id: str = key()
    owner: str = Field(index=True)
    number: int = won()
    face: str
    chat: str
    condition: Any = nested()
    made_at: datetime = instant(index=True)
    again: bool
    ends_at: datetime | None = instant(optional=True)
    state: str
    reference: int = won()
    woken_on: date | None
    armed_on: date | None
    high: int | None = won(optional=True)
    low: int | None = won(optional=True)
    times: int = won()
    met_at: datetime | None = instant(optional=True)
    value: Any = nested(optional=True)


class JournalRow(TradeRow, table=True):
    """The append-only witness; `seq` has no holes."""

    __tablename__ = "journal"

    seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime = instant()
    topic: str
    kind: str
    correlation: str = Field(index=True)
    cause: str
    data: Any = nested()
