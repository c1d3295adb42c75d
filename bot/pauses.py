"""Watches for pauses whose time is over: checks first, then the engine decides whether to lift."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from bot.context import ChecksCall
from core.clock import Clock, real_sleep
from core.domain.results import Door
from core.domain.switches import HaltLevel, Switch
from core.domain.wanted import EndPause
from core.ports import UnitOfWork

GLANCE_S: Final = 1.0


class Pauses:
    """Asks about each pause once its time is over; without green checks none is lifted.

    `clock` is the trading clock, in whose time a pause was set.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        door: Door,
        checks: ChecksCall,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = real_sleep,
    ) -> None:
        self._uow, self._door, self._checks = uow, door, checks
        self._clock, self._sleep = clock, sleep

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.glance()
            await self._sleep(GLANCE_S)

    async def glance(self) -> None:
        """End what is over by now; the checks run only when something is."""
        over = self._over()
        if not over:
            return
        red = tuple(check.name for check in await self._checks() if not check.ok)
        for switch in over:
            await self._door.ask(EndPause(switch.scope, red_checks=red))

    def _over(self) -> list[Switch]:
        now = self._clock.now()
        found = (s for s in self._uow.switches.all() if s.until is not None and s.until <= now)
        return [s for s in found if s.level is not HaltLevel.NONE]
