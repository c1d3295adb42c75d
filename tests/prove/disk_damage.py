"""What T-08 does to files at rest: damages them, takes them away, puts older ones in their place.

Each function gets a life that was cut, with its log brought into the file, and changes what the
next start will find.
"""

from __future__ import annotations

import errno
import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from core.errors import StoreError
from storage.database import writer
from storage.schema import TRADE_SCHEMA, backup, migrate
from storage.store import open_store
from tests.prove.crash import revisions
from tests.prove.disk_shim import Op, Shim
from tests.prove.suite import Outcome
from tests.prove.world import KisWorld

ROWS = ("gaemi.db", "gaemi.db-wal", "gaemi.db-shm")


@dataclass(slots=True)
class Case:
    """One cut life: its files as the crash left them, and what the judge must know."""

    world: KisWorld
    rng: random.Random
    outcome: Outcome
    image: dict[str, bytes] = field(default_factory=dict)
    older: Path | None = None
    posts: int = -1

    @property
    def path(self) -> Path:
        return self.world.home / "gaemi.db"

    def wrong(self, text: str) -> None:
        """Note a finding."""
        self.outcome.failures.append(text)

    def keep(self) -> None:
        """Copy the files as a killed process leaves them."""
        paths = [self.world.home / n for n in ROWS[:2]]
        self.image = {p.name: p.read_bytes() for p in paths if p.exists()}

    def remember(self) -> None:
        """Make a backup, and bring the log so far into the file."""
        self.older = self.world.home / "yesterday"
        backup(self.path, to=self.older)
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def put(self, files: dict[str, bytes]) -> None:
        """Put files in place of those that are there."""
        for name in ROWS:
            (self.world.home / name).unlink(missing_ok=True)
        for name, data in files.items():
            (self.world.home / name).write_bytes(data)

    def settle_file(self) -> None:
        """Put the crash's files back and bring the log into the file."""
        self.put(self.image)
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True, slots=True)
class Damage:
    """One row of the matrix. `refused`: the start must say no; `older`: rows may be missing.

    `reshaped`: the file was in an older form meanwhile, which had fewer tables and columns.
    """

    name: str
    what: str
    do: Callable[[Case], object]
    refused: bool = False
    older: bool = False
    reshaped: bool = False


def _torn_page(case: Case) -> None:
    data = bytearray(case.path.read_bytes())
    page = 4096 * case.rng.randrange(len(data) // 4096)
    half = page + case.rng.choice((512, 1024, 2048))
    data[half : page + 4096] = bytes(page + 4096 - half)
    case.path.write_bytes(data)


def _flipped_byte(case: Case) -> None:
    """Damage the structure of a table's own page: its header or its list of cells."""
    with closing(sqlite3.connect(case.path)) as connection:
        roots = connection.execute(
            "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        ).fetchall()
    table, root = case.rng.choice([r for r in roots if r[1] > 1])
    case.outcome.count(f"flipped in {table}")
    data = bytearray(case.path.read_bytes())
    at = 4096 * (root - 1) + case.rng.choice((0, 3, 4, 5, 6))
    data[at] ^= 1 << case.rng.randrange(8)
    case.path.write_bytes(data)


def _journal_gap(case: Case) -> None:
    with closing(sqlite3.connect(case.path)) as connection, connection:
        (last,) = connection.execute("SELECT max(seq) FROM journal").fetchone()
        # Without its last entry it has no gap: that end only a witness elsewhere can know.
        connection.execute("DELETE FROM journal WHERE seq = ?", (case.rng.randrange(1, last),))


def _newer(case: Case) -> None:
    with closing(sqlite3.connect(case.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'trade_9999'")


def _log_removed(case: Case) -> None:
    case.put({n: d for n, d in case.image.items() if n == "gaemi.db"})


def _yesterday(case: Case) -> None:
    assert case.older is not None
    case.put({"gaemi.db": case.older.read_bytes()})


def _older_form(case: Case) -> None:
    engine = writer(case.path)
    form = case.rng.choice(revisions()[1:])
    migrate(engine, TRADE_SCHEMA, to=form)
    engine.dispose()
    case.outcome.count(f"from {form}")


def _dies_migrating(case: Case) -> None:
    _older_form(case)
    nth = case.rng.randrange(1, 60)
    child = os.fork()
    if not child:
        _migrate_and_die(case, nth)
    _, status = os.waitpid(child, 0)
    case.outcome.count("killed migrating", int(status == 0))


def _migrate_and_die(case: Case, nth: int) -> None:
    """End this process at the nth statement of a start, without another word to the file."""
    left = [nth]

    def strike(*_parts: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os._exit(0)

    try:
        event.listen(Engine, "before_cursor_execute", strike)
        open_store(case.path, case.world.clock)
    finally:
        os._exit(1)


def _full_while_migrating(case: Case) -> None:
    _older_form(case)
    shim, error = Shim(), case.rng.choice((errno.ENOSPC, errno.EIO))
    shim.fail(Op.WRITE | Op.SYNC | Op.CUT, error, nth=case.rng.randrange(1, 60))
    try:
        open_store(case.path, case.world.clock).close()
    except StoreError:
        case.outcome.count("migration refused")
    finally:
        shim.heal()


def _open_to_all(case: Case) -> None:
    case.path.chmod(0o666)
    open_store(case.path, case.world.clock).close()
    if case.path.stat().st_mode & 0o077:
        case.wrong("a file that everybody may read stays so")


DAMAGES = (
    Damage("D06", "torn page", _torn_page),
    Damage("D07", "flipped byte in a page's structure", _flipped_byte),
    Damage("D08", "gap in the journal", _journal_gap, refused=True),
    Damage("D09", "log removed", _log_removed, older=True),
    Damage("D12", "an older form", _older_form, reshaped=True),
    Damage("D13", "killed at a statement of a migration", _dies_migrating, reshaped=True),
    Damage("D01", "disk fails in a migration", _full_while_migrating, reshaped=True),
    Damage("D14", "newer form", _newer, refused=True),
    Damage("D15", "yesterday's backup", _yesterday, older=True),
    Damage("D18", "permissions widened", _open_to_all),
)
