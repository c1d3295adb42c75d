"""T-05: every fault in every phase of an order's life, on the whole path, and then the oracle.

A cell plays one purchase of a thin share (so that it rests and fills in parts) up to its phase,
switches its fault on there, lives with it as the live market does, heals, and asks the oracle.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from core.domain.commands import CancelOrder
from core.failpoint import arm, disarm
from tests.fakes import ANN
from tests.kis_rig import CALM
from tests.prove.crash import world_of
from tests.prove.faults import FAULTS, OWN, PHASES, Fault, fill_in_pieces
from tests.prove.suite import Outcome, Suite
from tests.prove.virtual import play
from tests.prove.world import KisWorld
from tests.prove.world_market import THIN

CELLS = tuple(
    (name, phase) for name, fault in FAULTS.items() for phase in PHASES if phase not in fault.never
)
# At which step a fault begins that comes while the order is under way.
HOOKS = {"journaled": "submit.before_latch", "awaiting": "submit.after_last_byte",
         "accepted": "submit.after_outcome"}  # fmt: skip
# Switches that act at the moment they are added: ports, stream, the balance's copy.
ARMED = {"F01", "F02", "F03", "F24", "F35", "F36", "F37", "F39", "F48"}
SENDING = "submit.before_connect"


def trial(number: int) -> Outcome:
    """Play a cell; numbers beyond the last cell are the next seed of the first."""
    turn, at = divmod(number, len(CELLS))
    name, phase = CELLS[at]
    # Phases begin with different sizes, so that few seeds play all of them somewhere.
    fault = FAULTS[name].variant(turn + at)
    outcome = play(_cell(number, fault, phase))
    if fault is not FAULTS[name]:
        outcome.count(f"size: {fault.what}")
    outcome.count(f"cell {name} {phase}")
    if outcome.failures:
        outcome.failures.append(f"cell {name} ({fault.what}) while {phase}")
    return outcome


async def _cell(number: int, fault: Fault, phase: str) -> Outcome:
    rng = random.Random(f"cell {number}")
    outcome = Outcome()
    async with world_of(number, push=rng.random() < 0.5 or int(fault.name[1:]) >= 30) as world:
        await _play(world, fault, phase, rng)
        await world.live(fault.lasts_s)
        await world.heal()
        outcome.count("fault hit", int(_was_hit(world, fault)))
        outcome.failures = [*world.wrong, *world.broken_counts(), *await world.findings()]
        if phase in OWN and fault.classes:
            outcome.failures += _misjudged(world, fault)
    return outcome


async def _play(world: KisWorld, fault: Fault, phase: str, rng: random.Random) -> None:
    async def here(name: str) -> None:
        if name == phase:
            await fault.on(world, phase)

    await world.boot()
    await world.pair()
    # A number before ours, so that an answer can carry another order's.
    world.server.hts_order(THIN, side="buy", quantity=1, price=60_000)
    await world.live(2)
    await here("idle")
    await world.live(5)
    await here("quoting")
    early = phase in PHASES[:6] and fault.name != "F34"
    symbol = rng.choice((THIN, THIN, CALM)) if early else THIN
    card = await world.card(shares=rng.randrange(20, 60), symbol=symbol)
    await here("card shown")
    await world.live(rng.choice((1, 8)))
    if card is None:
        return
    await here("pressed")
    if not fault.at_port:
        await here("sending")
    _hook(world, fault, phase)
    await world.press(card)
    disarm()
    await world.live(rng.choice((1, 5)))
    await here("part-filled")
    await world.live(3)
    await here("reconciling")
    await world.look(1)
    await here("cancelling")
    if phase == "cancelling" or fault.name == "F34" or rng.random() < 0.3:
        await _cancel(world)
    if fault.name in ("F31", "F32", "F38"):
        # Frames to lose, repeat or spoil.
        await fill_in_pieces(world, phase)
        world.server.step(0)
        await world.live(2)
    await here("booting")
    if phase == "booting":
        await world.restart()


def _hook(world: KisWorld, fault: Fault, phase: str) -> None:
    """Begin the fault from inside the path, at the step that the phase stands for."""
    step = SENDING if phase == "sending" and fault.at_port else HOOKS.get(phase)
    if step:
        arm(step, _once(lambda: _now(fault.on(world, phase))))


def _once(action: Callable[[], None]) -> Callable[[], None]:
    done: list[bool] = []

    def strike() -> None:
        if not done:
            done.append(True)
            action()

    return strike


def _now(work: object) -> None:
    """Run a coroutine that never waits, inside a synchronous step."""
    try:
        work.send(None)  # type: ignore[attr-defined]
    except StopIteration:
        return
    raise RuntimeError("a fault waits where it must not")


async def _cancel(world: KisWorld) -> None:
    for order in world.resting():
        await world.ask(CancelOrder(order.id, ANN))
    await world.runtime.settle()
    await asyncio.sleep(0)


def _was_hit(world: KisWorld, fault: Fault) -> bool:
    """Tell whether the switch did anything; what is no switch of the server always does."""
    switches = [f for f in world.switched if f.fault == fault.server_name]
    return not switches or any(f.hits for f in switches) or fault.name in ARMED


def _misjudged(world: KisWorld, fault: Fault) -> list[str]:
    """Compare the fates that the journal tells of with those the fault may have."""
    fates = {"accepted", "adopted", "rejected", "unknown"}
    journal = world.memory.journal
    kinds = [e.kind for e in journal if e.topic == "order.state" and e.kind in fates]
    if not kinds:
        return []
    said = _fate(kinds, [str(dict(e.data).get("note", "")) for e in journal])
    if said not in fault.classes:
        return [f"{fault.name}: the order was {said} ({kinds}), allowed {sorted(fault.classes)}"]
    return []


def _fate(kinds: list[str], notes: list[str]) -> str:
    if kinds[0] == "unknown":
        if "adopted" in kinds or "accepted" in kinds:
            return "adopted"
        return "absent" if "rejected" in kinds else "unknown"
    return kinds[0]


SUITE = Suite(
    "T-05", "broker faults in every phase (KIS)", trial, floor=3 * 500, night=3 * 576,
    unit="cells", inputs=len(CELLS),
    left_out=("Kiwoom and LS: there are no such brokers here yet",),
)  # fmt: skip
