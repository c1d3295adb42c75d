"""M15: thousands of messages through a Bot API server that loses three of ten calls.

Real HTTP and the real face; pauses go by a clock that is moved by hand.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.delivery import Delivery
from bot.telegram import TelegramFace, TelegramPlace
from core.clock import SimClock
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.order import Mode
from core.flow.outbox import Deliverer
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.dropping import Dropping
from tests.harness import NOW, World

CHATS = (1001, 1002, 1003, -5, -1_000_000_000_006)
LOUD = (Severity.INFO,) * 6 + (Severity.WARNING,) * 3 + (Severity.CRITICAL,)
SEED = 20_261_121


@dataclass
class Storm:
    """One engine's outbox in front of one bot on one bad line."""

    world: World
    server: Dropping
    deliverer: Deliverer
    wall: SimClock
    rows: list[Outgoing]

    async def put(self, count: int, dice: random.Random) -> None:
        """Store messages in random chats, of random loudness, each with words of its own."""
        for _ in range(count):
            number, chat = len(self.rows), dice.choice(CHATS)
            words = (("count", number), ("names", f"N{number:05d}"))
            row = Outgoing(
                self.world.desk.ids.new(), "telegram", str(chat), OutKind.NOTICE,
                "notice.expired", words, dice.choice(LOUD), self.world.desk.now, "c",
            )  # fmt: skip
            self.world.uow.outbox.put(row)
            self.rows.append(row)
        await self.world.uow.commit()

    async def work(self) -> None:
        """Deliver until nothing waits, moving the clock over each pause."""
        while self.world.uow.outbox.waiting():
            await self.deliverer.drain()
            self.wall.move_by(40)

    def numbers(self, chat: int) -> list[str]:
        """Give the numbers of the messages that stand in a chat, in order."""
        return [text[text.index("N") :][:6] for text in self.server.texts(chat)]


@asynccontextmanager
async def storm(**how: object) -> AsyncIterator[Storm]:
    """Run a face against a bad server while the block lasts."""
    world, wall = await World.start(), SimClock(NOW)
    server = Dropping(**how)  # type: ignore[arg-type]
    async with api.served(server), asyncio.TaskGroup() as group:
        bench = fb.Bench()
        place = TelegramPlace(api.TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
        face = TelegramFace(place, bench.words, wall=bench.wall, first_wait_s=0.01, poll_s=1)
        task = group.create_task(face.run(bench.router))
        for chat in CHATS:
            # Somebody spoke there: from then on the numbers of a chat are known.
            server.push(message=api.message("hello", by=6666, at=chat, date=1, message_id=1))
        await server.until("getUpdates", 2)
        hands = Delivery(
            face, world.uow, bench.words, world.nonces, world.clock, Mode.PAPER, bench.strategies
        )
        deliverer = Deliverer(world.runtime.engine, {"telegram": hands}, wall)
        try:
            yield Storm(world, server, deliverer, wall, [])
        finally:
            task.cancel()


def loudness(rows: list[Outgoing]) -> dict[str, Severity]:
    """Give the loudness of each message by its number."""
    return {str(dict(row.fields)["names"]): row.severity for row in rows}


@pytest.mark.timeout(600)
async def test_of_5000_messages_none_is_lost_none_doubled_and_each_chat_keeps_its_order() -> None:
    dice = random.Random(SEED)
    async with storm(seed=SEED) as it:
        for _ in range(50):
            await it.put(100, dice)
            await it.work()
        stood = {chat: it.numbers(chat) for chat in CHATS}
        loud = loudness(it.rows)
        wanted = Counter(str(dict(row.fields)["names"]) for row in it.rows)
    came = Counter(number for numbers in stood.values() for number in numbers)
    assert len(wanted) == 5_000
    assert wanted - came == Counter()
    assert came - wanted == Counter(), f"seed {SEED}"
    for numbers in stood.values():
        for severity in Severity:
            mine = [n for n in numbers if loud[n] is severity]
            assert mine == sorted(mine)
    # The line was as bad as it was meant to be, in all four ways.
    fates = it.server.done
    share = 1 - fates["fine"] / fates.total()
    assert 0.25 < share < 0.35
    assert min(fates.values()) > 300


async def test_what_is_critical_overtakes_a_long_line() -> None:
    async with storm(seed=1, rate=0.0) as it:
        await it.put(30, random.Random(1))
        await it.work()
        calm = {n for n, s in loudness(it.rows).items() if s is Severity.INFO}
        texts = [params["text"] for params in it.server.of("sendMessage")]
    order = [text[text.index("N") :][:6] for text in texts]
    at = [order.index(n) for n in order if n not in calm]
    assert max(at) < min(order.index(n) for n in calm)


async def test_where_the_server_cannot_tell_each_lost_answer_doubles_one_and_loses_none() -> None:
    async with storm(seed=3, tells=False) as it:
        await it.put(200, random.Random(3))
        await it.work()
        came = Counter(number for chat in CHATS for number in it.numbers(chat))
        assert set(came) == {str(dict(row.fields)["names"]) for row in it.rows}
        # Edits may lose their answers too; those double nothing.
        assert 0 < came.total() - 200 <= it.server.done["lost after"]
