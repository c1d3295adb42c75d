"""What another thread, person or machine may do between two steps of ours, one thing at a time.

A request stands still in the broker until a step answers it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Self

from core.domain.approval import Actor, Approval, GrantKind
from core.domain.commands import Choose, Halt, Look, SecondFactor
from core.domain.decision import RiskApproved
from core.domain.people import QuestionState, choice_subject
from core.domain.results import Result
from core.domain.switches import HaltLevel, Scope
from core.errors import InDoubt, Refused
from tests.harness import ANN, SHARES, World
from tests.prove.machine import StrictBroker


class GatedBroker(StrictBroker):
    """Leaves a request on the wire until it is told what becomes of it."""

    wire: RiskApproved | None = None
    turn: asyncio.Future[str] | None = None

    async def submit(self, approved: RiskApproved) -> str:
        self.examine(approved)
        self.submits.append(approved)
        self.wire, self.turn = approved, asyncio.get_running_loop().create_future()
        return await self.turn


class Steps:
    """One engine on which steps are done one after the other; make one with `start`."""

    def __init__(self, world: World, broker: GatedBroker) -> None:
        self.world, self.broker = world, broker
        self.done: Counter[str] = Counter()
        self.sending: asyncio.Task[bool] | None = None
        self.accepted = self.grants = 0
        self.cards: list[str] = []

    @classmethod
    async def start(cls) -> Self:
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
        self.world.runtime._latch(Halt(Scope(), HaltLevel.HALT_NEW, ANN, "test"))

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

    def answerable(self) -> bool:
        """Tell whether a request waits for its answer."""
        return self.broker.turn is not None and not self.broker.turn.done()
