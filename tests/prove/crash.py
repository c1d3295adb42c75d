"""T-01, T-03: the program dies at a named step, its objects are dropped, it starts again.

A trial is (point, seed): the story of that point's group is played on the whole path until the
point is passed for the n-th time; then an exception that nothing catches ends the program.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from alembic.script import ScriptDirectory

from core.clock import SimClock
from core.domain.people import Role, User
from core.failpoint import POINTS, arm, disarm
from storage.database import writer
from storage.schema import TRADE_SCHEMA, alembic_config, migrate
from storage.store import open_store
from tests.kis_rig import NOW
from tests.prove import stories
from tests.prove.suite import Outcome, Suite
from tests.prove.virtual import play
from tests.prove.world import KisWorld

# Files in memory where there is such a place: a test of order needs no disk.
SHM = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
DISK_GROUPS = {"store"}
# The share of worlds whose broker does not tell by which channel an order came.
UNREADABLE = 0.3


class Died(BaseException):
    """The program ended here."""


class Deaths:
    """Arms one point after the other; `struck` lists those that ended the program."""

    def __init__(self, plan: list[tuple[str, int]]) -> None:
        self._plan = list(plan)
        self.struck: list[str] = []

    def arm_next(self) -> None:
        """Arm the next death, or none."""
        disarm()
        if self._plan:
            point, hit = self._plan.pop(0)
            arm(point, self._strike(point, hit))

    def _strike(self, point: str, hit: int) -> Callable[[], None]:
        left = [hit]

        def strike() -> None:
            left[0] -= 1
            if left[0] == 0:
                self.struck.append(point)
                raise Died(point)

        return strike


@asynccontextmanager
async def world_of(seed: int, *, disk: bool = False, **how: object) -> AsyncIterator[KisWorld]:
    """Give a world over files that vanish with it."""
    with tempfile.TemporaryDirectory(dir=SHM) as home:
        world = KisWorld(seed, Path(home), disk=disk, **how)  # type: ignore[arg-type]
        try:
            yield world
        finally:
            disarm()
            await world.close()


async def outlive(world: KisWorld, deaths: Deaths, step: Callable[[], Awaitable[object]]) -> None:
    """Do one step of a story; when the program dies in it, start it again, and again."""
    try:
        await step()
        return
    except Died:
        pass
    while True:
        deaths.arm_next()
        try:
            await world.restart()
        except Died:
            continue
        return


async def sweep(seed: int, plan: list[tuple[str, int]], *, disk: bool, turn: int = 0) -> Outcome:
    """Play the stories of a plan's first point with its deaths, and ask the oracle."""
    rng = random.Random(f"crash {seed} {turn} {plan}")
    outcome = Outcome()
    group = plan[0][0].partition(".")[0]
    readable = rng.random() >= UNREADABLE
    async with world_of(seed, disk=disk or group in DISK_GROUPS, readable=readable) as world:
        deaths = Deaths(plan)
        deaths.arm_next()
        for step in stories.of(group, world, rng):
            await outlive(world, deaths, step)
        disarm()
        await world.heal()
        outcome.failures = [f"{t} (died at {deaths.struck})" for t in await world.findings()]
        outcome.failures += world.broken_counts()
    outcome.runs, outcome.struck = int(bool(deaths.struck)), tuple(deaths.struck)
    for point in deaths.struck:
        outcome.count(f"at {point}")
    return outcome


def points() -> tuple[str, ...]:
    """Give the points that a story passes; those of migrations have a sweep of their own."""
    return tuple(p for p in POINTS if not p.startswith("migrate."))


def single(seed: int) -> Outcome:
    """T-01: die at the point that the number says, at one of the first times it is passed."""
    found = points()
    point = found[seed % len(found)]
    rng = random.Random(f"hit {seed}")
    disk = rng.random() < 0.04
    # A story may not come to the point, or not so often: then another is told.
    plans = [[(point, rng.choice((1, 1, 2, 3)))], *([(point, 1)] for _ in range(4))]
    if point.startswith("boot.") and rng.random() < 0.7:
        # A start that finds something: the program died before, anywhere.
        plans[0] = [(rng.choice(found), 1), (point, 1)]
    outcome = Outcome(runs=0)
    for turn, plan in enumerate(plans):
        outcome = play(sweep(seed, plan, disk=disk, turn=turn))
        if point in outcome.struck or outcome.failures:
            return outcome
    return outcome


def double(seed: int) -> Outcome:
    """T-03: die again while the first death is recovered from."""
    rng = random.Random(f"pair {seed}")
    first = rng.choice(points())
    later = rng.choice([p for p in points() if p.partition(".")[0] in RECOVERY])
    return play(sweep(seed, [(first, 1), (later, 1)], disk=rng.random() < 0.04))


RECOVERY = {"boot", "look", "fill", "resolve", "outbox", "card", "latch", "store", "token"}

SWEEP = Suite(
    "T-01", "in-process crash sweep", single, floor=20_000, night=43_000, unit="deaths", share=2,
    inputs=len(points()),
    left_out=(
        "files on a disk: one trial in 25 has them, the others keep their rows in memory",
    ),
)  # fmt: skip
PAIRS = Suite(
    "T-03", "double crash, sampled pairs", double, floor=2_000, night=7_396, unit="pairs",
    left_out=("every ordered pair: pairs are drawn, the second point from those of a start",),
)  # fmt: skip


def migration(seed: int) -> Outcome:
    """Die while a file is brought to this release's form, and open it again."""
    rng = random.Random(f"migration {seed}")
    found = migration_points()
    point = found[seed % len(found)]
    outcome = Outcome(runs=0)
    with tempfile.TemporaryDirectory(dir=SHM) as home:
        path = Path(home) / "gaemi.db"
        clock = SimClock(NOW)
        rows = _older_file(path, clock, rng)
        deaths = Deaths([(point, 1)])
        deaths.arm_next()
        try:
            open_store(path, clock).close()
        except Died:
            outcome.count(f"at {point}")
            outcome.runs = 1
        finally:
            disarm()
        store = open_store(path, clock)
        if [u.key for u in store.uow.users.all()] != rows:
            outcome.failures.append(f"lost rows in a migration that died at {point}")
        store.close()
    return outcome


def migration_points() -> list[str]:
    """Give the points of a migration; those of the backup only when an older form exists."""
    older = len(revisions()) > 1
    steps = [p for p in POINTS if p.startswith("migrate.")]
    return steps if older else ["migrate.in_transaction", "migrate.after_commit"]


def revisions() -> list[str]:
    """Give the forms of the trading file, newest first."""
    scripts = ScriptDirectory.from_config(alembic_config(TRADE_SCHEMA))
    return [script.revision for script in scripts.walk_revisions()]


def _older_file(path: Path, clock: SimClock, rng: random.Random) -> list[str]:
    forms = revisions()
    if len(forms) < 2:
        return []
    store = open_store(path, clock)
    names = [f"u{n}" for n in range(rng.randrange(1, 5))]
    for name in names:
        store.uow.users.put(User("phone", name, name, name, Role.ADMIN, NOW))
    asyncio.run(store.uow.commit())
    store.close()
    engine = writer(path)
    migrate(engine, TRADE_SCHEMA, to=rng.choice(forms[1:]))
    engine.dispose()
    return [f"phone:{name}" for name in names]


MIGRATIONS = Suite(
    "T-01m", "crash while a file is migrated", migration, floor=200, night=1_000, unit="deaths",
    share=0.2, inputs=5,
)  # fmt: skip
