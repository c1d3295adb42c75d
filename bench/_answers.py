"""P11: from an update's arrival to its answer, and a thousand in a burst, beside a bare handler.

The peers are the same libraries with one handler of a line each, before the same servers in the
same process: python-telegram-bot polling, slack-bolt behind signed requests.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

from _rows import Row, row, spread

from bot.http_port import listening, quiet
from bot.slack import SlackFace
from bot.slack_lines import PATH
from bot.slack_place import SlackPlace
from bot.telegram import TelegramFace
from bot.telegram_place import TelegramPlace
from core.domain.people import Role, User
from tests import bot_api, slack_api
from tests import fakes_bot as fb
from tests import slack_payloads as sp
from tests.peers.aimock_server import free_port

BURST, WARM = 1_000, 5
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
        async with ours() as (server, say):
            mine = await _answers(server, say, face, runs)
            flood = await _burst(server, say, face, burst)
        async with bare() as (server, say):
            theirs = await _answers(server, say, face, runs)
            their_flood = await _burst(server, say, face, burst)
        rows.append(spread(f"{face}: update -> answer leaves", mine, "ms", (peer, theirs)))
        name = f"{face}: an answer in a burst of {burst}, in order"
        rows.append(row(name, [flood], "ms", (peer, [their_flood])))
    return rows


async def _answers(server: Any, say: Say, face: str, runs: int) -> list[float]:
    """Say one line after the other, each when the one before was answered."""
    took = []
    for number in range(WARM + runs):
        began = time.perf_counter()
        await say(f"order QQ{number:04d}")
        await server.until(SENT[face], number + 1, deadline_s=PATIENCE_S)
        took.append((time.perf_counter() - began) * 1000)
    return took[WARM:]


async def _burst(server: Any, say: Say, face: str, count: int) -> float:
    """Say many lines at once; gives milliseconds an answer, and fails when the order is lost."""
    before = len(server.of(SENT[face]))
    began = time.perf_counter()
    for number in range(count):
        await say(f"order QQ{number:04d}")
    sent = await server.until(SENT[face], before + count, deadline_s=PATIENCE_S)
    took = time.perf_counter() - began
    for number, answer in enumerate(sent[before:]):
        if f"QQ{number:04d}" not in str(answer):
            raise RuntimeError(f"answer {number} of {face} came out of order")
    return took * 1000 / count


@asynccontextmanager
async def _our_telegram() -> AsyncIterator[tuple[Any, Say]]:
    bench = fb.Bench()
    await bench.put(fb.money())
    async with bot_api.serving() as server, asyncio.TaskGroup() as group:
        place = TelegramPlace(bot_api.TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
        face = TelegramFace(place, bench.words, wall=bench.wall, poll_s=1)
        task = group.create_task(face.run(bench.router))
        await server.until("getUpdates")
        yield server, _telegram_line(server)
        task.cancel()


@asynccontextmanager
async def _bare_telegram() -> AsyncIterator[tuple[Any, Say]]:
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

    async def echo(update: Any, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.message.reply_text(update.message.text)

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


def _telegram_line(server: bot_api.BotApi) -> Say:
    number = 0

    async def say(text: str) -> None:
        nonlocal number
        number += 1
        server.push(message=bot_api.message(text, date=DATE, message_id=number))

    return say


@asynccontextmanager
async def _our_slack() -> AsyncIterator[tuple[Any, Say]]:
    bench = fb.Bench()
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
            await say(command["text"])

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
