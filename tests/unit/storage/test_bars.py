"""The file of bars: one transaction a file, readers that no import holds up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.clock import SimClock
from core.domain.bar import Bar, GapReason, Interval
from core.domain.calendar import utc
from core.errors import StoreError
from core.market.csv_daily import DailyFile, Reject, RejectReason
from storage.bars import StorageBars
from storage.store import open_bars
from tests.samples import AT

FIRST = date(2009, 3, 2)


def bars_of(*prices: int, start: date = FIRST) -> list[Bar]:
    """Give one bar a day; 0 is a day without trade at the last price."""
    made: list[Bar] = []
    for offset, price in enumerate(prices):
        day = start + timedelta(days=offset)
        known = price or made[-1].close
        volume = 100 if price else 0
        made.append(
            Bar("051910", Interval.DAY, utc(day, 9), day, known, known, known, known, volume, "csv")
        )
    return made


def file_of(*bars: Bar, rejects: tuple[Reject, ...] = (), sha: str = "1") -> DailyFile:
    return DailyFile("051910.csv", "051910", sha, bars, tuple(range(2, len(bars) + 2)), rejects)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bars.db"


@pytest.fixture
def bars(path: Path) -> Iterator[StorageBars]:
    store = open_bars(path, SimClock(AT))
    yield store
    store.close()


def test_a_file_in_two_parts_shows_the_gap_between_them(bars: StorageBars) -> None:
    whole = bars_of(10_000, 0, 0, 0, 0, 0, 14_000)
    first = bars.take(file_of(*whole[:4]))
    assert [gap.reason for gap in first.gaps] == [GapReason.HALT]
    second = bars.take(file_of(*whole[4:], sha="2"))
    assert [gap.reason for gap in second.gaps] == [GapReason.DEMERGER]
    assert bars.gaps("051910") == list(second.gaps)


def test_bars_survive_a_restart(path: Path) -> None:
    store = open_bars(path, SimClock(AT))
    store.take(file_of(*bars_of(10_000, 10_100)))
    store.close()
    store = open_bars(path, SimClock(AT))
    assert store.daily("051910", until=date.max, count=5) == bars_of(10_000, 10_100)
    store.close()


def test_a_bar_that_contradicts_the_stored_one_names_its_line(bars: StorageBars) -> None:
    one, two = bars_of(10_000, 10_100)
    bars.take(file_of(one, two))
    wrong = replace(two, volume=7)
    taken = bars.take(file_of(one, wrong, sha="2"))
    assert (taken.imported, taken.unchanged) == (0, 1)
    assert taken.rejects == (
        Reject(
            3,
            RejectReason.DIFFERS,
            "2009-03-03 (10100, 10100, 10100, 10100, 7), stored (10100, 10100, 10100, 10100, 100)",
        ),
    )
    assert bars.daily("051910", until=date.max, count=5) == [one, two]


def test_rejects_are_kept_once_with_line_reason_and_text(bars: StorageBars) -> None:
    reject = Reject(9, RejectReason.DATE, "x,1,1,1,1,1")
    for _ in range(2):
        bars.take(file_of(*bars_of(10_000), rejects=(reject,)))
    assert bars.rejects("051910.csv") == [reject]
    assert bars.rejects("005930.csv") == []


def test_a_file_that_fails_midway_leaves_nothing(bars: StorageBars, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("DROP TABLE import_files")
    other.close()
    with pytest.raises(StoreError, match="import_files"):
        bars.take(file_of(*bars_of(10_000, 0, 10_000)))
    assert bars.symbols() == []
    assert bars.gaps("051910") == []


def test_reading_goes_on_while_another_process_imports(bars: StorageBars, path: Path) -> None:
    bars.save(bars_of(10_000))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert bars.symbols() == ["051910"]
        assert len(bars.daily("051910", until=date.max, count=5)) == 1
        second = open_bars(path, SimClock(AT))
        second.close()
    finally:
        other.execute("ROLLBACK")
        other.close()
