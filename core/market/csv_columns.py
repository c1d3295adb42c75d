"""Daily bars from a CSV file as number columns: what `read_daily` takes, many times as fast.

Rows of the plain form are read by numpy, all others one by one as `read_daily` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.domain.bar import Bar
from core.errors import InputError
from core.market.csv_daily import RAW_KEPT, Reject, RejectReason, bar_of_row, read_lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_PLAIN: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(?:,[0-9]{1,15}){5}")
_COMMAS: Final = str.maketrans("-", ",")
_CELLS: Final = 8  # year, month, day, four prices, volume
_EPOCH: Final = 719_163  # 1970-01-01 as `date.toordinal` counts
_FIRST_YEAR: Final = 1956


@dataclass(frozen=True, slots=True, eq=False)
class DailyColumns:
    """The good rows of a file, oldest first, and the rejected ones in the file's order.

    `day` is `date.toordinal`, prices are won; `line` is the line in the file (the header is 1).
    """

    name: str
    symbol: str
    day: Whole
    open: Whole
    high: Whole
    low: Whole
    close: Whole
    volume: Whole
    line: Whole
    rejects: tuple[Reject, ...]


def read_columns(path: Path) -> DailyColumns:
    """Read a file of daily bars; refuses and rejects what `read_daily` does.

    Raises InputError when nothing can be taken from it.
    """
    symbol, _, lines = read_lines(path)
    cells, line, rejects = _cells(symbol, lines)
    day, sound = _judged(cells)
    rejects += [_reject(symbol, lines, at) for at in line[~sound].tolist()]
    cells, day, line = cells[sound], day[sound], line[sound]
    order, again = _ordered(day, line)
    rejects += [
        Reject(at, RejectReason.DUPLICATE, lines[at - 2][:RAW_KEPT]) for at in line[again].tolist()
    ]
    opened, high, low, close, volume = (cells[order, i].copy() for i in range(3, _CELLS))
    kept = tuple(sorted(rejects, key=lambda reject: reject.line))
    return DailyColumns(
        path.name, symbol, day[order], opened, high, low, close, volume, line[order], kept
    )


def _cells(symbol: str, lines: Sequence[str]) -> tuple[Whole, Whole, list[Reject]]:
    """Read all rows that are numbers throughout, in the file's order, and reject the others."""
    import numpy as np

    plain = [_PLAIN.fullmatch(line) is not None for line in lines]
    text = ",".join([line for line, good in zip(lines, plain, strict=True) if good])
    cells = np.fromstring(text.translate(_COMMAS), dtype=np.int64, sep=",")
    line = np.flatnonzero(plain) + 2
    odd, rejects = _odd(symbol, [(i + 2, lines[i]) for i, good in enumerate(plain) if not good])
    if odd:
        rows = np.array([row for _, row in odd], dtype=np.int64)
        cells = np.concatenate([cells, rows.ravel()])
        line = np.concatenate([line, [number for number, _ in odd]])
    return cells.reshape(-1, _CELLS), line.astype(np.int64), rejects


def _odd(
    symbol: str, rows: Sequence[tuple[int, str]]
) -> tuple[list[tuple[int, tuple[int, ...]]], list[Reject]]:
    good: list[tuple[int, tuple[int, ...]]] = []
    rejects: list[Reject] = []
    for number, line in rows:
        if not line.strip():
            continue
        bar = bar_of_row(symbol, line)
        if isinstance(bar, Bar):
            day = bar.day
            prices = (bar.open, bar.high, bar.low, bar.close)
            good.append((number, (day.year, day.month, day.day, *prices, bar.volume)))
        else:
            rejects.append(Reject(number, bar, line[:RAW_KEPT]))
    return good, rejects


def _judged(cells: Whole) -> tuple[Whole, Flags]:
    """Give each row's day as an ordinal, and which rows hold a date and prices that can be."""
    import numpy as np

    year, month, day = cells[:, 0], cells[:, 1], cells[:, 2]
    sound = (year >= _FIRST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = (np.where(sound, year, 1970) - 1970) * 12 + np.where(sound, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    until = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    sound &= day <= until - first
    prices = cells[:, 3:7]
    sound &= (prices.min(axis=1, initial=2**62) > 0) & (cells[:, 4] == prices.max(axis=1))
    sound &= cells[:, 5] == prices.min(axis=1)
    return first + day - 1 + _EPOCH, sound


def _ordered(day: Whole, line: Whole) -> tuple[Whole, Whole]:
    """Give the rows by day, of equal days the one that the file has first, and the others."""
    import numpy as np

    order = np.lexsort((line, day))
    again = np.zeros(len(order), dtype=bool)
    again[1:] = day[order][1:] == day[order][:-1]
    return order[~again], order[again]


def _reject(symbol: str, lines: Sequence[str], number: int) -> Reject:
    text = lines[number - 2]
    reason = bar_of_row(symbol, text)
    if isinstance(reason, Bar):
        raise InputError(f"{symbol} line {number}: {text!r} is read in two ways; report it")
    return Reject(number, reason, text[:RAW_KEPT])
