"""T-10: every order of a few actions over the real engine, gateway and rows in memory.

An action is what another thread, person or machine may do between two steps of ours: presses, a
stop in its file and in the engine, a request leaving, the broker taking it, its answer, a look, the
end of the program. A request stands still in the broker until an action answers it. What cannot be
told apart from a state that was seen is not gone on from.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from core.domain.approval import Actor, Approval, ApprovalState, GrantKind
from core.domain.commands import Choose, Halt, Look, SecondFactor
from core.domain.decision import RiskApproved
from core.domain.order import IN_FLIGHT
from core.domain.people import QuestionState, choice_subject
from core.domain.results import Result
from core.domain.switches import HaltLevel, Scope
from core.errors import InDoubt, Refused
from tests.harness import ANN, BEN, SHARES, SYMBOL, World
from tests.prove.machine import StrictBroker

# How often each may happen on one path; the product of these bounds the space.
OFTEN: Final = {
    "ann presses": 2, "ben presses": 1, "newest is pressed": 1, "wish": 1, "stop in file": 1,
    "stop in engine": 1, "send": 2, "broker takes": 2, "answer yes": 2, "answer no": 1,
    "answer lost": 2, "look": 1, "wait": 1, "resend is asked": 1, "fill": 1, "crash": 2,
}  # fmt: skip


class GatedBroker(StrictBroker):
    """Leaves a request on the wire until it is told what becomes of it."""

    wire: RiskApproved | None = None
    turn: asyncio.Future[str] | None = None

    async def submit(self, approved: RiskApproved) -> str:
        self.examine(approved)
        self.submits.append(approved)
        self.wire, self.turn = approved, asyncio.get_running_loop().create_future()
        return await self.turn


class Path:
    """One engine on which actions are done one after the other; make one with `start`."""

    def __init__(self, world: World, broker: GatedBroker) -> None:
        self.world, self.broker = world, broker
        self.done: Counter[str] = Counter()
        self.sending: asyncio.Task[bool] | None = None
        self.accepted = self.grants = 0
        self.cards: list[str] = []

    @classmethod
    async def start(cls) -> Path:
        """Give a path with one card on show to two people."""
        world = World()
        broker = GatedBroker(world)
        world.broker, world.generation = broker, 0
        world.desk, world.runtime = world._build()
        await world.ask_to_pair()
        await world.boot()
        path = cls(world, broker)
        await path.wish()
        assert len(path._known()) == 1
        return path

    async def take(self, action: str) -> None:
        """Do one action and let everything run that need not wait."""
        self.done[action] += 1
        await ACTIONS[action][1](self)
        await self._calm()

    def open(self) -> list[str]:
        """Give the actions that can happen now."""
        return [a for a in ACTIONS if self.done[a] < OFTEN[a] and ACTIONS[a][0](self)]

    async def _calm(self) -> None:
        await self.world.runtime.engine.drain()
        for _ in range(6):
            await asyncio.sleep(0)
        await self.world.runtime.deliverer.drain()
        if self.sending is not None and self.sending.done():
            self.sending.result()
            self.sending = None

    async def close(self) -> None:
        """Let go of a request that still waits."""
        if self.sending is not None:
            self.sending.cancel()
            await asyncio.gather(self.sending, return_exceptions=True)
            self.sending = None
        self.broker.turn = None

    # -- what happens --

    def _known(self) -> list[Approval]:
        found = [a for a in self.world.uow.approvals.all() if a.id not in self.cards]
        self.cards += [a.id for a in found]
        return [a for key in self.cards if (a := self.world.uow.approvals.get(key)) is not None]

    def shows(self, at: int, who: Actor) -> bool:
        """Tell whether a card stands before somebody."""
        return any(m.face == who.face for m in self._known()[at].messages)

    async def press(self, at: int, who: Actor) -> None:
        """Press yes; what the engine takes of it counts as a confirmation."""
        card = self._known()[at]
        self.grant(card, await self.world.runtime.press(self.world.button(card, who=who)))

    def grant(self, card: Approval, result: Result) -> None:
        """Count what was taken."""
        self.accepted += result.ok
        self.grants += result.ok and card.kind is GrantKind.RESEND

    async def wish(self) -> None:
        """Let a strategy want the same share."""
        await self.world.wish()
        quotes = await self.world.market.quotes(list(SHARES))
        await self.world.ask(Look(tuple(quotes)))
        await self._calm()

    async def stop(self) -> None:
        """Stop in the file only, as another process does."""
        self.world.runtime._latch(Scope(), HaltLevel.HALT_NEW, ANN, "test")

    async def heed(self) -> None:
        """Tell the engine of the stop."""
        await self.world.ask(Halt(Scope(), HaltLevel.HALT_NEW, ANN, "test"))

    async def send(self) -> None:
        """Let the sender begin with what is queued."""
        self.sending = asyncio.ensure_future(self.world.runtime.gateway.drain())

    async def reach(self) -> None:
        """Let the broker take the request, answered or not."""
        assert self.broker.wire is not None
        self.broker.take(self.broker.wire)
        self.broker.wire = None

    async def yes(self) -> None:
        """Answer with the number of the order."""
        assert self.broker.turn is not None
        if self.broker.wire is not None:
            await self.reach()
        self.broker.turn.set_result(self.broker.rows[-1].number)

    async def no(self) -> None:
        """Refuse, which is proof that nothing was taken."""
        assert self.broker.turn is not None
        self.broker.wire = None
        self.broker.turn.set_exception(Refused("1", "no"))

    async def lose(self) -> None:
        """Let the answer be none; the request may be taken yet."""
        assert self.broker.turn is not None
        self.broker.turn.set_exception(InDoubt("no answer"))

    async def look(self) -> None:
        """Take a complete look."""
        await self.world.runtime.gateway.look()

    async def wait(self) -> None:
        """Let so much time pass that five looks do not find what is not there."""
        for _ in range(5):
            self.world.clock.move_by(45)
            await self.look()
        quotes = await self.world.market.quotes(list(SHARES))
        await self.world.ask(Look(tuple(quotes)))

    def question(self) -> tuple[Choose, str] | None:
        """Give the press that says an order never arrived, where it is asked."""
        for q in self.world.uow.questions.all():
            mine = [m for m in q.messages if m.face == ANN.face]
            if q.state is QuestionState.OPEN and "absent_resend" in q.choices and mine:
                at = q.choices.index("absent_resend")
                nonce = self.world.nonces.nonce(choice_subject(q.id, at))
                return Choose(nonce, ANN, mine[-1]), q.subject
        return None

    async def resend(self) -> None:
        """Say that the order never arrived, and prove who says so: a new card comes of it."""
        asked = self.question()
        assert asked is not None
        await self.world.runtime.ask(asked[0])
        await self.world.runtime.ask(SecondFactor(ANN))

    async def fill(self) -> None:
        """Fill half of the newest order at the broker."""
        self.broker.fill(self.broker.rows[-1].number, 5)

    async def crash(self) -> None:
        """End the program; a request that left stays on the wire. Start it again."""
        await self.close()
        world = self.world
        world.uow.rollback()
        world.desk, world.runtime = world._build()
        # Counted anew by each generation, in `accepted` over all of them.
        await world.runtime.boot(f"boot-{world.generation}")

    # -- what is true --

    def answerable(self) -> bool:
        """Tell whether a request waits for its answer."""
        return self.broker.turn is not None and not self.broker.turn.done()

    def key(self) -> tuple[object, ...]:
        """Give all that tells this state from another, but for the ids of rows."""
        uow, desk = self.world.uow, self.world.desk
        at = {key: n for n, key in enumerate(self.cards)}
        orders = sorted((at[o.approval_id], o.state, o.number or "", o.filled, o.attempt)
                        for o in uow.orders.all())  # fmt: skip
        cards = [(a.state, a.kind, a.boot == desk.boot, len(a.messages)) for a in self._known()]
        doubts = sorted((d.finding, d.looks, d.closed, d.resend_allowed) for d in uow.doubts.all())
        asked = sorted((q.kind, q.state, q.choices) for q in uow.questions.all())
        rows = [(r.number, r.state, r.filled) for r in self.broker.rows]
        stops = [(s.scope.name, s.level) for s in (*uow.switches.all(), *self.world.latch.read())]
        loose = (len(self.world.runtime.gateway._queue), self.broker.wire is None,
                 self.answerable(), desk.ready, self.accepted, self.grants)  # fmt: skip
        used = tuple(self.done[a] for a in ACTIONS)
        return (used, *map(tuple, (orders, cards, doubts, asked, rows, stops)), loose)

    def wrong(self) -> list[str]:
        """Give what is broken of INV-01, 02, 06, 07, 08 and 16."""
        orders = list(self.world.uow.orders.all())
        granted = [a for a in self.world.uow.approvals.all() if a.state is ApprovalState.GRANTED]
        sent, flying = len(self.broker.submits), [o for o in orders if o.state in IN_FLIGHT]
        wishes = Counter(o.coid for o in orders)
        by_wish = Counter(o.coid for s in self.broker.submits for o in orders
                          if o.intent.id == s.intent.id)  # fmt: skip
        found = list(self.broker.wrong)
        found += [f"INV-02: {n} requests of one wish, {self.grants} resends granted"
                  for n in by_wish.values() if n > 1 + self.grants]  # fmt: skip
        if len({s.intent.id for s in self.broker.submits}) != sent:
            found.append("INV-02: one intent was sent twice")
        if len([o for o in flying if o.intent.symbol == SYMBOL]) > 1:
            found.append(f"INV-06: {len(flying)} orders are in flight")
        if not sent <= len(granted) <= self.accepted:
            found.append(f"INV-07: {sent} sent, {len(granted)} granted, {self.accepted} accepted")
        if self.world.runtime.count.check().key:
            found.append(f"INV-07: the program's own count says {self.world.engine_counts()}")
        if len({o.approval_id for o in orders}) != len(orders) or len(wishes) > len(self.cards):
            found.append("INV-08: one card made two orders")
        return found


Action = tuple[Callable[[Path], bool], Callable[[Path], Awaitable[None]]]


def _queued(path: Path) -> bool:
    return path.sending is None and bool(path.world.runtime.gateway._queue)


ACTIONS: Final[dict[str, Action]] = {
    "ann presses": (lambda p: p.shows(0, ANN), lambda p: p.press(0, ANN)),
    "ben presses": (lambda p: p.shows(0, BEN), lambda p: p.press(0, BEN)),
    "newest is pressed": (
        lambda p: len(p._known()) > 1 and p.shows(-1, ANN), lambda p: p.press(-1, ANN),
    ),
    "wish": (lambda p: bool(p.broker.submits), Path.wish),
    "stop in file": (lambda p: True, Path.stop),
    "stop in engine": (lambda p: p.done["stop in file"] > 0, Path.heed),
    "send": (_queued, Path.send),
    "broker takes": (lambda p: p.broker.wire is not None, Path.reach),
    "answer yes": (Path.answerable, Path.yes),
    "answer no": (lambda p: p.answerable() and p.broker.wire is not None, Path.no),
    "answer lost": (Path.answerable, Path.lose),
    "look": (lambda p: True, Path.look),
    "wait": (lambda p: True, Path.wait),
    "resend is asked": (lambda p: p.question() is not None, Path.resend),
    "fill": (lambda p: bool(p.broker.rows), Path.fill),
    "crash": (lambda p: True, Path.crash),
}  # fmt: skip


async def replay(actions: Sequence[str]) -> Path:
    """Do actions from the beginning."""
    path = await Path.start()
    for action in actions:
        await path.take(action)
    return path
