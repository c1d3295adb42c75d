"""Market bars on disk, in a file of their own: a bulk load never holds up an order."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, Table, delete, select
from sqlalchemy.exc import SQLAlchemyError

from core.bar_columns import BarColumns
from core.clock import Clock
from core.domain.bar import Bar, Gap, Interval
from core.errors import StoreError
from core.market.csv_daily import DailyFile, Reject, RejectReason, Taken
from core.market.quality import find_gaps
from core.memory_bars import bar_slot, bar_values, differs_text
from storage.bar_columns import read_columns, state_of
from storage.bar_files import BarFiles
from storage.bar_rows import last_bars
from storage.database import UNREADABLE, reading, refusal
from storage.mapping import Mapper, Values
from storage.statement import Clash, insertion
from storage.tables_bars import GapRow, ImportFileRow, MarketBarRow, RejectRow


def _slot(bar: Bar) -> Values:
    return {"slot": bar_slot(bar)}


_BARS: Final = Mapper(MarketBarRow, Bar, lifted=_slot, once=True)
_GAPS: Final = Mapper(GapRow, Gap)
_FILES: Final[Table] = ImportFileRow.__table__  # type: ignore[attr-defined]
_REJECTS: Final[Table] = RejectRow.__table__  # type: ignore[attr-defined]
_LAST_DAY: Final = date.max

V = TypeVar("V")
_Series = tuple[str, Interval]


class StorageBars:
    """Implements `core.ports.BarStore`; may be used from any thread, one call at a time."""

    def __init__(self, engine: Engine, clock: Clock, files: BarFiles) -> None:
        self._engine = engine
        self._clock = clock
        self._files = files
        self._lock = threading.Lock()

    def save(self, bars: Iterable[Bar]) -> tuple[int, int]:
        """Store closed bars, all or none; gives (new, unchanged). Raises StoreError on a change."""
        with self._transaction() as connection:
            fresh, unchanged, changed = _compare(connection, bars)
            if changed:
                stored, offered = changed[0]
                raise StoreError(differs_text(stored, offered))
            _write(connection, _BARS, fresh)
        return len(fresh), unchanged

    def take(self, file: DailyFile) -> Taken:
        """Store what a file said in one transaction: new bars, rejects, and the symbol's gaps.

        A bar that contradicts a stored one is rejected; the stored one stays.
        """
        with self._transaction() as connection:
            fresh, unchanged, changed = _compare(connection, file.bars)
            _write(connection, _BARS, fresh)
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

    def columns(self, symbol: str, interval: Interval) -> BarColumns:
        """Give all bars of a symbol, from a file beside the database that is made on the way."""
        return self.columns_of([symbol], interval)[0]

    def columns_of(self, symbols: Sequence[str], interval: Interval) -> list[BarColumns]:
        """Give `columns` of each symbol; the state of all is asked for in one transaction."""
        with self._reading() as connection:
            states = [state_of(connection, symbol, interval) for symbol in symbols]
        return [
            self._columns(symbol, interval, state)
            for symbol, state in zip(symbols, states, strict=True)
        ]

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
        _write(connection, _GAPS, taken.gaps)
        rejects = [
            {"file": file.name, "line": r.line, "reason": r.reason.value, "raw": r.raw, "at": now}
            for r in taken.rejects
        ]
        insertion(_REJECTS, connection.dialect, Clash.KEEP).run(connection, rejects)
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
        insertion(_FILES, connection.dialect, Clash.KEEP).run(connection, [seen])

    def _columns(self, symbol: str, interval: Interval, state: str | None) -> BarColumns:
        kept = self._files.read(symbol, interval, state) if state else None
        return self._read_columns(symbol, interval) if kept is None else kept

    def _read_columns(self, symbol: str, interval: Interval) -> BarColumns:
        # Both in one transaction: a file must not be of another state than it says.
        with self._reading() as connection:
            state = state_of(connection, symbol, interval)
            columns = read_columns(connection, symbol, interval)
        if state is not None:
            self._files.write(columns, state)
        return columns

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
    day = until.isoformat()
    return last_bars(connection, symbol, Interval.DAY, until=day, count=count)


def _differing(pair: tuple[Bar, Bar], line_of: dict[date, int]) -> Reject:
    stored, offered = pair
    raw = f"{offered.day} {bar_values(offered)}, stored {bar_values(stored)}"
    return Reject(line_of[offered.day], RejectReason.DIFFERS, raw)


def _write(connection: Connection, mapper: Mapper[V], values: Iterable[V]) -> None:
    mapper.insertion(connection.dialect).run(connection, map(mapper.to_row, values))
