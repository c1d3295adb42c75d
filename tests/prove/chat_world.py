"""A world whose people sit at real faces: the Telegram and Slack programs over a network in memory.

`restart` ends the faces with the program; the services, and what stands on screens, outlive it.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot.access import CONSOLE, Kind, Source
from bot.console import Console
from bot.delivery import Delivery, Face
from bot.locale.catalogue import Catalogue
from bot.presses import Answer
from bot.reply import Reply
from bot.router import Router
from bot.slack import SlackFace
from bot.slack_place import SlackPlace
from bot.telegram import TelegramFace
from bot.telegram_place import Hook, TelegramPlace
from core.domain.approval import Actor, Approval, MessageRef
from core.domain.commands import Command, Pair, Warn
from core.domain.order import Mode
from core.domain.people import Role
from core.domain.results import Result
from core.failpoint import disarm
from core.ids import UlidSource
from core.strategies.base import STRATEGIES
from tests import bot_api, slack_api
from tests import fakes_bot as fb
from tests import slack_payloads as sp
from tests.prove import virtual
from tests.prove.chat_phones import (
    HOOK,
    MOMENT_S,
    SECRET,
    Phone,
    Slack,
    SlackHttp,
    Telegram,
    TelegramHttp,
)
from tests.prove.chat_servers import Channels, Screens
from tests.prove.crash import SHM
from tests.prove.net import NetLoop
from tests.prove.world import KisWorld
from tests.prove.world_market import CALENDAR

POLL_S = 3_600
MINA = Actor("telegram", "1001", "1001", "Mina")
MINA_SLACK = Actor("slack", sp.MINA, sp.MINA, "Mina")
T = TypeVar("T")


class Keyboard:
    """The console, and what its buttons carry."""

    name = CONSOLE.face

    def __init__(self, words: Catalogue, boot: str) -> None:
        self.printed: list[str] = []
        self._console = Console(words, boot=boot, write=self.printed.append, colour=False)
        self.shown: dict[str, Reply] = {}

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        ref = await self._console.send(chat, reply)
        self.shown[ref.message] = reply
        return ref

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        await self._console.edit(ref, reply)
        self.shown[ref.message] = reply


class WorldDoor:
    """The door to whichever generation of the engine runs."""

    def __init__(self, world: ChatWorld) -> None:
        self._world = world

    async def ask(self, command: Command) -> Result:
        return await self._world.runtime.ask(command)


class ChatWorld(KisWorld):
    """A person at Telegram, Slack and the console of one program."""

    def __init__(
        self, seed: int, home: Path, *, screens: Screens, channels: Channels, lang: str,
        faces: frozenset[str], port: int | None = None,
    ) -> None:  # fmt: skip
        self.screens, self.channels = screens, channels
        self.words, self.wanted, self.port = Catalogue(lang), faces, port
        self.lines: dict[str, TelegramFace | SlackFace] = {}
        self.tasks: list[asyncio.Task[Any]] = []
        self.alarms: list[str] = []
        super().__init__(seed, home)

    @property
    def net(self) -> NetLoop:
        """Give the network, to pull its plugs."""
        assert isinstance(self.loop, NetLoop)
        return self.loop

    @property
    def lang(self) -> str:
        return self.words.code

    def phones(self) -> dict[str, Phone]:
        """Give the owner's accounts at the services that are set up."""
        telegram = Telegram(self.screens, MINA, self.clock)
        slack = Slack(self.channels, MINA_SLACK, self.clock)
        if self.port is not None:
            telegram = TelegramHttp(self.screens, MINA, self.clock, self.port)
            slack = SlackHttp(self.channels, MINA_SLACK, self.clock, self.port + 1)
        made = {"telegram": telegram, "slack": slack}
        return {name: phone for name, phone in made.items() if name in self.wanted}

    def _assemble(self) -> None:
        self._number = self.generation + 1
        self.keyboard = Keyboard(self.words, f"boot-{self._number}")
        self.lines = self._lines()
        faces: list[Face] = [self.keyboard, *self.lines.values()]
        self.faces = {face.name: self._delivery(face) for face in faces}
        super()._assemble()
        self.router = self._router()

    def _lines(self) -> dict[str, TelegramFace | SlackFace]:
        how: dict[str, Any] = {"wall": self.clock, "alarm": self._alarm}
        url, slack = self.screens.url, f"{self.channels.url}/api"
        hook, slack_port = None, None
        if self.port is not None:
            hook, slack_port = Hook(f"https://x.invalid{HOOK}", SECRET, self.port), self.port + 1
        place = TelegramPlace(bot_api.TOKEN, f"{url}/bot", f"{url}/file/bot", hook, self.home)
        room = SlackPlace(
            slack_api.BOT_TOKEN, slack, slack_api.APP_TOKEN, slack_api.SECRET, port=slack_port,
            folder=self.home / "slack",
        )  # fmt: skip
        made: dict[str, TelegramFace | SlackFace] = {
            "telegram": TelegramFace(place, self.words, poll_s=POLL_S, **how),
            "slack": SlackFace(room, self.words, **how),
        }
        return {name: face for name, face in made.items() if name in self.wanted}

    def _delivery(self, face: Face) -> Any:
        return Delivery(
            face, self.memory, self.words, self.nonces, self.clock, Mode.PAPER, STRATEGIES
        )

    def _router(self) -> Router:
        context = replace(
            fb.Bench().context, door=WorldDoor(self), uow=self.uow, views=self.views,
            data=self.kis.market, clock=self.clock, nonces=self.nonces, words=self.words,
            calendar=CALENDAR, limits=self.desk.limits, halt=self.runtime.halt,
        )  # fmt: skip
        ids = UlidSource(self.clock, random.Random(f"router {self.seed} {self.generation}"))
        return Router(context, ids=ids, wall=self.clock)

    def _alarm(self, key: str) -> None:
        self.alarms.append(key)
        self.tasks.append(self.loop.create_task(self._warn(key)))

    async def _warn(self, key: str) -> None:
        await self.ask(Warn(key))
        await self.runtime.settle()

    async def boot(self) -> None:
        """Start this generation: recover first, then listen, as the program does."""
        self.tasks = [self.loop.create_task(f.run(self.router)) for f in self.lines.values()]
        await asyncio.sleep(MOMENT_S)
        await super().boot()

    async def pair(self) -> None:
        """Make the person an owner at every face."""
        await self.ask(Pair(CONSOLE, Role.ADMIN))
        for phone in self.phones().values():
            await self.ask(Pair(phone.actor, Role.ADMIN))

    def drop(self) -> None:
        for task in self.tasks:
            # What ended it was seen by `died`; asking for it here keeps the loop quiet.
            if task.done() and not task.cancelled():
                task.exception()
            task.cancel()
        self.tasks = []
        super().drop()

    def heal_faces(self) -> None:
        """Let both services work again; the people at them are what is tried here."""
        for server in (self.screens, self.channels):
            server.faults.clear()
            server.lost.clear()
            server.late.clear()
            server.latency_s = 0.0
        self.screens.refuses, self.channels.refuses = None, ""
        self.net.plug()

    @property
    def died(self) -> bool:
        """Tell whether a failure that nothing catches ended a face, and with it the program."""
        ended = [t for t in self.tasks if t.done() and not t.cancelled()]
        return any(t.exception() is not None for t in ended)

    async def close_program(self) -> None:
        running = self.tasks
        await super().close_program()
        await asyncio.gather(*running, return_exceptions=True)

    def at(self, card: Approval, who: Actor) -> str:
        """Give the message in which a card stands for somebody; empty when it never got there."""
        stored = self.uow.approvals.get(card.id)
        shown = stored.messages if stored else ()
        found = [m.message for m in shown if (m.face, m.chat) == (who.face, who.chat)]
        return found[-1] if found else ""

    async def type(self, data: str, message: str) -> Answer | None:
        """Press a button of the console."""
        source = Source(Kind.PRESS, CONSOLE.face, CONSOLE.user, CONSOLE.chat, private=True)
        return await self.router.press(source, data, message)

    async def rest(self, seconds: float, *, step_s: float = 10.0) -> None:
        """Let time pass as the program does: looks when due, and messages as soon as they may."""
        until = self.loop.time() + seconds
        while (left := until - self.loop.time()) > 0:
            await self.look(min(left, step_s), quotes=False)


@asynccontextmanager
async def chat_world(
    seed: int, *, lang: str = "ko", faces: frozenset[str], port: int | None = None
) -> AsyncIterator[ChatWorld]:
    """Give a world over services that vanish with it; nothing was started yet."""
    async with (
        bot_api.served(Screens()) as screens, slack_api.serving(Channels()) as channels,
    ):  # fmt: skip
        with tempfile.TemporaryDirectory(dir=SHM) as home:
            world = ChatWorld(
                seed, Path(home), screens=screens, channels=channels, lang=lang, faces=faces,
                port=port,
            )  # fmt: skip
            try:
                yield world
            finally:
                disarm()
                await world.close()


def play(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in virtual time, over a network in memory."""
    return virtual.play(work, NetLoop)
