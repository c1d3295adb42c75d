"""Bars in memory, for tests and backtests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from core.bar_columns import BarColumns, columns_of
from core.domain.bar import Bar, Gap, Interval
from core.errors import StoreError


def bar_slot(bar: Bar) -> str:
    """Give the place of a bar in its series: the day for daily bars, else the instant.

    Days that open late (2 January, entrance examination) must not yield two daily bars.
    """
    return bar.day.isoformat() if bar.interval is Interval.DAY else bar.opened_at.isoformat()


def bar_values(bar: Bar) -> tuple[int, int, int, int, int]:
    """Give what must not change once a bar is closed; who said it may differ."""
    return (bar.open, bar.high, bar.low, bar.close, bar.volume)


def differs_text(stored: Bar, offered: Bar) -> str:
    """Say how an offered bar contradicts the stored one."""
    return (
        f"{offered.symbol} {offered.day} ({offered.interval}): the stored bar is "
        f"{bar_values(stored)}, offered was {bar_values(offered)}; closed bars never change"
    )


class MemoryBars:
    """Implements `core.ports.BarStore`."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, Interval], dict[str, Bar]] = defaultdict(dict)
        self._gaps: dict[str, list[Gap]] = defaultdict(list)

    def save(self, bars: Iterable[Bar]) -> tuple[int, int]:
        """Store closed bars, all or none; gives (new, unchanged)."""
        fresh: dict[tuple[str, Interval, str], Bar] = {}
        unchanged = 0
        for bar in bars:
            key = (bar.symbol, bar.interval, bar_slot(bar))
            series = self._series.get((bar.symbol, bar.interval), {})
            stored = fresh.get(key) or series.get(key[2])
            if stored is None:
                fresh[key] = bar
                continue
            if bar_values(stored) != bar_values(bar):
                raise StoreError(differs_text(stored, bar))
            unchanged += 1
        for (symbol, interval, slot), bar in fresh.items():
            self._series[symbol, interval][slot] = bar
        return len(fresh), unchanged

    def daily(self, symbol: str, *, until: date, count: int) -> list[Bar]:
        """Give the last `count` daily bars up to a date, oldest first."""
        bars = self._series.get((symbol, Interval.DAY), {}).values()
        known = sorted((bar for bar in bars if bar.day <= until), key=lambda bar: bar.day)
        return known[max(len(known) - count, 0) :]

    def columns(self, symbol: str, interval: Interval) -> BarColumns:
        """Give all bars of a symbol as columns, oldest first."""
        series = self._series.get((symbol, interval), {})
        return columns_of(symbol, interval, [series[slot] for slot in sorted(series)])

    def columns_of(self, symbols: Sequence[str], interval: Interval) -> list[BarColumns]:
        """Give the columns of each symbol."""
        return [self.columns(symbol, interval) for symbol in symbols]

    def symbols(self) -> list[str]:
        """Give the symbols that have daily bars, sorted."""
        return sorted(s for s, interval in self._series if interval is Interval.DAY)

    def gaps(self, symbol: str) -> list[Gap]:
        """Give the known gaps of a symbol, oldest first."""
        return sorted(self._gaps.get(symbol, []), key=lambda gap: (gap.first, gap.last))

    def flag(self, gaps: Iterable[Gap]) -> None:
        """Add known gaps; a gap known already stays single."""
        for gap in gaps:
            if gap not in self._gaps[gap.symbol]:
                self._gaps[gap.symbol].append(gap)
