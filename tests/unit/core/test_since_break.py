"""What lies before a demerger or a jump belongs to another series."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core.market.csv_daily import read_daily
from core.market.quality import find_gaps, since_break


def test_the_naver_demerger_starts_the_series_anew(shared: Path) -> None:
    bars = read_daily(shared / "data" / "krx_daily" / "035420.csv").bars
    assert since_break(bars)[0].day == date(2013, 8, 29)
    assert find_gaps(since_break(bars)) == []


def test_a_series_without_a_break_is_kept_whole(shared: Path) -> None:
    bars = read_daily(shared / "data" / "krx_daily" / "030200.csv").bars
    assert since_break(bars) == list(bars)


def test_nothing_gives_nothing() -> None:
    assert since_break([]) == []
