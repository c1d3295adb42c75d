"""Daily bars from a CSV file: good rows become bars, each bad one keeps its line and reason."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from core.domain.bar import Bar, Gap, Interval
from core.domain.calendar import utc
from core.domain.instrument import SYMBOL
from core.errors import InputError

HEADER: Final = ("date", "open", "high", "low", "close", "volume")
# Index series have names, not codes; they are bars like others but nobody can trade them.
INDEXES: Final = frozenset({"KOSPI", "KOSDAQ", "KOSPI200", "KOSDAQ150", "KRX300"})
SOURCE: Final = "csv"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Tables that held a gap somewhere are often written with 54300.0 for 54300.
_WHOLE = re.compile(r"(-?[0-9]{1,15})(?:\.0{1,6})?")
RAW_KEPT = 300


class RejectReason(StrEnum):
    """Why a row was not taken."""

    COLUMNS = "not six columns"
    DATE = "bad date"
    NUMBER = "not a whole number"
    NEGATIVE = "negative"
    ZERO = "price 0"
    HIGH = "high below another price"
    LOW = "low above another price"
    DUPLICATE = "duplicate date"
    DIFFERS = "differs from stored bar"


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that was not taken: its line (the header is 1), the reason, and its text."""

    line: int
    reason: RejectReason
    raw: str


@dataclass(frozen=True, slots=True)
class DailyFile:
    """What one file said. `lines[i]` is the line of `bars[i]`; bars are oldest first."""

    name: str
    symbol: str
    sha256: str
    bars: tuple[Bar, ...]
    lines: tuple[int, ...]
    rejects: tuple[Reject, ...]

    @property
    def rows(self) -> int:
        """Count the rows under the header."""
        return len(self.bars) + len(self.rejects)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file's rows; `gaps` are all known gaps of the symbol."""

    imported: int
    unchanged: int
    rejects: tuple[Reject, ...]
    gaps: tuple[Gap, ...]


def read_daily(path: Path) -> DailyFile:
    """Read a file of daily bars; its name without ending is the symbol.

    Raises InputError when nothing can be taken from it: no such file, not UTF-8 text,
    another header, or a name that is neither a code nor an index.
    """
    symbol, content, lines = read_lines(path)
    good, rejects = _sort_out(symbol, _rows(lines))
    ordered = sorted(good, key=lambda pair: pair[1].day)
    return DailyFile(
        path.name,
        symbol,
        hashlib.sha256(content).hexdigest(),
        tuple(bar for _, bar in ordered),
        tuple(line for line, _ in ordered),
        tuple(rejects),
    )


def read_lines(path: Path) -> tuple[str, bytes, list[str]]:
    """Give a file's symbol, its bytes and its lines under the header, which it must have.

    Raises InputError as `read_daily` does.
    """
    symbol = _symbol(path)
    content = _content(path)
    try:
        lines = _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise InputError(f"{path.name} is not UTF-8 text (byte {e.start}); save it as UTF-8") from e
    _require_header(path, lines[0])
    return symbol, content, lines[1:]


def _symbol(path: Path) -> str:
    symbol = path.stem.upper()
    if SYMBOL.fullmatch(symbol) or symbol in INDEXES:
        return symbol
    raise InputError(
        f"{path.name}: the file name must be the symbol, six characters such as 005930.csv, "
        f"or one of {', '.join(sorted(INDEXES))}; rename the file"
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise InputError(f"{path} cannot be read: {e.strerror}") from e


def _lines(text: str) -> list[str]:
    # Not splitlines(): it also splits at characters that no editor counts as a line end.
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _require_header(path: Path, line: str) -> None:
    if tuple(line.split(",")) != HEADER:
        raise InputError(
            f"{path.name}: the first line is {line[:80]!r}, it must be {','.join(HEADER)!r}"
        )


def _rows(lines: list[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, 2) if line.strip())


def _sort_out(
    symbol: str, rows: Iterable[tuple[int, str]]
) -> tuple[list[tuple[int, Bar]], list[Reject]]:
    good: dict[date, tuple[int, Bar]] = {}
    rejects: list[Reject] = []
    for number, line in rows:
        bar = bar_of_row(symbol, line)
        if isinstance(bar, Bar) and bar.day in good:
            bar = RejectReason.DUPLICATE
        if isinstance(bar, Bar):
            good[bar.day] = (number, bar)
        else:
            rejects.append(Reject(number, bar, line[:RAW_KEPT]))
    return list(good.values()), rejects


def bar_of_row(symbol: str, line: str) -> Bar | RejectReason:
    """Read one row, or say why it cannot be taken."""
    # Without quoting, an odd quote spoils its own line and never swallows the next ones.
    cells = next(csv.reader([line], quoting=csv.QUOTE_NONE)) if len(line) < 1_000 else []
    if len(cells) != len(HEADER):
        return RejectReason.COLUMNS
    day = _day(cells[0])
    if day is None:
        return RejectReason.DATE
    numbers = [whole[1] for whole in map(_WHOLE.fullmatch, cells[1:]) if whole]
    if len(numbers) < len(cells) - 1:
        return RejectReason.NUMBER
    opened, high, low, close, volume = map(int, numbers)
    wrong = _wrong(opened, high, low, close=close, volume=volume)
    if wrong is not None:
        return wrong
    return Bar(symbol, Interval.DAY, utc(day, 9), day, opened, high, low, close, volume, SOURCE)


def _day(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Before the exchange opened (1956-03-03) there were no prices.
    return day if day.year >= 1956 else None


def _wrong(opened: int, high: int, low: int, *, close: int, volume: int) -> RejectReason | None:
    prices = (opened, high, low, close)
    if min(prices) < 0 or volume < 0:
        return RejectReason.NEGATIVE
    if min(prices) == 0:
        return RejectReason.ZERO
    if high < max(prices):
        return RejectReason.HIGH
    return RejectReason.LOW if low > min(prices) else None
