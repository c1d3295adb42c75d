"""Tables of doubt: what was seen before an order left, whose a number is, what was found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from storage.columns import instant, key, nested, won
from storage.tables_path import TradeRow


class SnapshotRow(TradeRow, table=True):
    """The complete look that an order was pressed on."""

    __tablename__ = "snapshots"

    id: str = key()
    account: str
    day: date
    at: datetime = instant(index=True)
    complete: bool
    numbers: Any = nested()
    holdings: Any = nested()
    cash: int = won()
    traded: Any = nested()


class LinkRow(TradeRow, table=True):
    """Whose a broker's number is, written once: it can never prove another order (6.2)."""

    __tablename__ = "links"

    broker: str = key()
    account: str = key()
    day: date = Field(primary_key=True)
    branch: str = key()
    number: str = key()
    order_id: str = Field(index=True)
    coid: str
    attempt: int = won()
    how: str


class DoubtRow(TradeRow, table=True):
    """An order that was ever in doubt, and what looks have found about it."""

    __tablename__ = "doubts"

    order_id: str = key()
    opened_at: datetime = instant(index=True)
    sent_until: datetime = instant()
    watch_until: date
    finding: str
    looks: int = won()
    first_look_at: datetime | None = instant(optional=True)
    last_look_at: datetime | None = instant(optional=True)
    blind_since: datetime | None = instant(optional=True)
    candidates: Any = nested()
    question_id: str
    resend_allowed: int = won()
    watch_twin_until: datetime | None = instant(optional=True)
    siblings: Any = nested()
    told: str
    closed_at: datetime | None = instant(optional=True)
