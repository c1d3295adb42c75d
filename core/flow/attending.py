"""Has critical messages that nobody acknowledged told again, by the machine's clock (M17)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.clock import Clock
from core.domain.results import Door
from core.domain.wanted import Escalate
from core.ports import UnitOfWork

LOOK_S: Final = 5.0


class Attending:
    """Looks after open alarms; what it must remember is stored with them.

    `wall` is the machine's clock: people sleep in real time, whatever the market's is.
    """

    def __init__(self, uow: UnitOfWork, door: Door, wall: Clock, *, wait_s: int) -> None:
        self._uow = uow
        self._door = door
        self._wall = wall
        self._wait = timedelta(seconds=wait_s)

    async def check(self) -> int:
        """Tell again what is due; gives how many were."""
        due = 0
        for alarm in list(self._uow.alarms.waiting()):
            now = self._wall.now()
            again = alarm.next_at is not None and now >= alarm.next_at
            if alarm.next_at is None or again:
                await self._door.ask(Escalate(alarm.id, now + self._wait, again=again))
            due += again
        return due
