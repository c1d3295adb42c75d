"""The tables of sweeps, in a file of their own: one row a parameter set that was tried."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from storage.columns import instant, key, won

SWEEPS = MetaData()


class SweepRow(SQLModel, table=True):
    """One search: what is tried on which data."""

    metadata = SWEEPS
    __tablename__ = "sweeps"
    __table_args__ = {"sqlite_with_rowid": False}

    id: str = key()
    strategy: str
    version: str
    space: str
    method: str
    seed: int = won()
    metric: str
    symbols: str
    first: date
    last: date
    until: date
    data: str
    settings: str
    at: datetime = instant()
    wanted: int = won()
    skipped: int = won()
    verdict: str


class TriedRow(SQLModel, table=True):
    """One parameter set of a search and its figures."""

    metadata = SWEEPS
    __tablename__ = "tried"
    __table_args__ = {"sqlite_with_rowid": False}

    sweep: str = Field(primary_key=True, foreign_key="sweeps.id")
    key: str = key()
    number: int = won()
    params: str
    sessions: int = won()
    change: float | None
    growth: float | None
    sharpe: float | None
    sortino: float | None
    drawdown: float | None
    trades: int = won()
    win_rate: float | None
    profit_factor: float | None
    error: str
