"""Market bars on disk, in a file of their own: a bulk load never holds up an order."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock
from core.domain.bar import Bar, Gap, Interval
from core.errors import StoreError
from core.market.csv_daily import DailyFile, Reject, RejectReason, Taken
from core.market.quality import find_gaps
from core.memory_bars import bar_slot, bar_values, differs_text
from storage.database import UNREADABLE, reading, refusal
from storage.mapping import Mapper, Values
from storage.tables_bars import GapRow, ImportFileRow, MarketBarRow, RejectRow


def _slot(bar: Bar) -> Values:
    return {"slot": bar_slot(bar)}


_BARS: Final = Mapper(MarketBarRow, Bar, lifted=_slot, once=True)
_GAPS: Final = Mapper(GapRow, Gap)
_FILES: Final[Table] = ImportFileRow.__table__  # type: ignore[attr-defined]
_REJECTS: Final[Table] = RejectRow.__table__  # type: ignore[attr-defined]
_LAST_DAY: Final = date.max

_Series = tuple[str, Interval]


class StorageBars:
    """Implements `core.ports.BarStore`; may be used from any thread, one call at a time."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = threading.Lock()

    def save(self, bars: Iterable[Bar]) -> tuple[int, int]:
        """Store closed bars, all or none; gives (new, unchanged). Raises StoreError on a change."""
        with self._transaction() as connection:
            fresh, unchanged, changed = _compare(connection, bars)
            if changed:
                stored, offered = changed[0]
                raise StoreError(differs_text(stored, offered))
            _insert(connection, fresh)
        return len(fresh), unchanged

    def take(self, file: DailyFile) -> Taken:
        """Store what a file said in one transaction: new bars, rejects, and the symbol's gaps.

        A bar that contradicts a stored one is rejected; the stored one stays.
        """
        with self._transaction() as connection:
            fresh, unchanged, changed = _compare(connection, file.bars)
            _insert(connection, fresh)
            line_of = dict(zip((bar.day for bar in file.bars), file.lines, strict=True))
            rejects = [*file.rejects, *(_differing(pair, line_of) for pair in changed)]
            series = _daily(connection, file.symbol, until=_LAST_DAY, count=None)
            taken = Taken(len(fresh), unchanged, tuple(rejects), tuple(find_gaps(series)))
            self._keep_findings(connection, file, taken=taken)
        return taken

    def daily(self, symbol: str, *, until: date, count: int) -> list[Bar]:
        """Give the last `count` daily bars up to a date, oldest first."""
        with self._reading() as connection:
            return _daily(connection, symbol, until=until, count=count)

    def symbols(self) -> list[str]:
        """Give the symbols that have daily bars, sorted; index series such as KOSPI among them."""
        columns = _BARS.table.c
        query = select(columns.symbol).where(columns.interval == Interval.DAY.value).distinct()
        with self._reading() as connection:
            return sorted(connection.execute(query).scalars())

    def gaps(self, symbol: str) -> list[Gap]:
        """Give the known gaps of a symbol, oldest first."""
        columns = _GAPS.table.c
        query = select(_GAPS.table).where(columns.symbol == symbol)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(columns.first, columns.last)).mappings()
            return _GAPS.values(rows)

    def rejects(self, file: str) -> list[Reject]:
        """Give the rows of a file that were not taken, by line."""
        columns = _REJECTS.c
        query = select(columns.line, columns.reason, columns.raw).where(columns.file == file)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(columns.line, columns.reason)).all()
        return [Reject(line, RejectReason(reason), raw) for line, reason, raw in rows]

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def _keep_findings(self, connection: Connection, file: DailyFile, *, taken: Taken) -> None:
        now = self._clock.now()
        connection.execute(delete(_GAPS.table).where(_GAPS.table.c.symbol == file.symbol))
        _execute(connection, _GAPS.statement, [_GAPS.to_row(gap) for gap in taken.gaps])
        rejects = [
            {"file": file.name, "line": r.line, "reason": r.reason.value, "raw": r.raw, "at": now}
            for r in taken.rejects
        ]
        _execute(connection, insert(_REJECTS).on_conflict_do_nothing(), rejects)
        seen = {
            "name": file.name,
            "sha256": file.sha256,
            "symbol": file.symbol,
            "imported_at": now,
            "rows": file.rows,
            "imported": taken.imported,
            "unchanged": taken.unchanged,
            "rejected": len(taken.rejects),
            "gaps": len(taken.gaps),
        }
        _execute(connection, insert(_FILES).on_conflict_do_nothing(), [seen])

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._lock, self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as e:
            raise refusal(e, path=self._engine.url.database) from e

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._lock, reading(self._engine) as connection:
                yield connection
        except UNREADABLE as e:
            raise refusal(e, path=self._engine.url.database) from e


def _compare(
    connection: Connection, bars: Iterable[Bar]
) -> tuple[list[Bar], int, list[tuple[Bar, Bar]]]:
    """Split bars into new ones, the count of known ones, and (stored, offered) contradictions."""
    by_series: dict[_Series, list[Bar]] = defaultdict(list)
    for bar in bars:
        by_series[bar.symbol, bar.interval].append(bar)
    fresh: list[Bar] = []
    changed: list[tuple[Bar, Bar]] = []
    unchanged = 0
    for series, offered in by_series.items():
        known = _known(connection, series, offered)
        for bar in offered:
            stored = known.setdefault(bar_slot(bar), bar)
            if stored is bar:
                fresh.append(bar)
            elif bar_values(stored) == bar_values(bar):
                unchanged += 1
            else:
                changed.append((stored, bar))
    return fresh, unchanged, changed


def _known(connection: Connection, series: _Series, offered: Sequence[Bar]) -> dict[str, Bar]:
    columns = _BARS.table.c
    slots = [bar_slot(bar) for bar in offered]
    query = select(_BARS.table).where(
        columns.symbol == series[0],
        columns.interval == series[1].value,
        columns.slot.between(min(slots), max(slots)),
    )
    stored = _BARS.values(connection.execute(query).mappings())
    return {bar_slot(bar): bar for bar in stored}


def _daily(connection: Connection, symbol: str, *, until: date, count: int | None) -> list[Bar]:
    columns = _BARS.table.c
    query = select(_BARS.table).where(
        columns.symbol == symbol, columns.interval == Interval.DAY.value, columns.day <= until
    )
    rows = connection.execute(query.order_by(columns.day.desc()).limit(count)).mappings()
    return _BARS.values(rows)[::-1]


def _differing(pair: tuple[Bar, Bar], line_of: dict[date, int]) -> Reject:
    stored, offered = pair
    raw = f"{offered.day} {bar_values(offered)}, stored {bar_values(stored)}"
    return Reject(line_of[offered.day], RejectReason.DIFFERS, raw)


def _insert(connection: Connection, bars: Iterable[Bar]) -> None:
    _execute(connection, _BARS.statement, [_BARS.to_row(bar) for bar in bars])


def _execute(connection: Connection, statement: Any, rows: list[Values]) -> None:
    # An empty list would be taken as one row of defaults.
    if rows:
        connection.execute(statement, rows)
