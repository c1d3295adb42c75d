"""T-09: random walks of everything that may happen, with the invariants checked after each step."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

from core.domain.approval import LINE, Approval, ApprovalState
from core.domain.decision import RiskApproved
from core.domain.journal import Outgoing
from core.domain.modes import EVERYTHING, ModeRule, OrderMode, by_rule
from core.domain.order import IN_FLIGHT, Order, OrderIntent, OrderState
from core.domain.plan import Cursor
from core.domain.signal import Side
from core.domain.switches import HaltLevel, level_for
from core.errors import DeliveryError
from core.failpoint import arm, disarm
from tests.harness import ANN, BEN, OTHER, SYMBOL, FakeBroker, World
from tests.prove import invariants
from tests.prove.crash import Died
from tests.prove.invariants_state import at_rest
from tests.prove.persons import Persons
from tests.prove.suite import Outcome, Suite

STEPS = 200
# A quarter of the walks leaves presses so many seconds to be undone.
WINDOW = 5
# Where a walk's program may die: what a world in memory passes.
DEATHS = (
    "press.before_commit", "press.after_commit", "submit.before_queue", "submit.before_send",
    "submit.after_send", "submit.after_outcome", "outcome.before_commit", "outcome.after_commit",
    "fill.before_commit", "fill.after_commit", "fill.after_cash", "propose.after_commit",
    "card.after_send", "outbox.before_commit", "halt.after_latch", "resolve.before",
)  # fmt: skip


class StrictBroker(FakeBroker):
    """Looks into the journal at the moment of receipt, and remembers what it took (INV-01, 16)."""

    world: World

    def __init__(self, world: World) -> None:
        super().__init__(world.clock)
        self.world = world
        self.taken: set[str] = set()
        self.numbers: dict[str, str] = {}
        self.wrong: list[str] = []

    async def submit(self, approved: RiskApproved) -> str:
        self.examine(approved)
        return await super().submit(approved)

    def examine(self, approved: RiskApproved) -> None:
        """Write down what is wrong with a request at its receipt."""
        i = approved.intent
        rows = self.world.uow.hot.orders.committed()
        journaled = [o for o in rows if o.intent.id == i.id and o.state in IN_FLIGHT]
        if len(journaled) != 1:
            self.wrong.append(f"INV-01: {i.id} came, {len(journaled)} rows are committed for it")
        switch = level_for(self.world.latch.read(), strategy=i.owner, symbol=i.symbol)
        if switch and not _passes(switch.level, i):
            self.wrong.append(f"INV-16: {i.id} came while {switch.scope.name} is {switch.level}")

    def take(self, approved: RiskApproved, **changes: object) -> object:
        self.taken.add(approved.intent.id)
        row = super().take(approved, **changes)
        self.numbers[approved.intent.id] = row.number
        return row


class Machine(Persons):
    """A walk that knows what was true a step ago."""

    def __init__(self, world: World, broker: StrictBroker, rng: random.Random) -> None:
        super().__init__(world, rng)
        self.broker, self.numbers = broker, broker.numbers
        self.confirmed = self.checked_submits = self.checked_messages = 0
        self.states: dict[str, OrderState] = {}
        self.filled: dict[str, int] = {}
        self.granted: set[str] = set()
        self.stops_before: set[str] = set()
        self.step_name = self.boot_before = ""
        self.told_of_doubt: set[str] = set()
        self.lines: dict[str, str] = {}
        self.orders: list[Order] = []
        self.approvals: list[Approval] = []
        self.new_orders: list[Order] = []
        self.newly_granted: list[Approval] = []
        self.new_messages: list[Outgoing] = []
        self.deaths = 0

    async def heal(self) -> None:
        self.world.faces[ANN.face].fails.clear()
        self.step_name, self.boot_before = "heal", self.world.desk.boot
        self.stops_before = {s.scope.name for s in self.world.latch.read()}
        await super().heal()

    async def walk(self, steps: int) -> list[str]:
        """Take steps until one breaks an invariant; gives what is broken, with the steps."""
        taken: list[str] = []
        for _ in range(steps):
            self.boot_before = self.world.desk.boot
            self.stops_before = {s.scope.name for s in self.world.latch.read()}
            self.step_name = await self._step_or_die()
            taken.append(self.step_name)
            wrong = self.look_at()
            if wrong:
                return [*wrong, f"after {len(taken)} steps: {taken[-12:]}"]
        return []

    async def _step_or_die(self) -> str:
        dies = self.rng.random() < 0.04
        if dies:
            arm(self.rng.choice(DEATHS), _die)
        try:
            return await self.step()
        except Died:
            self.deaths += 1
            disarm()
            await self.restart()
            return "death"
        finally:
            disarm()

    async def step(self) -> str:
        weighted = (
            (self.wish, 8), (self.press, 12), (self.again, 2), (self.both, 2), (self.fill, 8),
            (self.end, 1), (self.time, 6), (self.lose, 3), (self.outage, 1), (self.move, 2),
            (self.halt, 1), (self.resume, 6), (self.restart, 1), (self.tomorrow, 1),
            (self.by_hand, 1), (self.chat_fails, 1), (self.tighten, 1), (self.stranger, 1),
            (self.cancel, 3), (self.cancel_open, 1), (self.flatten, 1), (self.doubt, 3),
            (self.match, 1), (self.factor, 1), (self.reply, 2),
        )  # fmt: skip
        # Every check is green: what keeps orders back here is what the walk does.
        self.world.desk.hear_checks(())
        windows = ((self.take_back, 4),) if self.world.undo_s else ()
        steps, weights = zip(*weighted, *windows, strict=True)
        chosen = self.rng.choices(steps, weights)[0]
        await chosen()
        if self.world.undo_s:
            # The program looks at its windows all the time, whatever else goes on.
            await self.world.runtime.settle()
        return str(chosen.__name__)

    async def again(self) -> None:
        """Press a card that was pressed before."""
        known = [self.world.uow.approvals.get(key) for key in self.old]
        shown = [a for a in known if a and any(m.face == ANN.face for m in a.messages)]
        if shown:
            await self.world.press(self.rng.choice(shown))

    async def both(self) -> None:
        """Two devices press one card at the same time, one yes, one perhaps no."""
        for card in self.world.desk.open_approvals()[:1]:
            if {m.face for m in card.messages} >= {ANN.face, BEN.face}:
                yes = self.rng.random() < 0.5
                first = self.world.runtime.press(self.world.button(card, who=ANN))
                second = self.world.runtime.press(self.world.button(card, yes=yes, who=BEN))
                await asyncio.gather(first, second)
                await self.world.runtime.settle()

    async def by_hand(self) -> None:
        """The person buys or sells past us, in the broker's own app."""
        symbol, shares = self.rng.choice((SYMBOL, OTHER)), self.rng.randrange(1, 9)
        self.broker.held[symbol] = self.broker.held.get(symbol, 0) + shares

    async def chat_fails(self) -> None:
        """The next message to a phone is refused for a while."""
        self.world.faces[ANN.face].fails.append(DeliveryError("429", retry_after_s=5))

    async def tighten(self) -> None:
        """A limit goes down or up again between card and press."""
        lower = self.rng.random() < 0.5
        changes = {"order_won": 1_000_000 if lower else 50_000_000}
        self.world.desk.base_limits = self.world.limits.__class__(
            **{**_fields(self.world.desk.base_limits), **changes}
        )

    async def stranger(self) -> None:
        """Somebody who is nobody's presses a card's button."""
        for card in self.world.desk.open_approvals()[:1]:
            if any(m.face == ANN.face for m in card.messages):
                who = ANN.__class__(ANN.face, "666", ANN.chat, "Eve")
                button = self.world.button(card, who=ANN)
                result = await self.world.runtime.press(replace(button, actor=who))
                assert not result.ok, "a stranger's press was taken"

    def look_at(self) -> list[str]:
        """Read what is true, check everything, and remember it for the next step."""
        self.orders = list(self.world.uow.orders.all())
        self.approvals = list(self.world.uow.approvals.all())
        self.new_orders = [o for o in self.orders if o.id not in self.states]
        self.newly_granted = invariants.newly(self.approvals, self.granted)
        messages = list(self.world.uow.outbox.all())
        self.new_messages = messages[self.checked_messages :]
        doubts = filter(invariants.is_doubt_notice, self.new_messages)
        self.told_of_doubt |= {str(dict(o.fields).get("order")) for o in doubts}
        self.confirmed += len(self.newly_granted)
        wrong = [*self.broker.wrong, *invariants.broken(self)]
        self.checked_submits, self.checked_messages = len(self.broker.submits), len(messages)
        self.states = {o.id: o.state for o in self.orders}
        self.filled = {o.id: o.filled for o in self.orders}
        self.granted |= {a.id for a in self.newly_granted}
        self.lines |= {a.id: a.note for a in self.approvals if a.note.startswith(LINE)}
        return wrong


def _passes(level: HaltLevel, intent: OrderIntent) -> bool:
    if level is HaltLevel.FLATTEN:
        return intent.flatten
    return level is HaltLevel.REDUCE_ONLY and intent.side is Side.SELL


def _die() -> None:
    raise Died


def _fields(limits: object) -> dict[str, object]:
    return {name: getattr(limits, name) for name in limits.__dataclass_fields__}  # type: ignore[attr-defined]


def trial(seed: int) -> Outcome:
    """Walk, heal, and compare everything at rest."""
    return asyncio.run(_trial(seed))


async def let_alone(world: World) -> None:
    """Store a person's rule that lets small orders go without a press."""
    rule = ModeRule(
        "RULE", EVERYTHING, OrderMode.AUTO, "2026-11-01", 1_000_000, 3_000_000, ANN.face,
        ANN.user, "Ann", "walk", "2026-11-01T00:00:00+00:00",
    )  # fmt: skip
    world.uow.cursors.put(Cursor("mode_rule:RULE", rule.encoded()))
    await world.uow.commit()


async def _trial(seed: int) -> Outcome:
    rng = random.Random(f"machine {seed}")
    world = World(undo_s=WINDOW if seed % 4 == 3 else 0)
    broker = StrictBroker(world)
    world.broker, world.generation = broker, 0
    world.desk, world.runtime = world._build()
    await world.ask_to_pair()
    await world.boot()
    if seed % 4 == 1:
        await let_alone(world)
    machine = Machine(world, broker, rng)
    outcome = Outcome(await machine.walk(STEPS), runs=STEPS)
    if not outcome.failures:
        await machine.heal()
        outcome.failures += [*machine.look_at(), *at_rest(machine)]
    outcome.count("walks")
    outcome.count("deaths", machine.deaths)
    for key, count in machine.said.items():
        outcome.count(f"said {key}", count)
    outcome.count("orders", len(machine.orders))
    outcome.count("alone", sum(by_rule(a) for a in machine.approvals))
    outcome.count("granted", sum(a.state is ApprovalState.GRANTED for a in machine.approvals))
    return outcome


SUITE = Suite(
    "T-09", "state machine, invariants after every step", trial, floor=1_000_000,
    night=2_000_000, unit="steps",
    left_out=(
        "push frames lost, repeated or reordered: the wire's suites play them",
        f"{45 - len(invariants.CHECKS)} of the 45 invariants: a world in memory shows no others",
    ),
)  # fmt: skip
