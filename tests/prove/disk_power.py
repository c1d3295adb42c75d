"""T-04: the power goes; what was acknowledged before is there, and the file opens clean.

A life of the whole path is recorded call by call. At drawn moments, half of them beside a sync, a
state that the disk may then hold is made and opened. It must be exactly the state after the last
acknowledged commit or after the one that was under way. The stops' file is held to the same.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from core.clock import SimClock
from core.domain.switches import Switch
from core.errors import StoreError
from core.latch import FileLatch
from core.ports import UnitOfWork
from storage.store import open_store
from tests.kis_rig import NOW
from tests.prove import disk_driver, stories
from tests.prove.crash import SHM
from tests.prove.disk_platter import Platter
from tests.prove.disk_shim import Event, Shim, events
from tests.prove.killed import _fresh_file
from tests.prove.suite import Outcome, Suite
from tests.prove.virtual import play
from tests.prove.world import KisWorld

STATES = 100
LATCH_MARKS = 1_000_000


@dataclass(slots=True)
class Tape:
    """What was acknowledged, in the order of the marks in the record."""

    shim: Shim
    rows: list[str] = field(default_factory=list)
    stops: list[tuple[Switch, ...]] = field(default_factory=list)

    def committed(self, path: Path) -> None:
        """Mark a commit whose caller knows of it."""
        self.shim.mark(len(self.rows))
        self.rows.append(digest(path))

    def stopped(self, latch: FileLatch) -> None:
        """Mark stops whose writer knows of them."""
        self.shim.mark(LATCH_MARKS + len(self.stops))
        self.stops.append(latch.read())


class TapedWorld(KisWorld):
    """A world whose commits and stops are marked when they return."""

    def __init__(self, seed: int, home: Path, tape: Tape, pragmas: list[str]) -> None:
        self.tape, self.pragmas = tape, pragmas
        super().__init__(seed, home, disk=True)

    def _keep(self, push: bool) -> None:
        super()._keep(push)
        self.tape.stopped(self.latch)
        write = self.latch.write

        def marked(switches: tuple[Switch, ...]) -> None:
            write(switches)
            self.tape.stopped(self.latch)

        self.latch.write = marked  # type: ignore[method-assign]

    def _open(self) -> UnitOfWork:
        uow = super()._open()
        assert self.store is not None
        # Past SQLAlchemy, which begins a transaction first; no pragma may be set in one.
        below = self.store.uow._connection.connection.dbapi_connection
        assert below is not None
        for pragma in self.pragmas:
            below.execute(pragma)  # type: ignore[attr-defined]
        self.store.uow._connection.rollback()
        commit = uow.commit

        async def marked() -> None:
            stages = uow.dirty
            await commit()
            if stages:
                self.tape.committed(self.home / "gaemi.db")

        uow.commit = marked  # type: ignore[method-assign]
        return uow


def digest(path: Path) -> str:
    """Give a fingerprint of all rows of all tables."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        text = "\n".join(connection.iterdump())
    return hashlib.sha256(text.encode()).hexdigest()


def recorded(number: int, *, synchronous: str = "") -> Outcome:
    """Live once under the record, then open what losses of power would leave.

    `synchronous` overrides what the store sets by itself.
    """
    rng = random.Random(f"power {number}")
    pragmas = [f"PRAGMA wal_autocheckpoint={rng.choice((8, 30, 1000))}"]
    pragmas += [f"PRAGMA synchronous={synchronous}"] * bool(synchronous)
    with tempfile.TemporaryDirectory(dir=SHM) as folder:
        home, record = Path(folder) / "home", Path(folder) / "record"
        home.mkdir()
        (home / "gaemi.db").write_bytes(_fresh_file())
        tape = Tape(Shim(), [digest(home / "gaemi.db")])
        # After the reading, which leaves a log beside the file.
        platter = Platter(home)
        tape.shim.watch(home)
        tape.shim.record(record)
        tape.shim.mark(0)
        play(_live(number, home, tape, pragmas, rng))
        tape.shim.record(None)
        return _judged(list(events(record)), platter, tape, rng)


async def _live(
    number: int, home: Path, tape: Tape, pragmas: list[str], rng: random.Random
) -> None:
    world = TapedWorld(number, home, tape, pragmas)
    groups = ("submit", rng.choice(("cancel", "resolve", "day_close")), "halt")
    steps = [step for group in groups for step in stories.of(group, world, rng)]
    try:
        for step in steps:
            await step()
            if rng.random() < 0.08:
                await world.restart()
    finally:
        await world.close()


def _judged(found: list[Event], platter: Platter, tape: Tape, rng: random.Random) -> Outcome:
    outcome = Outcome(runs=0)
    outcome.count("commits", len(tape.rows))
    outcome.count("writes", sum(e.kind == "W" for e in found))
    rows = stops = 0
    known: dict[int, Reopened] = {}
    begun = next(n for n, e in enumerate(found) if e.kind == "M" and e.inode == LATCH_MARKS)
    wanted = _moments(found, begun, rng)
    for n, event in enumerate(found):
        platter.take(event)
        if event.kind == "M" and event.inode < LATCH_MARKS:
            rows = event.inode
        elif event.kind == "M":
            stops = event.inode - LATCH_MARKS
        for _ in range(wanted.count(n)):
            outcome.runs += 1
            files = platter.lose(rng)
            key = hash(frozenset(files.items()))
            known[key] = known.get(key) or reopened(files)
            outcome.failures += known[key].against(tape, rows, stops)
    outcome.count("distinct states", len(known))
    outcome.count("clear stops", sum(bool(found.error) for found in known.values()))
    return outcome


def _moments(found: list[Event], begun: int, rng: random.Random) -> list[int]:
    """Draw where the power goes: before or after a sync, and anywhere."""
    syncs = [n for n, e in enumerate(found) if e.kind == "S" and n > begun]
    beside = [rng.choice(syncs) - rng.choice((0, 1)) for _ in range(STATES // 2)]
    return beside + [rng.randrange(begun, len(found)) for _ in range(STATES - len(beside))]


@dataclass(frozen=True, slots=True)
class Reopened:
    """What a state of the disk turned out to be."""

    rows: str
    stops: tuple[Switch, ...]
    error: str = ""

    def against(self, tape: Tape, rows: int, stops: int) -> list[str]:
        """Give what is missing of that which was acknowledged; one more may be under way."""
        wrong = []
        if self.stops not in tape.stops[stops : stops + 2]:
            wrong.append(f"stop {stops} was told and is not in the file")
        if self.error:
            wrong.append(f"the file does not open after a loss of power: {self.error}")
        elif self.rows not in tape.rows[rows : rows + 2]:
            wrong.append(f"commit {rows} was told and its rows are not what was stored")
        return wrong


def reopened(files: dict[str, bytes]) -> Reopened:
    """Open a state as a start does."""
    with tempfile.TemporaryDirectory(dir=SHM) as folder:
        home = Path(folder)
        for name, data in files.items():
            (home / name).write_bytes(data)
        stops = FileLatch(home / "latch.json").read()
        try:
            open_store(home / "gaemi.db", SimClock(NOW)).close()
        except StoreError as error:
            return Reopened("", stops, str(error))
        return Reopened(digest(home / "gaemi.db"), stops)


def trial(number: int) -> Outcome:
    """Play one life under the library."""
    return disk_driver.ask(f"{__name__}:recorded", number)


def unsafe(number: int, synchronous: str) -> Outcome:
    """Play one life that waits less for the disk: a control that must fail."""
    return disk_driver.ask(f"{__name__}:recorded", number, synchronous=synchronous)


SUITE = Suite(
    "T-04", "power loss at sync boundaries", trial, floor=20_000, night=20_000, unit="states",
    left_out=("selections of unsynced writes are drawn, not enumerated",),
)  # fmt: skip
