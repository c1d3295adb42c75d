"""Tables of market data, in a file of their own."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, MetaData
from sqlmodel import Field, SQLModel

from storage.columns import instant, key, won

BARS = MetaData()


class BarsRow(SQLModel):
    """Base of the tables in the file of bars."""

    metadata = BARS


class MarketBarRow(BarsRow, table=True):
    """One closed bar; `slot` is its day for daily bars, else the instant it opened."""

    __tablename__ = "market_bars"
    __table_args__ = (
        Index("bars_of_days", "symbol", "interval", "day"),
        {"sqlite_with_rowid": False},
    )

    symbol: str = key()
    interval: str = key()
    slot: str = key()
    opened_at: datetime = instant()
    day: date
    open: int = won()
    high: int = won()
    low: int = won()
    close: int = won()
    volume: int = won()
    source: str


class SeriesStateRow(BarsRow, table=True):
    """A name for the present content of a series, new after every change of its bars.

    The database itself gives it (triggers), so that a change by other hands counts too.
    """

    __tablename__ = "series_states"

    symbol: str = key()
    interval: str = key()
    state: str


class GapRow(BarsRow, table=True):
    """Days of a symbol that must not be read as returns."""

    __tablename__ = "gaps"

    symbol: str = key()
    first: date = Field(primary_key=True)
    last: date = Field(primary_key=True)
    reason: str = key()
    detail: str


class ImportFileRow(BarsRow, table=True):
    """A file that was imported, by its content; a second import of it adds nothing."""

    __tablename__ = "import_files"

    name: str = key()
    sha256: str = key()
    symbol: str
    imported_at: datetime = instant()
    rows: int = won()
    imported: int = won()
    unchanged: int = won()
    rejected: int = won()
    gaps: int = won()


class RejectRow(BarsRow, table=True):
    """A row of a file that was not taken, with its line and the reason."""

    __tablename__ = "rejects"

    file: str = key()
    line: int = Field(primary_key=True)
    reason: str = key()
    raw: str = key()
    at: datetime = instant()
