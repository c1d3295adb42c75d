"""The table of trials, in a file of its own: no backtest waits for bars or orders."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from storage.columns import instant, key, won

TRIALS = MetaData()


class TrialRow(SQLModel, table=True):
    """One parameter set of one strategy on one universe and period."""

    metadata = TRIALS
    __tablename__ = "trials"
    __table_args__ = {"sqlite_with_rowid": False}

    strategy: str = key()
    params_hash: str = key()
    universe: str = key()
    first: date = Field(primary_key=True)
    last: date = Field(primary_key=True)
    sessions: int = won()
    sharpe: float | None
    at: datetime = instant()
