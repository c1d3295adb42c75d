"""A person who answers each card as was said before, a while after it was asked."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from core.clock import Clock
from core.domain.approval import Actor, MessageRef
from core.domain.commands import Press
from core.domain.journal import Outgoing, OutKind
from core.domain.results import Door
from core.ports import Nonces

WHO = Actor("phone", "100", "100", "Ann")


class Answer(NamedTuple):
    """What is pressed, and how long after the card was asked."""

    after: timedelta
    yes: bool


# By the number of the card; None lets it lapse.
Answers = Callable[[int], Answer | None]


class Someone:
    """A face whose cards are answered; by a backtest in time, or live through a door."""

    name = WHO.face

    def __init__(self, nonces: Nonces, answers: Answers) -> None:
        self._nonces, self._answers = nonces, answers
        self._due: list[tuple[datetime, int, Press]] = []
        self._news = asyncio.Event()
        self.cards: list[str] = []
        self.pressed: list[tuple[datetime, int, bool]] = []

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        message = MessageRef(self.name, outgoing.chat, outgoing.subject)
        if outgoing.kind is OutKind.CARD and outgoing.subject not in self.cards:
            self.cards.append(outgoing.subject)
            number = len(self.cards) - 1
            answer = self._answers(number)
            if answer is not None:
                press = Press(self._nonces.nonce(outgoing.subject), answer.yes, WHO, message)
                heapq.heappush(self._due, (outgoing.made_at + answer.after, number, press))
                self._news.set()
        return message

    def next_at(self) -> datetime | None:
        return self._due[0][0] if self._due else None

    def next_press(self) -> Press | None:
        if not self._due:
            return None
        at, number, press = heapq.heappop(self._due)
        self.pressed.append((at, number, press.yes))
        return press

    async def live(self, door: Door, clock: Clock) -> None:
        """Press when it is due, each press in a task of its own."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._news.wait()
                self._news.clear()
                while self._due:
                    name = f"press-{self._due[0][1]}"
                    group.create_task(
                        self._press(door, clock, *heapq.heappop(self._due)), name=name
                    )

    async def _press(
        self, door: Door, clock: Clock, at: datetime, number: int, press: Press
    ) -> None:
        await asyncio.sleep(max(0.0, (at - clock.now()).total_seconds()))
        self.pressed.append((at, number, press.yes))
        await door.ask(press)
