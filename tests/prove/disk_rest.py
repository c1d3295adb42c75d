"""T-08, the half that meets the program at its start: files that were damaged, lost or put back.

A life is cut at a write site, its files are changed as they lie there, and the program starts
again. It must refuse clearly, with a stop still possible, or go on and lose nothing. What an
older file does not know of must be named as somebody else's and never be sent again.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from core.domain.doubt import LinkKind
from core.domain.journal import Outgoing
from core.domain.switches import HaltLevel, Scope, Switch
from core.errors import GaemiError, StoreError
from core.failpoint import arm, disarm
from core.flow.last_line import stopped_by_file
from core.latch import FileLatch
from storage.store import open_store
from tests import samples
from tests.prove import disk_driver
from tests.prove.crash import SHM, Died, world_of
from tests.prove.disk_damage import DAMAGES, ROWS, Case, Damage
from tests.prove.disk_faults import FAULTS, SITES, steps_to
from tests.prove.disk_power import digest
from tests.prove.disk_shim import Shim
from tests.prove.suite import Outcome, Suite
from tests.prove.virtual import play

# D09 and D10 at a running program: its files go while they are open.
LOST = (("D09", ("gaemi.db-wal",)), ("D10", ("gaemi.db",)), ("D10", ROWS))


def damaged(number: int) -> Outcome:
    """Cut a life at a site and start on damaged files."""
    damage, site = DAMAGES[number % len(DAMAGES)], tuple(SITES)[number // len(DAMAGES) % len(SITES)]
    outcome = Outcome(runs=0)
    for turn in range(4):
        outcome = play(_trial(number, turn, damage, site))
        if outcome.runs or outcome.failures:
            break
    if outcome.failures:
        outcome.failures.append(f"{damage.name} ({damage.what}) at {site}")
    return outcome


async def _trial(number: int, turn: int, damage: Damage, site: str) -> Outcome:
    rng, outcome = random.Random(f"rest {number} {turn}"), Outcome(runs=0)
    Shim().watch(SHM or Path(tempfile.gettempdir()))
    async with world_of(number, disk=True) as world:
        case = Case(world, rng, outcome)
        try:
            steps = steps_to(site, world, rng, lambda: arm(SITES[site], _die))
            for n, step in enumerate(steps):
                if n == 2:
                    # Both people are paired: from then on a backup is worth something.
                    case.remember()
                await step()
        except Died:
            outcome.runs = 1
        finally:
            disarm()
        if not outcome.runs or case.older is None:
            return Outcome(runs=0)
        outcome.count(f"{damage.name} {site}")
        await _restart_on(case, damage)
        await world.heal()
        outcome.failures += await _judged(case, damage)
    return outcome


def _die() -> None:
    disarm()
    raise Died


async def _restart_on(case: Case, damage: Damage) -> None:
    world = case.world
    case.keep()
    world.drop()
    case.settle_file()
    fingerprint = _counts if damage.reshaped else digest
    sound, whole = case.path.read_bytes(), fingerprint(case.path)
    damage.do(case)
    try:
        open_store(case.path, world.clock).close()
        case.outcome.count("starts on it")
        if not damage.older and fingerprint(case.path) != whole:
            case.wrong("a start on rows that are not what was stored")
        if damage.refused:
            case.wrong("a start that should have been refused")
    except StoreError:
        case.outcome.count("start refused")
        _stop_holds(case)
        case.put({"gaemi.db": sound})
    case.posts = world.server.calls.count("order-cash")
    await world.restart()
    if case.posts != world.server.calls.count("order-cash"):
        case.wrong("a start sent an order")
    with suppress(GaemiError):
        await world.resume()


def _counts(path: Path) -> str:
    """Give how many rows there are of what the first form had already."""
    tables = (
        "journal",
        "orders",
        "approvals",
        "executions",
        "positions",
        "users",
        "switches",
        "outbox",
    )
    with closing(sqlite3.connect(path)) as connection:
        rows = [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]
    return str(rows)


def _stop_holds(case: Case) -> None:
    latch = FileLatch(case.world.home / "latch.json")
    before = latch.read()
    at = case.world.clock.now()
    latch.change(Switch(Scope(), HaltLevel.HALT_NEW, "cli", "test", at))
    if not stopped_by_file(latch, samples.intent(owner="golden_cross"), ()):
        case.wrong("a stop by `gaemi halt` does not hold")
    latch.write(before)


async def _judged(case: Case, damage: Damage) -> list[str]:
    found = await case.world.findings()
    if not damage.older:
        return [*found, *case.world.broken_counts()]
    # The first stranger of a day is told; each is kept apart by its number.
    links = case.world.uow.links.all()
    strangers = {f"{k.branch}-{k.number}" for k in links if k.how is LinkKind.OUTSIDE}
    told = strangers if _told(case) else set()
    case.outcome.count("strangers told", len(told))
    wrong = [f for f in found if not any(_is_about(f, number) for number in told)]
    if case.world.server.calls.count("order-cash") != case.posts:
        wrong.append("an order was sent after the backup was put back")
    return wrong


def _told(case: Case) -> list[Outgoing]:
    return [
        o
        for o in case.world.uow.outbox.all()
        if o.subject == "notice.other_program" and o.delivered_at is not None
    ]


def _is_about(finding: str, number: str) -> bool:
    orphan = finding.startswith(f"rule 2: exchange order {number} ")
    return orphan or finding.startswith(f"rule 5: fills of {number} ")


def removed(number: int) -> Outcome:
    """Take files away from under a running program: it must notice before it acknowledges."""
    (name, files), outcome = LOST[number % len(LOST)], Outcome()
    outcome.count(f"{name} while running")
    outcome.failures = play(_removed(number, files))
    return outcome


async def _removed(number: int, files: tuple[str, ...]) -> list[str]:
    async with world_of(number, disk=True) as world:
        await world.boot()
        await world.pair()
        card = await world.card(shares=3)
        case = Case(world, random.Random(number), Outcome())
        case.keep()
        for file in files:
            (world.home / file).unlink()
        try:
            if card is not None:
                await world.press(card)
            await world.halt()
            case.wrong("rows of a removed file were acknowledged")
        except StoreError:
            case.outcome.count("clear stops")
        if world.server.calls.count("order-cash"):
            case.wrong("an order left whose row is nowhere")
        _stop_holds(case)
        world.drop()
        case.put(case.image)
        await world.restart()
        await world.resume()
        await world.heal()
        return [*case.outcome.failures, *world.broken_counts(), *await world.findings()]


def trial(number: int) -> Outcome:
    """Play the three kinds in turn: struck while running, damaged at rest, removed while open."""
    kind, n = divmod(number, ROUND)[1], number // ROUND
    if kind < len(FAULTS):
        return disk_driver.ask("tests.prove.disk_faults:struck", n * len(FAULTS) + kind)
    if kind < len(FAULTS) + len(DAMAGES):
        return disk_driver.ask(f"{__name__}:damaged", n * len(DAMAGES) + kind - len(FAULTS))
    return disk_driver.ask(f"{__name__}:removed", n * len(LOST) + kind - ROUND + len(LOST))


ROUND = len(FAULTS) + len(DAMAGES) + len(LOST)
SUITE = Suite(
    "T-08", "storage faults at eight write sites", trial, floor=1_000, night=4_400, unit="trials",
    share=1, inputs=ROUND * len(SITES),
    left_out=(
        "D07 of a byte inside a value that stays one of its column: rows carry no sum of their own",
        "D08 of the journal's last entries: their absence is no gap",
        "D05 and D19 run with times a hundredth of the plan's",
        "D20 starves SQLite's own requests for memory, not the interpreter's",
        "D21 has no call to strike: no statement of ours makes SQLite write a temporary file",
    ),
)  # fmt: skip
