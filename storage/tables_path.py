"""Tables of the single path: signal, risk event, approval, order, execution."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, MetaData, text
from sqlmodel import Field, SQLModel

from storage.columns import decimal, instant, key, nested, won

TRADE = MetaData()


class TradeRow(SQLModel):
    """Base of the tables in the trading file."""

    metadata = TRADE


class SignalRow(TradeRow, table=True):
    """A strategy's wish; `params_hash` makes it reproducible (S2-12)."""

    __tablename__ = "signals"
    __table_args__ = (Index("one_wish", "strategy", "symbol", "key", unique=True),)

    id: str = key()
    strategy: str
    params_hash: str
    symbol: str = Field(index=True)
    side: str
    size: Any = nested()
    timing: str
    ref_price: int = won()
    score: Decimal = decimal()
    reason: str
    indicators: Any = nested()
    key: str
    made_at: datetime = instant(index=True)
    valid_from: datetime = instant()
    expires_at: datetime = instant()
    state: str
    note: str
    limit_price: int = won()
    asked_by: str


class RiskEventRow(TradeRow, table=True):
    """All rules' words on one intent, approved and rejected alike (S2-23)."""

    __tablename__ = "risk_events"

    id: str = key()
    signal_id: str = Field(index=True)
    owner: str
    symbol: str = Field(index=True)
    correlation: str
    intent: Any = nested()
    stage: str
    verdict: str
    results: Any = nested()
    asked: int = won()
    allowed: int = won()
    at: datetime = instant(index=True)


class ApprovalRow(TradeRow, table=True):
    """One question to a person and how it ended."""

    __tablename__ = "approvals"

    id: str = key()
    account: str
    symbol: str
    correlation: str
    intent: Any = nested()
    decision_id: str
    canon_hash: str
    nonce_sha: str = Field(index=True)
    boot: str
    asked_at: datetime = instant(index=True)
    expires_at: datetime = instant()
    figures: Any = nested()
    state: str
    messages: Any = nested()
    decided_by: Any = nested(optional=True)
    decided_at: datetime | None = instant(optional=True)
    order_id: str | None
    note: str
    kind: str
    coid: str
    evidence_id: str
    needed: int = won()
    pressed: Any = nested()
    proposer: str


class OrderRow(TradeRow, table=True):
    """One attempt at a broker; its first attempt's id is `coid`.

    The indexes are INV-06, INV-08 and INV-03, true whatever the code does.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index(
            "one_flight",
            "account",
            "symbol",
            unique=True,
            sqlite_where=text("state IN ('sending', 'unknown')"),
            postgresql_where=text("state IN ('sending', 'unknown')"),
        ),
        Index("one_order_per_approval", "approval_id", unique=True),
        Index(
            "one_row_per_attempt",
            "coid",
            "attempt",
            unique=True,
            sqlite_where=text("coid <> ''"),
            postgresql_where=text("coid <> ''"),
        ),
    )

    id: str = key()
    account: str
    mode: str
    owner: str
    symbol: str = Field(index=True)
    side: str
    shares: int = won()
    kind: str
    price: int = won()
    signal_id: str
    correlation: str
    intent: Any = nested()
    approval_id: str
    decision_id: str
    state: str
    made_at: datetime = instant(index=True)
    sent_at: datetime | None = instant(optional=True)
    number: str | None
    filled: int = won()
    amount: int = won()
    fee: int = won()
    tax: int = won()
    note: str
    closed_at: datetime | None = instant(optional=True)
    known_numbers: Any = nested()
    looks: int = won()
    held_before: int = won()
    coid: str
    attempt: int = won()
    snapshot_id: str
    body_sha: str
    skew_ms: int = won()
    cancel_wanted: bool
    cancel_tries: int = won()
    cancel_at: datetime | None = instant(optional=True)


class ExecutionRow(TradeRow, table=True):
    """A slice of an order, written once, with commission and tax (S2-33, reliability.md 6.9)."""

    __tablename__ = "executions"

    order_id: str = key()
    cumulative: int = Field(sa_type=won().sa_type, primary_key=True)
    owner: str
    symbol: str = Field(index=True)
    side: str
    shares: int = won()
    price: Decimal = decimal()
    amount: int = won()
    commission: int = won()
    tax: int = won()
    at: datetime = instant(index=True)
    day: date = Field(index=True)
    realised: int = won()
    multiplier: int = won()
