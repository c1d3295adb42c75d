"""The seam for stored bars: a file of their own, apart from what trades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from core.bar_columns import BarColumns
from core.domain.bar import Bar, Gap, Interval


class BarStore(Protocol):
    """Market bars in a file of their own; a bulk load never holds up an order."""

    def save(self, bars: Iterable[Bar]) -> tuple[int, int]:
        """Store closed bars; gives (new, unchanged). A changed closed bar raises StoreError."""
        ...

    def daily(self, symbol: str, *, until: date, count: int) -> list[Bar]:
        """Give the last `count` daily bars up to a date, oldest first."""
        ...

    def columns(self, symbol: str, interval: Interval) -> BarColumns:
        """Give all bars of a symbol as columns: many times as fast as one by one."""
        ...

    def columns_of(self, symbols: Sequence[str], interval: Interval) -> list[BarColumns]:
        """Give `columns` of each symbol, with less of the way to the database than one by one."""
        ...

    def symbols(self) -> list[str]:
        """Give the symbols that have daily bars."""
        ...

    def gaps(self, symbol: str) -> list[Gap]:
        """Give the known gaps of a symbol, oldest first."""
        ...
