"""Whole series as columns: a copy beside the database that is never trusted over it."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.bar_columns import COLUMNS, BarColumns
from core.clock import SimClock
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.errors import StoreError
from storage.bars import StorageBars
from storage.database import writer
from storage.schema import BARS_SCHEMA, migrate
from storage.store import open_bars
from tests.samples import AT

FIRST = date(2009, 3, 2)
ADDED = (
    "INSERT INTO market_bars SELECT symbol, interval, '2030-01-02', opened_at, '2030-01-02', "
    "open, high, low, close, volume, source FROM market_bars LIMIT 1"
)
OLDER = (
    "INSERT INTO market_bars VALUES ('051910', '1d', '2009-03-02', "
    "'2009-03-02 00:00:00.000000', '2009-03-02', 100, 110, 90, 100, 7, 'csv')"
)
ANY_TIME = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def bar(offset: int, symbol: str = "051910") -> Bar:
    day = FIRST + timedelta(days=offset)
    return Bar(symbol, Interval.DAY, utc(day, 9), day, 100, 110, 90, 100 + offset % 10, 7, "csv")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bars.db"


@pytest.fixture
def bars(path: Path) -> Iterator[StorageBars]:
    store = open_bars(path, SimClock(AT))
    store.save(bar(n) for n in range(50))
    yield store
    store.close()


def kept(path: Path) -> Path:
    return path.parent / "bars.db.columns" / "051910.1d.bars"


def columns(bars: StorageBars) -> list[list[int]]:
    return numbers(bars.columns("051910", Interval.DAY))


def numbers(columns: BarColumns) -> list[list[int]]:
    return [getattr(columns, name).tolist() for name in COLUMNS]


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def behind_its_back(path: Path) -> None:
    """Change a bar so that the database does not name a new state: only the file can be old."""
    names = ("bars_insert", "bars_update", "bars_delete")
    execute(path, *(f"DROP TRIGGER {name}" for name in names), "UPDATE market_bars SET volume = 9")


def test_the_second_question_is_answered_from_the_file(bars: StorageBars, path: Path) -> None:
    first = columns(bars)
    behind_its_back(path)
    assert columns(bars) == first
    kept(path).unlink()
    assert columns(bars)[-1] == [9] * 50


def test_folder_and_file_are_their_owners_alone(bars: StorageBars, path: Path) -> None:
    columns(bars)
    assert kept(path).parent.stat().st_mode & 0o777 == 0o700
    assert kept(path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "change",
    [
        ADDED,
        "UPDATE market_bars SET volume = 8 WHERE day = '2009-03-10'",
        "DELETE FROM market_bars WHERE day = '2009-03-10'",
        "UPDATE market_bars SET symbol = '000000' WHERE day = '2009-03-10'",
    ],
    ids=["added", "changed", "removed", "moved"],
)
def test_a_change_by_other_hands_is_seen(bars: StorageBars, path: Path, change: str) -> None:
    before = columns(bars)
    execute(path, change)
    after = columns(bars)
    assert after != before
    kept(path).unlink()
    assert columns(bars) == after


def test_a_moved_bar_is_seen_by_the_series_it_came_to(bars: StorageBars, path: Path) -> None:
    bars.save([bar(400, "000000")])
    assert len(bars.columns("000000", Interval.DAY)) == 1
    execute(path, "UPDATE market_bars SET symbol = '000000' WHERE symbol = '051910'")
    assert len(bars.columns("000000", Interval.DAY)) == 51


def test_new_bars_of_another_symbol_leave_the_file_as_it_is(bars: StorageBars, path: Path) -> None:
    columns(bars)
    made = kept(path).stat().st_ino
    bars.save([bar(1, "000660")])
    columns(bars)
    assert kept(path).stat().st_ino == made


def test_a_file_of_an_earlier_state_put_back_is_not_used(bars: StorageBars, path: Path) -> None:
    columns(bars)
    old = kept(path).read_bytes()
    bars.save([bar(50)])
    kept(path).write_bytes(old)
    assert len(columns(bars)[0]) == 51


@ANY_TIME
@given(where=st.floats(0, 1), bit=st.integers(0, 7), cut=st.integers(-9, 9))
def test_a_file_that_is_damaged_anywhere_is_made_again(
    bars: StorageBars, path: Path, where: float, bit: int, cut: int
) -> None:
    sound = columns(bars)
    content = bytearray(kept(path).read_bytes())
    damaged = bytearray(content)
    damaged[min(int(where * len(content)), len(content) - 1)] ^= 1 << bit
    kept(path).write_bytes(bytes(damaged[:cut] if cut < 0 else damaged + b"x" * cut))
    assert columns(bars) == sound
    assert kept(path).read_bytes() == bytes(content)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[" * 3000, b"\xff" * 2000])
def test_a_file_of_something_else_is_made_again(
    bars: StorageBars, path: Path, content: bytes
) -> None:
    sound = columns(bars)
    kept(path).write_bytes(content)
    assert columns(bars) == sound


def test_a_name_with_odd_letters_stays_in_the_folder(bars: StorageBars, path: Path) -> None:
    for symbol in ("../../up", "a/b", "%2e", "종목", "."):
        bars.save([bar(3, symbol)])
        for _ in range(2):
            assert bars.columns(symbol, Interval.DAY).day.tolist() == [bar(3).day.toordinal()]
    assert {one.name for one in path.parent.iterdir()} <= {
        "bars.db",
        "bars.db-wal",
        "bars.db-shm",
        "bars.db.columns",
    }


def test_where_no_file_can_be_written_the_answer_is_the_same(
    bars: StorageBars, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept(path).parent.write_bytes(b"a file where the folder should be")
    with caplog.at_level(logging.WARNING, logger="gaemi.bars"):
        assert len(columns(bars)[0]) == 50
        assert len(columns(bars)[0]) == 50
    assert "were not kept" in caplog.text


def test_what_a_killed_writer_left_is_swept_after_an_hour(bars: StorageBars, path: Path) -> None:
    columns(bars)
    old, fresh = kept(path).parent / "a.part", kept(path).parent / "b.part"
    for file in (old, fresh):
        file.write_bytes(b"half")
    os.utime(old, (1, 1))
    bars.save([bar(50)])
    columns(bars)
    assert not old.exists()
    assert fresh.exists()


def test_readers_and_a_writer_at_once_see_whole_states_only(bars: StorageBars, path: Path) -> None:
    def read() -> list[list[list[int]]]:
        mine = open_bars(path, SimClock(AT))
        try:
            return [columns(mine) for _ in range(25)]
        finally:
            mine.close()

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for start in range(50, 110, 10):
            bars.save(bar(n) for n in range(start, start + 10))
    final = columns(bars)
    for one in (state for reader in readers for state in reader.result()):
        count = len(one[0])
        assert count in range(50, 111, 10)
        assert one == [column[:count] for column in final]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("low = high + 1", "2009-03-10 cannot be"),
        ("volume = -1", "2009-03-10 cannot be"),
        ("volume = 1.5", "whole numbers"),
        ("open = 'much'", "whole numbers"),
        ("day = 'never'", "never"),
    ],
)
def test_a_value_that_no_bar_has_is_an_error_and_no_file(
    bars: StorageBars, path: Path, wrong: str, words: str
) -> None:
    execute(path, f"UPDATE market_bars SET {wrong} WHERE day = '2009-03-10'")
    with pytest.raises(StoreError, match=words):
        columns(bars)
    assert not kept(path).exists()


def test_an_older_file_of_bars_gets_the_names_of_its_states(path: Path) -> None:
    engine = writer(path)
    migrate(engine, BARS_SCHEMA)
    migrate(engine, BARS_SCHEMA, to="bars_0001")
    engine.dispose()
    execute(path, OLDER)
    store = open_bars(path, SimClock(AT))
    assert columns(store)[1] == [FIRST.toordinal()]
    assert kept(path).exists()
    assert store.save([replace(bar(0), source="other")]) == (0, 1)
    store.close()
