"""The only writer: one message, one handler, one transaction, then the effects."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from core.domain.commands import Command
from core.domain.results import Result
from core.errors import StoreError
from core.failpoint import failpoint
from core.flow.conservation import confirmed
from core.flow.desk import Desk
from core.flow.handlers import HANDLERS, LATER, NO_STEPS, STEPS, URGENCY

_Entry = tuple[int, int, Command, "asyncio.Future[Result]"]


class Engine:
    """Queues commands by urgency and handles them one at a time.

    `ask` works in two ways: when `run` is on, the running task handles the queue; without
    it the asker drains the queue itself, which makes simulated runs deterministic.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.failed: BaseException | None = None
        # Orders that accepted presses confirmed; another counter compares it (INV-07).
        self.confirmed = 0
        self._heap: list[_Entry] = []
        self._count = 0
        self._news = asyncio.Event()
        self._busy = asyncio.Lock()
        self._running = False
        self._log = structlog.get_logger("engine")

    async def ask(self, command: Command) -> Result:
        """Handle a command and give its result after the commit.

        Raises StoreError when the commit failed (the process must end) and whatever a
        defective handler raised; in both cases nothing of it was kept.
        """
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._count += 1
        entry = (URGENCY.get(type(command), LATER), self._count, command, answer)
        heapq.heappush(self._heap, entry)
        self._news.set()
        if not self._running:
            await self.drain()
        return await answer

    @property
    def waiting(self) -> int:
        """Count the commands that are queued and not begun."""
        return len(self._heap)

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Hold the engine between two commands, so that rows and counts are of one moment."""
        async with self._busy:
            yield

    async def verify(self) -> None:
        """Find out between two commands that the store is gone, before a press is lost to it."""
        async with self._busy:
            try:
                await self.desk.uow.verify()
            except StoreError as error:
                self.failed = error
                self._news.set()

    async def drain(self) -> None:
        """Handle everything that is queued."""
        async with self._busy:
            while self._heap:
                _, _, command, answer = heapq.heappop(self._heap)
                if self.failed is not None:
                    _fail(answer, StoreError(f"the engine has stopped: {self.failed}"))
                    continue
                await self._handle(command, answer)

    async def run(self) -> None:
        """Handle commands as they come, until cancelled or a commit fails."""
        self._running = True
        try:
            while self.failed is None:
                await self._news.wait()
                self._news.clear()
                await self.drain()
        finally:
            self._running = False
            self._turn_away()
        raise StoreError(
            f"the store takes no more ({self.failed}); start again to recover"
        ) from self.failed

    async def _handle(self, command: Command, answer: asyncio.Future[Result]) -> None:
        try:
            result = HANDLERS[type(command)](self.desk, command)
            steps = STEPS.get(type(command), NO_STEPS)
            await self._commit(steps)
            self.confirmed += confirmed(result)
            self._effects(steps)
        except StoreError as error:
            self._forget()
            self.failed = error
            _fail(answer, error)
        except Exception as error:  # noqa: BLE001 - the engine is one of three that may
            # A defective handler must not take the stops down with it: nothing was kept.
            self._forget()
            self._log.error("handler failed", command=type(command).__name__, exc_info=error)
            _fail(answer, error)
        except asyncio.CancelledError:
            # Handlers never wait: it came to a commit, which sees to its own stage.
            raise
        except BaseException as error:
            # The program ends here. Whoever still runs meanwhile must not commit half a handler.
            self._forget()
            self.failed = StoreError(f"the program was ended by {type(error).__name__}")
            raise
        else:
            if not answer.done():
                answer.set_result(result)

    async def _commit(self, steps: tuple[str, str, str]) -> None:
        if not self.desk.uow.dirty:
            return
        failpoint(steps[0])
        await self.desk.uow.commit()
        failpoint(steps[1])

    def _forget(self) -> None:
        self.desk.uow.rollback()
        self.desk.effects.clear()

    def _effects(self, steps: tuple[str, str, str]) -> None:
        effects, self.desk.effects = self.desk.effects, []
        for effect in effects:
            effect()
        if effects:
            failpoint(steps[2])

    def _turn_away(self) -> None:
        # Nobody would answer those who still wait.
        for _, _, _, answer in self._heap:
            _fail(answer, StoreError("the engine has stopped"))
        self._heap.clear()


def _fail(answer: asyncio.Future[Result], error: Exception) -> None:
    # Who no longer waits, such as a face that was cancelled, needs no answer.
    if not answer.done():
        answer.set_exception(error)
