"""The prices of a run out of a folder of CSV files, or out of stored bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from core.backtest.market import Series, from_columns, read_series
from core.domain.bar import Interval
from core.domain.instrument import SYMBOL
from core.domain.saying import refusal
from core.market.csv_daily import Reject
from core.ports_bars import BarStore

_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Prices:
    """Series by symbol, and by file name the rows that were not taken."""

    series: tuple[Series, ...]
    rejects: dict[str, tuple[Reject, ...]]


def from_folder(folder: Path, symbols: Sequence[str]) -> Prices:
    """Read CODE.csv of each symbol in place; without symbols all files named after a code.

    Raises InputError for a folder that is not there or has no such files, a symbol that has none,
    or a file that cannot be read.
    """
    if not folder.is_dir():
        raise refusal("no_folder" if not folder.exists() else "file_for_folder", found=str(folder))
    paths = {path.stem.upper(): path for path in sorted(folder.glob("*.csv"))}
    known = [symbol for symbol in paths if SYMBOL.fullmatch(symbol)]
    if not known:
        raise refusal("empty_folder", found=str(folder))
    chosen = _chosen(symbols, known)
    read = {symbol: read_series(paths[symbol]) for symbol in chosen}
    rejects = {paths[symbol].name: rejects for symbol, (_, rejects) in read.items() if rejects}
    return Prices(tuple(series for series, _ in read.values()), rejects)


def from_store(store: BarStore, symbols: Sequence[str]) -> Prices:
    """Take the stored daily bars of each symbol; without symbols of all that have a code.

    Raises InputError when nothing is stored, or nothing of a symbol.
    """
    known = [symbol for symbol in store.symbols() if SYMBOL.fullmatch(symbol)]
    if not known:
        raise refusal("nothing_stored")
    chosen = _chosen(symbols, known)
    series = [from_columns(columns) for columns in store.columns_of(chosen, Interval.DAY)]
    return Prices(tuple(series), {})


def within(prices: Prices, since: date | None, until: date | None) -> None:
    """Raise InputError when no series has a bar in the period; names the days there are."""
    firsts = [int(series.day[0]) for series in prices.series if len(series)]
    lasts = [int(series.day[-1]) for series in prices.series if len(series)]
    if not firsts:
        raise refusal("no_bars")
    first, last = date.fromordinal(min(firsts)), date.fromordinal(max(lasts))
    if (since is not None and since > last) or (until is not None and until < first):
        raise refusal(
            "outside", since=str(since or first), until=str(until or last),
            first=str(first), last=str(last),
        )  # fmt: skip


def _chosen(symbols: Sequence[str], known: Sequence[str]) -> list[str]:
    if not symbols:
        return list(known)
    wanted = list(dict.fromkeys(symbol.strip().upper() for symbol in symbols))
    missing = [symbol for symbol in wanted if symbol not in known]
    if missing:
        raise refusal(
            "no_symbol", found=", ".join(missing), count=len(known), known=", ".join(known[:_SHOWN])
        )
    return wanted
