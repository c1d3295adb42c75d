"""What is read before or beside a running program: nothing is written, locked or migrated."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, inspect, select

from core.domain.approval import Approval, ApprovalState
from core.domain.people import Question, QuestionState
from storage.database import UNREADABLE, reading, refusal
from storage.mappers import APPROVALS, JOURNAL, QUESTIONS
from storage.mapping import Mapper
from storage.place import Place

V = TypeVar("V")


def open_rows(place: Place) -> tuple[list[Approval], list[Question]]:
    """Give the stored cards and questions that are open; raises StoreError for unreadable rows."""
    engine = place.reader()
    try:
        with reading(engine) as connection:
            cards = _rows(connection, APPROVALS, ApprovalState.OPEN)
            return cards, _rows(connection, QUESTIONS, QuestionState.OPEN)
    except UNREADABLE as error:
        raise refusal(error, path=place) from error
    finally:
        engine.dispose()


def last_written(place: Place) -> datetime | None:
    """Give the instant of the newest journal entry, None while there is none or no table yet.

    Raises StoreError for rows that cannot be read.
    """
    columns, engine = JOURNAL.table.c, place.reader()
    try:
        with reading(engine) as connection:
            if not inspect(connection).has_table(JOURNAL.table.name):
                return None
            query = select(columns.at).order_by(columns.seq.desc()).limit(1)
            return connection.execute(query).scalar()
    except UNREADABLE as error:
        raise refusal(error, path=place) from error
    finally:
        engine.dispose()


def _rows(connection: Connection, mapper: Mapper[V], state: Any) -> list[V]:
    query = select(mapper.table).where(mapper.table.c.state == state.value)
    return mapper.values(connection.execute(query).mappings().all())
