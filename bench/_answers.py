"""P11: from an update's arrival to its answer, and a thousand in a burst, beside a bare handler.

The peers are the same libraries with one handler that answers the same words, before the same
servers in the same process: python-telegram-bot polling, slack-bolt behind signed requests.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from _rows import Row, spread

from bot.http_port import listening, quiet
from bot.slack import SlackFace
from bot.slack_lines import PATH
from bot.slack_place import SlackPlace
from bot.telegram import TelegramFace
from bot.telegram_place import TelegramPlace
from core.clock import SimClock
from core.domain.people import Role, User
from tests import bot_api, slack_api
from tests import fakes_bot as fb
from tests import slack_payloads as sp
from tests.peers.aimock_server import free_port

BURST, BURSTS, WARM = 1_000, 3, 5
PATIENCE_S = 300.0
DATE = int(fb.NOW.timestamp())
SENT: dict[str, str] = {"telegram": "sendMessage", "slack": "chat.postMessage"}
# Delivers one line and gives at once; what comes of it is seen at the server.
Say: TypeAlias = Callable[[str], Awaitable[None]]


def measure(_folder: Path, runs: int, burst: int = BURST) -> list[Row]:
    """Time answers one by one and in a burst, ours and a bare handler's in turn."""
    return asyncio.run(_measure(runs, burst))


async def _measure(runs: int, burst: int) -> list[Row]:
    rows: list[Row] = []
    sides = {
        "telegram": (_our_telegram, _bare_telegram, "bare python-telegram-bot handler"),
        "slack": (_our_slack, _bare_slack, "bare slack-bolt handler"),
    }
    for face, (ours, bare, peer) in sides.items():
        async with ours() as mine, bare() as theirs:
            both = (_Side(face, *mine), _Side(face, *theirs))
            for _ in range(WARM):
                for side in both:
                    await side.answer()
            # In turn, so that a busy machine hurts both alike.
            one = [[await side.answer() for side in both] for _ in range(runs)]
            many = [[await side.burst(burst) for side in both] for _ in range(BURSTS)]
        us, them = zip(*one, strict=True)
        rows.append(spread(f"{face}: update -> answer leaves", us, "ms", (peer, them)))
        us, them = zip(*many, strict=True)
        name = f"{face}: an answer in a burst of {burst}, in order"
        rows.append(spread(name, us, "ms", (peer, them)))
    return rows


@dataclass
class _Side:
    """One program before its server."""

    face: str
    server: Any
    say: Say
    said: int = 0

    async def answer(self) -> float:
        """Say a line and give the milliseconds until its answer."""
        began = time.perf_counter()
        await self._says(1)
        return (time.perf_counter() - began) * 1000

    async def burst(self, count: int) -> float:
        """Say many lines at once; gives milliseconds an answer, fails when the order is lost."""
        first, began = self.said, time.perf_counter()
        sent = await self._says(count)
        took = time.perf_counter() - began
        for number, answer in enumerate(sent[first:], first):
            if f"QQ{number:04d}" not in str(answer):
                raise RuntimeError(f"answer {number} of {self.face} came out of order")
        return took * 1000 / count

    async def _says(self, count: int) -> list[Any]:
        for _ in range(count):
            await self.say(f"order QQ{self.said:04d}")
            self.said += 1
        sent: list[Any] = await self.server.until(SENT[self.face], self.said, deadline_s=PATIENCE_S)
        return sent


@asynccontextmanager
async def _our_telegram() -> AsyncIterator[tuple[Any, Say]]:
    wall = SimClock(fb.NOW)
    bench = fb.Bench(wall=wall, rates=fb.Unhurried(wall))
    await bench.put(fb.money())
    async with AsyncExitStack() as stack:
        # Ours keeps what it has not done on the disk; the bare handler loses it.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gaemi-bench-")))
        server = await stack.enter_async_context(bot_api.serving())
        group = await stack.enter_async_context(asyncio.TaskGroup())
        base = f"{server.url}/bot"
        place = TelegramPlace(bot_api.TOKEN, base, f"{server.url}/file/bot", folder=folder)
        face = TelegramFace(place, bench.words, wall=bench.wall, poll_s=1)
        task = group.create_task(face.run(bench.router))
        await server.until("getUpdates")
        yield server, _telegram_line(server)
        task.cancel()


@asynccontextmanager
async def _bare_telegram() -> AsyncIterator[tuple[Any, Say]]:
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

    async def echo(update: Any, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.message.reply_text(_same_words(update.message.text))

    async with bot_api.serving() as server:
        made = ApplicationBuilder().token(bot_api.TOKEN)
        made = made.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot")
        app = made.build()
        app.add_handler(MessageHandler(filters.TEXT, echo))
        async with app:
            await app.start()
            await app.updater.start_polling(timeout=1)
            await server.until("getUpdates")
            yield server, _telegram_line(server)
            await app.updater.stop()
            await app.stop()


def _same_words(said: str) -> str:
    """Give a bare handler the words that ours finds: longer ones take longer to send."""
    number = said.rpartition(" ")[2]
    return (
        f'"{number}"로 끝나는 주문이 없습니다.\n주문목록에서 골라 주세요.\n'
        "이렇게 써 주세요: 주문 <번호 끝 4자\n이상>"
    )


def _telegram_line(server: bot_api.BotApi) -> Say:
    number = 0

    async def say(text: str) -> None:
        nonlocal number
        number += 1
        server.push(message=bot_api.message(text, date=DATE, message_id=number))

    return say


@asynccontextmanager
async def _our_slack() -> AsyncIterator[tuple[Any, Say]]:
    wall = SimClock(fb.NOW)
    bench = fb.Bench(wall=wall, rates=fb.Unhurried(wall))
    owner = User("slack", sp.MINA, sp.MINA, "mina", Role.ADMIN, fb.NOW)
    await bench.put(fb.money(), owner)
    port = free_port()
    async with slack_api.serving(slack_api.SlackApi()) as server, asyncio.TaskGroup() as group:
        place = SlackPlace(
            slack_api.BOT_TOKEN, f"{server.url}/api", signing_secret=slack_api.SECRET, port=port
        )
        face = SlackFace(place, bench.words, wall=bench.wall)
        task = group.create_task(face.run(bench.router))
        yield server, await _slack_line(port)
        task.cancel()


@asynccontextmanager
async def _bare_slack() -> AsyncIterator[tuple[Any, Say]]:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    port, up = free_port(), asyncio.Event()
    async with slack_api.serving(slack_api.SlackApi()) as server, asyncio.TaskGroup() as group:
        client = AsyncWebClient(slack_api.BOT_TOKEN, base_url=f"{server.url}/api/")
        app = AsyncApp(client=client, signing_secret=slack_api.SECRET, logger=quiet("slack_bolt"))

        async def echo(ack: Any, say: Any, command: Any) -> None:
            await ack()
            await say(_same_words(command["text"]))

        app.command("/gaemi")(echo)
        served = app.web_app(PATH, port)
        task = group.create_task(listening(served, "127.0.0.1", port, up=up.set))
        await up.wait()
        yield server, await _slack_line(port)
        task.cancel()


async def _slack_line(port: int) -> Say:
    """Wait until somebody listens, then deliver each line as Slack does."""
    url, number = f"http://127.0.0.1:{port}{PATH}", 0
    loop = asyncio.get_running_loop()
    ends = loop.time() + PATIENCE_S
    while loop.time() < ends:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        break

    async def say(text: str) -> None:
        nonlocal number
        number += 1
        status, _ = await slack_api.post(url, sp.slash(text, trigger_id=f"t{number}"))
        if status != 200:
            raise RuntimeError(f"a signed request was answered with {status}")

    return say
