"""Files with strange names, rights and wounds: opened exactly, or refused with what to do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from core.clock import SimClock
from core.domain.bar import Interval
from core.domain.plan import Cursor
from core.errors import StoreError
from storage.database import check_integrity, prepare_file, reader, reading, refusal, writer
from storage.schema import TRADE_SCHEMA, Schema, backup, ensure, stored_revision
from storage.store import Store, open_bars, open_store
from tests import samples

CLOCK = SimClock(samples.AT)
PAGE = 4096


async def keep(store: Store, *names: str) -> None:
    for name in names:
        store.uow.cursors.put(Cursor(name, "1"))
    await store.uow.commit()


def filled(path: Path) -> Path:
    """Make a file of many pages."""
    store = open_store(path, CLOCK)
    for n in range(300):
        store.uow.reports.put(samples.report(f"REPORT-{n:04d}", text="조용한 한 주 " * 40))
    asyncio.run(store.uow.commit())
    store.close()
    return path


@pytest.mark.parametrize(
    "name", ["50%.db", "what?.db", "a#b.db", "내 돈.db", "q'uo\"te.db", "a&b=c"]
)
def test_any_name_of_a_file_is_taken_as_it_stands(tmp_path: Path, name: str) -> None:
    path = tmp_path / "폴더 %20?x" / name
    store = open_store(path, CLOCK)
    asyncio.run(keep(store, "here"))
    assert asyncio.run(store.views.journal_count()) == 0
    store.close()
    again = open_store(path, CLOCK)
    assert again.uow.cursors.get("here") == Cursor("here", "1")
    again.close()
    # Nothing was made beside it, as a name cut at its question mark would be.
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]
    assert path.stat().st_size > 0


def test_file_and_folder_belong_to_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / "deep" / "gaemi.db"
    open_store(path, CLOCK).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    path.chmod(0o644)
    open_store(path, CLOCK).close()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("opener", [open_store, open_bars])
def test_a_place_that_cannot_hold_a_file_is_refused_with_its_reason(
    tmp_path: Path, opener: object
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "gaemi.db", tmp_path / "folder"):
        with pytest.raises(StoreError, match="cannot be opened for writing"):
            opener(path, CLOCK)  # type: ignore[operator]


@pytest.mark.parametrize("page", range(3, 40, 9))
def test_a_wound_in_the_middle_of_a_file_is_found_at_the_start(tmp_path: Path, page: int) -> None:
    path = filled(tmp_path / "gaemi.db")
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(b"\xff" * PAGE)
    with pytest.raises(StoreError, match=r"gaemi\.db"):
        open_store(path, CLOCK)


def test_damage_is_told_with_the_file_and_the_remedy(tmp_path: Path) -> None:
    path = filled(tmp_path / "gaemi.db")
    data = bytearray(path.read_bytes())
    at = data.index("조용한 한 주".encode(), 20 * PAGE) // PAGE * PAGE
    # The header of a table page: its first free block lies beyond the page.
    data[at + 1 : at + 3] = b"\xff\xff"
    path.write_bytes(data)
    engine = writer(path)
    with pytest.raises(StoreError, match=r"(?s)gaemi\.db is damaged.*restore a backup"):
        check_integrity(engine)
    engine.dispose()


@pytest.mark.parametrize("keep_bytes", [0, 100, PAGE, PAGE * 3 + 17])
def test_a_file_cut_short_is_empty_or_refused_never_half_read(
    tmp_path: Path, keep_bytes: int
) -> None:
    path = filled(tmp_path / "gaemi.db")
    path.write_bytes(path.read_bytes()[:keep_bytes])
    if keep_bytes == 0:
        store = open_store(path, CLOCK)
        assert list(store.uow.reports.all()) == []
        store.close()
        return
    with pytest.raises(StoreError):
        open_store(path, CLOCK)


def test_tables_without_a_form_are_refused(tmp_path: Path) -> None:
    path = filled(tmp_path / "gaemi.db")
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM alembic_version")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="does not say which form"):
        open_store(path, CLOCK)


def test_a_file_that_lacks_a_table_of_its_form_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path / "gaemi.db")
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE outbox")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"gaemi\.db.*outbox"):
        open_store(path, CLOCK)
    # Refused whole: the file is free again for whoever restores it.
    path.unlink()
    open_store(path, CLOCK).close()


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("cursors", "value", None, "NOT NULL"),
        ("reports", "made_at", "yesterday", "cannot be understood.*yesterday"),
        ("orders", "state", "dreaming", "row ORDER-0001 of table orders.*dreaming"),
        ("orders", "intent", "{}", "row ORDER-0001 of table orders"),
        ("orders", "intent", "[1", "cannot be understood.*Expecting"),
        ("orders", "made_at", 5, "cannot be understood"),
        ("reports", "dropped", "few", "row REPORT-0001 of table reports.*no whole number"),
        ("orders", "amount", 1.5, "row ORDER-0001 of table orders.*1.5 is no whole"),
    ],
)
def test_a_row_that_cannot_be_understood_stops_the_start(
    tmp_path: Path, table: str, column: str, value: object, words: str
) -> None:
    path = tmp_path / "gaemi.db"
    store = open_store(path, CLOCK)
    store.uow.orders.put(samples.order())
    store.uow.reports.put(samples.report())
    asyncio.run(keep(store, "here"))
    store.close()
    connection = sqlite3.connect(path)
    try:
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    except sqlite3.IntegrityError as error:
        assert words in str(error)  # noqa: PT017 - the file itself refused
        return
    finally:
        connection.commit()
        connection.close()
    with pytest.raises(StoreError, match=words):
        open_store(path, CLOCK)


@pytest.mark.parametrize("blocked", ["bak", "bak.part"])
def test_a_copy_that_cannot_be_made_stops_the_migration(tmp_path: Path, blocked: str) -> None:
    path = filled(tmp_path / "gaemi.db")
    (tmp_path / f"gaemi.db.{TRADE_SCHEMA.head}.{blocked}" / "inside").mkdir(parents=True)
    before = path.read_bytes()
    newer = Schema(TRADE_SCHEMA.name, TRADE_SCHEMA.metadata, "trade_next")
    engine = writer(path)
    with pytest.raises(StoreError, match=r"cannot be copied.*nothing was migrated"):
        ensure(engine, newer, path=path)
    engine.dispose()
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"not a database " * 500)
    with pytest.raises(StoreError, match="cannot be copied"):
        backup(path, to=tmp_path / "a.bak")
    assert not (tmp_path / "a.bak").exists()


def test_a_copy_holds_what_was_committed_and_replaces_an_unfinished_one(tmp_path: Path) -> None:
    path = filled(tmp_path / "gaemi.db")
    copy = tmp_path / "copy.db"
    (tmp_path / "copy.db.part").write_bytes(b"half a copy")
    store = open_store(path, CLOCK)
    asyncio.run(keep(store, "committed"))
    store.uow.cursors.put(Cursor("staged", "1"))
    backup(path, to=copy)
    store.close()
    assert not (tmp_path / "copy.db.part").exists()
    kept = open_store(copy, CLOCK)
    assert {one.name for one in kept.uow.cursors.all()} == {"committed"}
    assert len(list(kept.uow.reports.all())) == 300
    kept.close()


def test_an_empty_file_has_no_form_and_a_fresh_one_has_this_releases(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    prepare_file(path)
    engine = reader(path)
    with reading(engine) as connection:
        assert stored_revision(connection, path=path) is None
    engine.dispose()
    open_store(path, CLOCK).close()
    engine = reader(path)
    with reading(engine) as connection:
        assert stored_revision(connection, path=path) == TRADE_SCHEMA.head
    engine.dispose()


def test_readers_never_make_a_file(tmp_path: Path) -> None:
    engine = reader(tmp_path / "absent.db")
    with pytest.raises(OperationalError, match="unable to open"):
        engine.connect()
    assert not (tmp_path / "absent.db").exists()


def test_bars_of_a_file_that_lost_its_table_are_refused_not_empty(tmp_path: Path) -> None:
    bars = open_bars(tmp_path / "bars.db", CLOCK)
    connection = sqlite3.connect(tmp_path / "bars.db")
    connection.execute("DROP TABLE market_bars")
    connection.commit()
    connection.close()
    questions: list[Callable[[], object]] = [
        bars.symbols,
        lambda: bars.daily("005930", until=samples.DAY, count=1),
        lambda: bars.columns("005930", Interval.DAY),
    ]
    for question in questions:
        with pytest.raises(StoreError, match=r"bars\.db.*market_bars"):
            question()
    bars.close()


def test_a_refusal_tells_the_cause_and_never_the_values() -> None:
    cause = sqlite3.OperationalError("database is locked")
    told = str(refusal(OperationalError("UPDATE x SET y=?", {"y": "s3cret"}, cause), path="a.db"))
    assert told == "a.db: OperationalError: database is locked"


@pytest.mark.parametrize("gone", ["gaemi.db", "gaemi.db-wal"])
@pytest.mark.parametrize("put_back", [False, True])
def test_nothing_is_acknowledged_once_a_file_was_removed_while_open(
    tmp_path: Path, gone: str, put_back: bool
) -> None:
    store = open_store(tmp_path / "gaemi.db", CLOCK)
    asyncio.run(keep(store, "before"))
    data = (tmp_path / gone).read_bytes()
    (tmp_path / gone).rename(tmp_path / "elsewhere")
    if put_back:
        (tmp_path / gone).write_bytes(data)
    for work in (store.uow.verify(), keep(store, "after")):
        with pytest.raises(StoreError, match="removed or replaced while gaemi ran"):
            asyncio.run(work)
    assert store.uow.cursors.get("after") is None
    with pytest.raises(StoreError, match="no commit after a failed one"):
        asyncio.run(keep(store, "later"))
    store.close()


def test_a_lack_of_memory_is_told_as_the_store_s_refusal(tmp_path: Path) -> None:
    assert "no memory left" in str(refusal(MemoryError(), path=tmp_path))
