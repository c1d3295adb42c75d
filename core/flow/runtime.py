"""Runs engine, gateway and deliverer: step by step for simulated time, as tasks for people."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

import structlog

from core.clock import Clock
from core.domain.approval import Actor
from core.domain.commands import (
    AnswerQuestion,
    Boot,
    Choose,
    Command,
    Flatten,
    Halt,
    MatchNumber,
    Press,
    SecondFactor,
)
from core.domain.results import Result
from core.domain.switches import HaltLevel, Scope, Switch, over_flatten, stricter
from core.errors import StoreError
from core.failpoint import failpoint
from core.flow.conservation import EVERY_S, Conservation
from core.flow.desk import Desk
from core.flow.engine import Engine
from core.flow.fresh_facts import FreshFacts
from core.flow.gateway import BrokerGateway
from core.flow.outbox import Deliverer
from core.flow.unheard import Unheard
from core.ports import Broker, ChatFace, MarketData

IDLE_S = 0.05
HEAR_S = 1.0


class Runtime:
    """One engine with its workers.

    `settle` works everything off in a fixed order and is all that a simulated run needs;
    `run` does the same as tasks, each woken by its own news. `wall` is the machine's clock
    where people are reached in real time; without it their time is the desk's. `idle_s` lies
    between two glances at what has no news of its own.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        broker: Broker,
        data: MarketData,
        faces: Mapping[str, ChatFace],
        wall: Clock | None = None,
        idle_s: float = IDLE_S,
    ) -> None:
        self.desk, self._idle_s = desk, idle_s
        self.engine = Engine(desk)
        self.gateway = BrokerGateway(self.engine, broker)
        self._facts = FreshFacts(self.engine, data, self.gateway.look)
        self.deliverer = Deliverer(self.engine, faces, wall or desk.clock)
        self.count = Conservation(desk.uow, lambda: broker.posts, lambda: self.engine.confirmed)
        self._counted_at = desk.clock.monotonic()
        self.unheard = Unheard(desk, wall or desk.clock, self.halt)
        self._faces = faces
        self._folded: set[str] = set()
        self._running = self._counted_wrong = False
        self._log = structlog.get_logger("runtime")

    async def boot(self, name: str) -> None:
        """Recover: latch, doubt and open cards first, then a complete look (INV-32)."""
        await self.engine.ask(Boot(name))
        failpoint("boot.before_look")
        await self.gateway.look()
        failpoint("boot.after_look")

    async def press(self, command: Press) -> Result:
        """Take a press through a fresh quote and look to the engine."""
        return await self._facts.press(command)

    async def ask(self, command: Command) -> Result:
        """Take any word of a person to the engine, with the fresh facts that it needs."""
        if isinstance(command, Press):
            return await self.press(command)
        if isinstance(command, Choose | MatchNumber | SecondFactor):
            return await self._facts.with_facts(command)
        if isinstance(command, AnswerQuestion):
            return await self._facts.answer(command)
        if isinstance(command, Flatten):
            return await self.flatten(command)
        return await self.engine.ask(command)

    async def halt(
        self, scope: Scope, level: HaltLevel, actor: Actor, reason: str,
        *, until: datetime | None = None, answered: bool = False,
    ) -> Result:  # fmt: skip
        """Engage a stop: the latch file first, so that it holds whatever happens next."""
        command = Halt(scope, level, actor, reason, until, answered)
        self._latch(command)
        return await self.engine.ask(command)

    async def flatten(self, command: Flatten) -> Result:
        """Engage a flattening, in the latch file first, as every stop; not under a harder one.

        The engine refuses it then, and a file that held it would engage it all the same.
        """
        desk = self.desk
        known = (*desk.uow.switches.all(), *desk.latch.read())
        if over_flatten(known, command.scope, account=desk.account_id) is None:
            self._latch(Halt(command.scope, HaltLevel.FLATTEN, command.actor, command.reason))
        else:
            await self.heed_latch()
        return await self.engine.ask(command)

    def _latch(self, stop: Halt) -> None:
        failpoint("halt.before_latch")
        who = stop.actor.name or stop.actor.user
        switch = Switch(stop.scope, stop.level, who, stop.reason, self.desk.now, stop.until)
        try:
            self.desk.latch.change(switch)
        except StoreError as error:
            # A full disk must not keep the engine from stopping in memory (INV-17).
            self._log.error("latch not written", error=str(error))
        failpoint("halt.after_latch")

    async def audit(self) -> None:
        """Compare what left with what was confirmed; stop everything when it differs (INV-07)."""
        self._counted_at = self.desk.clock.monotonic()
        async with self.engine.quiet():
            found = self.count.check()
        if not found.key or self._counted_wrong:
            return
        self._counted_wrong = True
        self._log.critical("orders do not add up", **dict(found.fields))
        counter = Actor("gaemi", "count", "", "gaemi")
        await self.halt(Scope(), HaltLevel.HALT_NEW, counter, found.encoded())

    async def heed_latch(self) -> None:
        """Take in stops that were set in the latch file from outside, such as `gaemi halt`."""
        for name, switch in self.desk.latch.outside():
            await self._fold(name, switch)
        for switch in self.desk.latch.read():
            known = self.desk.uow.switches.get(switch.scope.name)
            if known is None or stricter(known, switch) is not known:
                await self._engage(switch)

    async def _fold(self, name: str, switch: Switch) -> None:
        # Even one that repeats a known stop: it ends a question that would have lifted that.
        if name not in self._folded:
            await self._engage(switch)
            self._folded.add(name)
        try:
            self.desk.latch.fold(name, switch)
        except StoreError as error:
            self._log.error("stop stays in its own file", error=str(error))

    async def _engage(self, switch: Switch) -> None:
        actor = Actor("latch", switch.by, "", switch.by)
        await self.engine.ask(Halt(switch.scope, switch.level, actor, switch.reason, switch.until))

    async def settle(self) -> None:
        """Work until nothing is queued; beside running tasks only what must not wait is done."""
        await self.gateway.drain()
        if self.desk.clock.monotonic() - self._counted_at >= EVERY_S:
            await self.audit()
        while not self._running:
            await self.engine.drain()
            closed = await self._facts.windows.drain()
            cancelled = await self._work_off_cancels()
            sent = await self.gateway.drain()
            if not await self.deliverer.drain() and not (sent or cancelled or closed):
                return

    async def run(self) -> None:
        """Run the workers until one of them ends; a failed commit ends them all."""
        self._running = True
        async with asyncio.TaskGroup() as group:
            group.create_task(self.engine.run(), name="engine")
            group.create_task(self._send(), name="gateway")
            group.create_task(self._cancel(), name="cancels")
            group.create_task(self._hear(), name="unheard")
            group.create_task(self._watch(), name="doubt")
            group.create_task(self._audit(), name="count")
            for name in self._faces:
                group.create_task(self._deliver(name), name=f"outbox-{name}")

    async def _send(self) -> None:
        while True:
            await self.gateway.news.wait()
            self.gateway.news.clear()
            await self.gateway.drain()

    async def _hear(self) -> None:
        while True:
            await self.unheard.check()
            await asyncio.sleep(HEAR_S)

    async def _cancel(self) -> None:
        # A task of its own: an order that waits a minute for its answer must not hold up a cancel.
        cancels = self.gateway.cancels
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(cancels.next_look_s()):
                    await cancels.news.wait()
            cancels.news.clear()
            if not await self._work_off_cancels() and cancels.next_look_s() is not None:
                await self.gateway.look()

    async def _watch(self) -> None:
        # Beside the gateway: an order may be found while its answer is still awaited (6.3).
        while True:
            if self.gateway.due():
                await self.gateway.look()
            await self._facts.windows.drain()
            await asyncio.sleep(self._idle_s)

    async def _audit(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self.audit()

    async def _work_off_cancels(self) -> bool:
        asked = await self.gateway.cancels.drain()
        if asked:
            await self.gateway.look()
        return asked

    async def _deliver(self, face: str) -> None:
        while True:
            await self.deliverer.drain_face(face)
            await asyncio.sleep(self._idle_s)
