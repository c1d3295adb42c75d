"""Column types that keep the domain's promises: aware UTC instants and exact decimals."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, Dialect, String, event
from sqlalchemy.types import TypeDecorator
from sqlmodel import AutoString, Field


class UtcTime(TypeDecorator[datetime]):
    """An aware instant; SQLite forgets the zone, so it is written in UTC and given back aware."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Give what the column's values are."""
        return datetime

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Turn an instant to UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"instant {value} is naive; only aware instants are stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the instant back aware."""
        return None if value is None else value.replace(tzinfo=UTC)


class DecimalText(TypeDecorator[Decimal]):
    """A decimal kept as text, digit by digit; SQLite's own numbers are floats."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        """Write a decimal with all its digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        """Read the decimal back."""
        return None if value is None else Decimal(value)


class ExactText(AutoString):
    """Text of any characters; PostgreSQL knows no NUL, so there one is written as a pair.

    U+FDD0 is no character and meant for such use inside of programs; what holds it is paired too.
    """

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """Give what writes text on the database; nothing where it takes all."""
        return _paired if dialect.name == "postgresql" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Give what reads text from the database."""
        if dialect.name == "postgresql":
            return _unpaired
        return super().result_processor(dialect, coltype)


_NUL, _MARK = "\0", "\ufdd0"


def _paired(value: str | None) -> str | None:
    if value is None or not (_NUL in value or _MARK in value):
        return value
    return value.replace(_MARK, f"{_MARK}1").replace(_NUL, f"{_MARK}0")


def _unpaired(value: str | None) -> str | None:
    if value is None or _MARK not in value:
        return value
    return value.replace(f"{_MARK}0", _NUL).replace(f"{_MARK}1", _MARK)


@event.listens_for(Column, "before_parent_attach")
def _exact(column: Column[Any], _table: object) -> None:
    # What the models call `str` is the library's own type for text.
    if type(column.type) is AutoString:
        column.type = ExactText()


def key() -> Any:
    """Make a text primary key."""
    return Field(primary_key=True)


def won(*, optional: bool = False) -> Any:
    """Make a column of whole won or shares, 64 bits wide."""
    return Field(sa_type=BigInteger, nullable=optional)


def instant(*, optional: bool = False, index: bool = False) -> Any:
    """Make a column of aware UTC instants."""
    return Field(sa_type=UtcTime, nullable=optional, index=index)


def decimal() -> Any:
    """Make a column of exact decimals."""
    return Field(sa_type=DecimalText, nullable=False)


def nested(*, optional: bool = False) -> Any:
    """Make a JSON column for a nested value; absent is NULL, not the JSON null."""
    return Field(sa_type=NullableJson, nullable=optional)


class NullableJson(TypeDecorator[Any]):
    """JSON whose absence is SQL NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True
