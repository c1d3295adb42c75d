"""A person with a phone in front of a whole engine: real wire to a Bot API server of ours.

The engine is that of `tests.harness`, its only person an owner on Telegram; time moves by hand.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from bot.delivery import Delivery
from bot.locale.catalogue import Catalogue
from bot.pin import PinBook
from bot.router import Router
from bot.telegram import TelegramFace
from bot.telegram_place import TelegramPlace
from core.domain.approval import Actor, Approval
from core.domain.commands import Command, Pair
from core.domain.order import Mode
from core.domain.people import Question, QuestionState, Role, choice_subject
from core.domain.results import Result
from core.ids import UlidSource
from core.memory_views import MemoryViews
from core.strategies.base import STRATEGIES
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.harness import CALENDAR, World

OWNER = Actor("telegram", "1001", "1001", "주인")
PIN = "482913"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Phone:
    """What the owner sees and presses."""

    server: api.BotApi
    world: World
    router: Router

    async def say(self, text: str) -> str:
        """Send a line and give the answer."""
        before = len(self.server.of("sendMessage"))
        date = int(self.world.clock.now().timestamp())
        self.server.push(message=api.message(text, date=date))
        sent = await self.server.until("sendMessage", before + 1)
        await self.world.runtime.settle()
        return _flat(sent[before]["text"])

    async def press(self, data: str, message: str) -> str:
        """Press a button of a message and give the short answer."""
        before = len(self.server.of("answerCallbackQuery"))
        self.server.push(callback_query=api.press(data, number=int(message)))
        answers = await self.server.until("answerCallbackQuery", before + 1)
        await self.world.runtime.settle()
        return _flat(answers[before].get("text", ""))

    async def confirm(self, card: Approval) -> str:
        """Press the yes of a card where it was shown last."""
        nonce = self.world.nonces.nonce(card.id)
        return await self.press(f"c1:{nonce}", self.world.approval(card).messages[-1].message)

    async def choose(self, choice: str, *, question: Question | None = None) -> str:
        """Press one of the buttons of the open question."""
        asked = question or self.question()
        nonce = self.world.nonces.nonce(choice_subject(asked.id, asked.choices.index(choice)))
        return await self.press(f"k:{nonce}", asked.messages[-1].message)

    def question(self) -> Question:
        """Give the one open question."""
        states = self.world.uow.questions.all()
        (found,) = [q for q in states if q.state is QuestionState.OPEN]
        return found

    def texts(self) -> list[str]:
        """Give all messages sent so far, each on one line."""
        return [_flat(m["text"]) for m in self.server.of("sendMessage")]

    async def until(self, words: str) -> str:
        """Wait for a message with certain words and give the newest such one."""
        count = 1
        while not (hits := [text for text in self.texts() if words in text]):
            await self.server.until("sendMessage", count)
            count = len(self.texts()) + 1
        return hits[-1]

    def edits(self, message: str) -> list[dict[str, Any]]:
        """Give the edits of one message, their text on one line."""
        made = [e for e in self.server.of("editMessageText") if e["message_id"] == message]
        return [e | {"text": _flat(e["text"])} for e in made]


@dataclass
class WorldDoor:
    """The door to whichever generation of the engine runs."""

    world: World

    async def ask(self, command: Command) -> Result:
        """Pass a word on."""
        return await self.world.runtime.ask(command)


@asynccontextmanager
async def phone(home: Path) -> AsyncIterator[Phone]:
    """Run engine, face and server while the block lasts; the PIN is set."""
    async with api.serving() as server, asyncio.TaskGroup() as group:
        world, words = World(), Catalogue("ko")
        place = TelegramPlace(api.TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
        face = TelegramFace(place, words, wall=world.clock, first_wait_s=0.01, poll_s=1)
        shown: Any = Delivery(
            face, world.uow, words, world.nonces, world.clock, Mode.PAPER, STRATEGIES
        )
        world.faces = {face.name: shown}
        await world.restart()
        router = _router(world, words, home)
        task = group.create_task(face.run(router))
        await server.until("getUpdates")
        await world.ask(Pair(OWNER, Role.ADMIN))
        await world.look()
        try:
            yield Phone(server, world, router)
        finally:
            task.cancel()


def _router(world: World, words: Catalogue, home: Path) -> Router:
    pins = PinBook(home, world.clock, hasher=CHEAP)
    pins.set(PIN)
    context = replace(
        fb.Bench().context,
        door=WorldDoor(world), uow=world.uow, views=MemoryViews(world.uow), data=world.market,
        clock=world.clock, nonces=world.nonces, words=words, calendar=CALENDAR, pins=pins,
        halt=lambda *what, **how: world.runtime.halt(*what, **how),
    )  # fmt: skip
    ids = UlidSource(world.clock, random.Random(5))
    return Router(context, ids=ids, wall=world.clock)


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))
