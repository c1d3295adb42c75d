"""Bars as number columns, for what reads very many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.domain.bar import Bar, Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

COLUMNS: Final = ("opened_at", "day", "open", "high", "low", "close", "volume")
MICROSECONDS: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class BarColumns:
    """Closed bars of one symbol, oldest first, an array a column and as many rows in each.

    `opened_at` counts microseconds since 1970 (UTC), `day` is `date.toordinal` of the session,
    prices are won, volumes shares.
    """

    symbol: str
    interval: Interval
    opened_at: Whole
    day: Whole
    open: Whole
    high: Whole
    low: Whole
    close: Whole
    volume: Whole

    def __len__(self) -> int:
        return len(self.day)

    def last(self, count: int | None, *, until: date) -> BarColumns:
        """Give the last `count` bars up to a day, all of them without a count."""
        import numpy as np

        stop = int(np.searchsorted(self.day, until.toordinal(), side="right"))
        start = 0 if count is None else max(stop - count, 0)
        if (start, stop) == (0, len(self)):
            return self
        cut: dict[str, Any] = {name: getattr(self, name)[start:stop] for name in COLUMNS}
        return replace(self, **cut)


def columns_of(symbol: str, interval: Interval, bars: Sequence[Bar]) -> BarColumns:
    """Make columns of one symbol's bars, which must be oldest first."""
    import numpy as np

    rows = [
        (
            (bar.opened_at - _EPOCH) // _MICROSECOND,
            bar.day.toordinal(),
            *(bar.open, bar.high, bar.low, bar.close, bar.volume),
        )
        for bar in bars
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, len(COLUMNS))
    return BarColumns(symbol, interval, *(column.copy() for column in table.T))
