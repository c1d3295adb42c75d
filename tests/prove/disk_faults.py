"""T-08, the half that strikes a running program: its disk fails, fills, stalls or turns away.

A trial plays the story of a write site on the whole path. Where the site's commit begins the
fault is switched on. The program may go on or stop clearly; a stop must still work; healed and
started again it must have lost nothing.
"""

from __future__ import annotations

import asyncio
import errno
import os
import random
import sqlite3
import tempfile
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog

from core import log
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, Switch
from core.errors import GaemiError, SettingsError, StoreError
from core.failpoint import arm, disarm
from core.flow.last_line import stopped_by_file
from core.latch import FileLatch
from core.lock import HomeLock
from storage.store import open_store
from tests import samples
from tests.prove import stories
from tests.prove.crash import SHM, world_of
from tests.prove.disk_shim import Op, Shim
from tests.prove.suite import Outcome
from tests.prove.virtual import play
from tests.prove.world import KisWorld

# Where a fault begins: the commit of each step that a person or the broker is told of.
SITES = {
    "card": "propose.before_commit", "press": "press.before_commit",
    "outcome": "outcome.before_commit", "fill": "fill.before_commit",
    "cancel": "cancel.before_commit", "stop": "halt.before_commit",
    "resume": "resume.before_commit", "boot": "boot.before_commit",
}  # fmt: skip
ROWS = "gaemi.db*"
# Times of D05 and D19 are a hundredth of what the plan names, and so is the store's patience.
SCALE = 0.01


@dataclass(slots=True)
class Bench:
    """What a fault may use, and what it leaves to undo."""

    world: KisWorld
    shim: Shim
    rng: random.Random
    outcome: Outcome
    fault: Fault
    undo: list[Callable[[], object]] = field(default_factory=list)

    def wrong(self, text: str) -> None:
        """Note a finding."""
        self.outcome.failures.append(text)

    @property
    def stopped(self) -> bool:
        """Tell whether the program refuses to go on."""
        store = self.world.store
        broken = store is not None and store.uow._broken is not None
        return broken or self.world.runtime.engine.failed is not None

    def heal(self) -> None:
        """Take the fault back."""
        self.shim.heal()
        while self.undo:
            self.undo.pop()()


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the matrix; `on` switches it on."""

    name: str
    what: str
    on: Callable[[Bench], object]


def _fails(ops: Op, error: int, *, names: str = "*", once: bool = False) -> Callable[[Bench], None]:
    def on(bench: Bench) -> None:
        kept = bench.rng.choice((-1, -1, 512, 1536)) if Op.WRITE & ops else -1
        # The first call, or a later one of this commit or of those that follow.
        nth = bench.rng.choice((1, 1, 2, 3, 5, 8, 13, 21))
        bench.shim.fail(ops, error, names=names, nth=nth, forever=not once, kept=kept)

    return on


def _locked(bench: Bench) -> None:
    store = bench.world.store
    assert store is not None
    below = store.uow._connection.connection.dbapi_connection
    assert below is not None
    below.execute(f"PRAGMA busy_timeout={int(5000 * SCALE)}")  # type: ignore[attr-defined]
    other = sqlite3.connect(
        bench.world.home / "gaemi.db", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    guard = threading.Lock()

    def free() -> None:
        with guard, suppress(sqlite3.ProgrammingError):
            other.close()

    timer = threading.Timer(bench.rng.choice((1, 5, 60)) * SCALE, free)
    timer.start()
    bench.undo += [timer.join, timer.cancel, free]


def _starved(bench: Bench) -> None:
    if not bench.shim.starve(bench.rng.choice((1, 2, 5, 10, 20, 50, 100, 200))):
        bench.wrong("SQLite's calls for memory cannot be told from others here")


def _clock_back(bench: Bench) -> None:
    bench.world.clock.shift = -timedelta(seconds=bench.rng.choice((1, 4, 60, 3600, 9 * 3600)))


def _second(bench: Bench) -> None:
    path = bench.world.home / "lock"
    first = HomeLock(path).__enter__()
    bench.undo.append(lambda: first.__exit__(None, None, None))
    try:
        with HomeLock(path):
            bench.wrong("a second process took the lock")
    except SettingsError:
        bench.outcome.count("turned away")


def _log_full(bench: Bench) -> None:
    kept = log.configure(bench.world.home / "gaemi.log", "INFO", bench.world.clock.now)
    bench.undo.append(kept.close)
    bench.shim.fail(Op.WRITE, errno.ENOSPC, names="gaemi.log*")
    # A healthy life says little: this line is lost, and whoever wrote it must not notice.
    structlog.get_logger("gaemi").warning("a line for a full disk")


def _temporary_full(bench: Bench) -> None:
    os.environ["SQLITE_TMPDIR"] = str(bench.world.home)
    bench.shim.fail(Op.OPEN | Op.WRITE, errno.ENOSPC, names="etilqs*")


def _slow(bench: Bench) -> None:
    bench.shim.fail(Op.SYNC, 0, names=ROWS, forever=False, delay_s=2 * SCALE)


_WRITES = Op.WRITE | Op.CUT
FAULTS = (
    Fault("D01", "disk full", _fails(_WRITES, errno.ENOSPC)),
    Fault("D02", "EIO on reading", _fails(Op.READ, errno.EIO)),
    Fault("D03", "EIO on writing", _fails(_WRITES, errno.EIO)),
    Fault("D03", "EIO on writing once", _fails(_WRITES, errno.EIO, names=ROWS, once=True)),
    Fault("D04", "sync fails once", _fails(Op.SYNC, errno.EIO, names="gaemi.db-wal", once=True)),
    Fault("D05", "database locked", _locked),
    Fault("D11", "disk turned read-only", _fails(Op.CHANGES & ~Op.SYNC, errno.EROFS)),
    Fault("D16", "second process", _second),
    Fault("D17", "clock goes back", _clock_back),
    Fault("D18", "no permission", _fails(Op.OPEN | Op.GONE | Op.MOVE, errno.EACCES)),
    Fault("D19", "slow sync", _slow),
    Fault("D20", "no memory for SQLite", _starved),
    Fault("D21", "temporary folder full", _temporary_full),
    Fault("D22", "log disk full", _log_full),
)


def struck(number: int) -> Outcome:
    """Play the fault and site that the number says; another story when one does not come there."""
    fault, site = FAULTS[number % len(FAULTS)], tuple(SITES)[number // len(FAULTS) % len(SITES)]
    outcome = Outcome(runs=0)
    for turn in range(4):
        outcome = play(_trial(number, turn, fault, site))
        if outcome.runs or outcome.failures:
            break
    if outcome.failures:
        outcome.failures.append(f"{fault.name} ({fault.what}) at {site}")
    return outcome


async def _trial(number: int, turn: int, fault: Fault, site: str) -> Outcome:
    rng = random.Random(f"disk {number} {turn}")
    outcome = Outcome(runs=0)
    shim = Shim()
    # Before the world opens its files: a file counts from when it is opened.
    shim.watch(SHM or Path(tempfile.gettempdir()))
    async with world_of(number, disk=True) as world:
        bench = Bench(world, shim, rng, outcome, fault)
        try:
            for step in steps_to(site, world, rng, lambda: _arm(bench, fault, site)):
                await _live(bench, step)
            if outcome.runs:
                await _stop_holds(bench)
                await _again(bench)
            outcome.count(f"struck by {fault.name}", int(outcome.counts.get("struck", 0) > 0))
            world.clock.shift = timedelta(0)
            await world.heal()
            found = [*world.broken_counts(), *await world.findings()]
            # What was told when, and what was filled when, are of two clocks under D17.
            instants = ("filled when", "was placed while") if fault.name == "D17" else ()
            timeless = [f for f in found if not any(words in f for words in instants)]
            outcome.failures += timeless
        finally:
            disarm()
            bench.heal()
    return outcome


def steps_to(
    site: str, world: KisWorld, rng: random.Random, aim: Callable[[], None]
) -> list[stories.Step]:
    """Give the story that passes a site; `aim` is called when it begins, or before a restart."""
    steps = stories.of(SITES[site].partition(".")[0], world, rng)
    if site != "boot":
        aim()
        return steps

    async def restart() -> None:
        aim()
        await world.restart()

    at = rng.randrange(3, len(steps) + 1)
    return [*steps[:at], restart, *steps[at:]]


def _arm(bench: Bench, fault: Fault, site: str) -> None:
    def strike() -> None:
        disarm()
        bench.outcome.runs = 1
        bench.outcome.count(f"{fault.name} {site}")
        fault.on(bench)

    arm(SITES[site], strike)


async def _live(bench: Bench, step: Callable[[], Awaitable[object]]) -> None:
    """Do a step; a program that stops must have said so clearly, and is started again."""
    try:
        await step()
        return
    except StoreError:
        bench.outcome.count("clear stops")
    except (sqlite3.Error, OSError, MemoryError) as error:
        bench.wrong(f"the disk's own error came through: {type(error).__name__}: {error}")
    await _stop_holds(bench)
    await _again(bench)


async def _again(bench: Bench) -> None:
    """Die, try to start on the failing disk, heal, start."""
    if bench.fault.name == "D04" and bench.shim.struck and not bench.stopped:
        bench.wrong("a sync failed and the program went on")
    bench.outcome.count("struck", bench.shim.struck)
    _starts_or_says_why(bench)
    bench.heal()
    await bench.world.restart()
    await bench.world.resume()


def _starts_or_says_why(bench: Bench) -> None:
    world = bench.world
    try:
        world.drop()
        open_store(world.home / "gaemi.db", world.clock).close()
        bench.outcome.count("starts on it")
    except StoreError:
        bench.outcome.count("start refused")
    except (sqlite3.Error, OSError, MemoryError, GaemiError) as error:
        bench.wrong(f"a start says {type(error).__name__}: {error}")


async def _stop_holds(bench: Bench) -> None:
    """Stop by chat and by `gaemi halt` while the fault is on: nothing may leave after either."""
    world = bench.world
    with suppress(GaemiError, MemoryError):
        await stories.wish(world, bench.rng, Side.BUY)
    with suppress(GaemiError, MemoryError):
        await world.halt(HaltLevel.HALT_NEW)
    latch = FileLatch(world.home / "latch.json")
    with suppress(StoreError):
        latch.change(Switch(Scope(), HaltLevel.HALT_NEW, "cli", "test", world.clock.now()))
    before = len(world.server.orders)
    with suppress(GaemiError, MemoryError):
        for card in world.open_cards():
            await world.press(card)
        await world.look(1)
    await asyncio.sleep(0)
    if len(world.server.orders) > before:
        bench.wrong("an order left after the stop")
    held = bool(stopped_by_file(latch, samples.intent(owner="golden_cross"), ()))
    engaged = any(s.level is HaltLevel.HALT_NEW for s in world.uow.switches.all())
    if not (held or bench.stopped or engaged):
        bench.wrong("a stop engaged nothing")
