"""Console, Telegram and Slack say the same: every command, in every face, to every role.

Each face is the real one before a server of ours. What it showed is compared, word by word and
button by button, with what the router answers on a bench of the same state; and those answers
with each other. Where lines are broken does not count.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
import pytest

from bot.access import CONSOLE, Kind, Source
from bot.console import Console
from bot.forms import is_half
from bot.locale.catalogue import Catalogue
from bot.rates import COMMANDS, MINUTE_S
from bot.render_text import render
from bot.reply import Reply
from bot.slack import SlackFace
from bot.slack_blocks import pages
from bot.slack_place import SlackPlace
from bot.telegram import TelegramFace
from bot.telegram_hook import HEADER
from bot.telegram_place import Hook, TelegramPlace
from core.domain.people import Role, User
from tests import bot_api, slack_api
from tests import fakes_bot as fb
from tests import slack_payloads as sp
from tests.peers.aimock_server import free_port
from tests.slack_shown import MINA, squeezed, texts
from tests.unit.bot.test_both_languages import SAID, bench_in

EVIL = 6666
LINES = tuple(dict.fromkeys((*SAID, *fb.COMMAND_NAMES)))
WORDS = Catalogue("ko")
DATE = int(fb.NOW.timestamp())


@dataclass(frozen=True)
class Shown:
    """One answer as a face showed it: its words without spaces, and what its buttons carry."""

    words: str
    buttons: tuple[str, ...]


# Says a line in a face and gives what it showed; the reply says how many messages to wait for.
Ask: TypeAlias = Callable[[str, Reply], Awaitable[Shown]]


def of_reply(reply: Reply) -> Shown:
    """Say what every face has to show of a reply."""
    carried = tuple(button.data for row in reply.buttons for button in row)
    return Shown(squeezed(render(reply, WORDS)), carried)


def of_telegram(sent: dict[str, Any]) -> Shown:
    """Read a message as the Bot API got it."""
    rows = sent.get("reply_markup", {}).get("inline_keyboard", ())
    carried = tuple(key["callback_data"] for row in rows for key in row)
    return Shown(squeezed(str(sent.get("text") or sent.get("caption"))), carried)


def of_slack(sent: list[dict[str, Any]]) -> Shown:
    """Read messages as the Web API got them, from their blocks alone."""
    blocks = [block for message in sent for block in message["blocks"]]
    actions = [block for block in blocks if block["type"] == "actions"]
    carried = tuple(element["value"] for block in actions for element in block["elements"])
    return Shown(squeezed("".join(text for block in blocks for text in texts(block))), carried)


async def bench_for(face: str, user: str, role: Role) -> fb.Bench:
    """Make a bench where everything has happened, with one person on a face."""
    bench = await bench_in("ko")
    chat = CONSOLE.chat if face == CONSOLE.face else user
    bench.uow.users.put(User(face, user, chat, MINA, role, fb.NOW))
    await bench.uow.commit()
    return bench


def rested(bench: fb.Bench) -> None:
    """Let a person pause before they type on: nobody types so many commands in a minute."""
    bench.wall.move_by(MINUTE_S / COMMANDS)


@asynccontextmanager
async def on_console(role: Role) -> AsyncIterator[Ask]:
    """Sit at the keyboard, which is always its owner's."""
    bench, printed = await bench_for(*CONSOLE_USER, role), list[str]()
    face = Console(bench.words, write=printed.append, colour=False)

    async def ask(line: str, reply: Reply) -> Shown:
        printed.clear()
        await face.answer(bench.router, line)
        text = re.sub(r"\[\d+\] ", "", "".join(printed))
        labels = "".join(button.label for row in reply.buttons for button in row)
        assert squeezed(text).endswith(squeezed(labels))
        return Shown(squeezed(text).removesuffix(squeezed(labels)), of_reply(reply).buttons)

    yield ask


@asynccontextmanager
async def on_telegram(role: Role) -> AsyncIterator[Ask]:
    """Hold a phone with Telegram."""
    bench = await bench_for("telegram", fb.OWNER, role)
    async with bot_api.serving() as server, running(telegram(server, bench), bench):

        async def ask(line: str, _reply: Reply) -> Shown:
            rested(bench)
            before = len(texted(server))
            server.push(message=telegram_message(line, int(fb.OWNER), now(bench)))
            await server.until_any(lambda: len(texted(server)) > before)
            return of_telegram(texted(server)[-1])

        yield ask


@asynccontextmanager
async def on_webhook(role: Role) -> AsyncIterator[Ask]:
    """Hold a phone with Telegram, which delivers to a port instead of being asked."""
    bench, port = await bench_for("telegram", fb.OWNER, role), free_port()
    hook = Hook(f"http://127.0.0.1:{port}/hook", "s" * 32, port)
    async with (
        bot_api.serving() as server,
        httpx.AsyncClient(trust_env=False, headers={HEADER: hook.secret}) as client,
        running(telegram(server, bench, hook), bench),
    ):
        await server.until("setWebhook")

        async def ask(line: str, _reply: Reply) -> Shown:
            rested(bench)
            before = len(texted(server))
            said = telegram_message(line, int(fb.OWNER), now(bench))
            got = await client.post(hook.url, json={"update_id": before + 1, "message": said})
            assert got.status_code == 200
            await server.until_any(lambda: len(texted(server)) > before)
            return of_telegram(texted(server)[-1])

        yield ask


@asynccontextmanager
async def on_slack(role: Role) -> AsyncIterator[Ask]:
    """Hold a phone with Slack."""
    bench = await bench_for("slack", sp.MINA, role)
    async with (
        slack_api.serving(slack_api.SlackApi()) as server,
        running(slack(server, bench), bench),
    ):
        await server.connected()

        async def ask(line: str, reply: Reply) -> Shown:
            rested(bench)
            before, parts = len(server.of("chat.postMessage")), len(pages(reply, WORDS))
            await server.push(sp.slash(line, user_name=MINA))
            sent = await server.until("chat.postMessage", before + parts)
            return of_slack(sent[before:])

        yield ask


CONSOLE_USER = (CONSOLE.face, CONSOLE.user)
FACES: dict[str, Callable[[Role], AbstractAsyncContextManager[Ask]]] = {
    "console": on_console, "telegram": on_telegram, "webhook": on_webhook, "slack": on_slack,
}  # fmt: skip
PEOPLE = {
    "console": Source(Kind.MESSAGE, *CONSOLE_USER, CONSOLE.chat, CONSOLE.name, private=True),
    "telegram": fb.source(),
    "webhook": fb.source(),
    "slack": Source(Kind.MESSAGE, "slack", sp.MINA, sp.MINA, MINA, private=True),
}
# The keyboard of the machine is always an administrator's.
CELLS = [(f, role) for f in FACES for role in Role if f != "console" or role is Role.ADMIN]


@pytest.mark.parametrize(("face", "role"), CELLS)
async def test_every_command_is_shown_as_the_router_answers_it(face: str, role: Role) -> None:
    source = PEOPLE[face]
    bench = await bench_for(source.face, source.user, role)
    seen = 0
    async with FACES[face](role) as ask:
        for line in LINES:
            rested(bench)
            reply = await bench.router.say(source, f"/{line}")
            assert reply is not None, line
            if face == "slack" and is_half(line):
                continue
            assert await ask(line, reply) == of_reply(reply), line
            seen += 1
    assert seen >= len(LINES) - 8


@pytest.mark.parametrize("role", Role)
async def test_the_router_answers_every_face_the_same(role: Role) -> None:
    faces = [face for face, held in CELLS if held is role]
    benches = {f: await bench_for(PEOPLE[f].face, PEOPLE[f].user, role) for f in faces}
    # Who one is, is another on every face; that it is answered at all is asserted above.
    for line in (one for one in LINES if one not in ("whoami", "users")):
        for bench in benches.values():
            rested(bench)
        answers = [await benches[f].router.say(PEOPLE[f], f"/{line}") for f in faces]
        assert len({of_reply(reply) for reply in answers if reply is not None}) == 1, line


async def test_telegram_tells_a_stranger_nothing() -> None:
    bench = await bench_for("telegram", fb.OWNER, Role.ADMIN)
    async with bot_api.serving() as server, running(telegram(server, bench), bench):
        for line in LINES:
            server.push(message=telegram_message(line, EVIL))
        server.push(message=telegram_message("status", int(fb.OWNER)))
        await server.until_any(lambda: bool(texted(server)))
        assert len(texted(server)) == 1
    assert (bench.door.asked, bench.halts) == ([], [])


async def test_slack_tells_a_stranger_nothing() -> None:
    bench = await bench_for("slack", sp.MINA, Role.ADMIN)
    async with (
        slack_api.serving(slack_api.SlackApi()) as server,
        running(slack(server, bench), bench),
    ):
        await server.connected()
        for line in LINES:
            await server.push(sp.slash(line, by=sp.STRANGER, at="D0EVIL"))
        await server.push(sp.slash("status "))
        await server.until("chat.postMessage")
        assert len(server.of("chat.postMessage")) == 1
        assert not {name for name, _ in server.calls} & {"views.open", "chat.postEphemeral"}
    assert (bench.door.asked, bench.halts) == ([], [])


def telegram(server: bot_api.BotApi, bench: fb.Bench, hook: Hook | None = None) -> TelegramFace:
    """Make the Telegram face before a server."""
    place = TelegramPlace(bot_api.TOKEN, f"{server.url}/bot", f"{server.url}/file/bot", hook)
    return TelegramFace(place, bench.words, wall=bench.wall, first_wait_s=0.01, poll_s=1)


def slack(server: slack_api.SlackApi, bench: fb.Bench) -> SlackFace:
    """Make the Slack face before a server."""
    place = SlackPlace(slack_api.BOT_TOKEN, f"{server.url}/api", slack_api.APP_TOKEN)
    return SlackFace(place, bench.words, wall=bench.wall, first_wait_s=0.01)


def now(bench: fb.Bench) -> int:
    """Give the instant of a bench as the Bot API writes it."""
    return int(bench.wall.now().timestamp())


def telegram_message(line: str, by: int, at: int = DATE) -> dict[str, Any]:
    """Make a message of somebody in their private chat, said at an instant."""
    who = bot_api.user(by, first_name=MINA)
    return bot_api.message(f"/{line}", by=by, at=by, date=at) | {"from": who}


def texted(server: bot_api.BotApi) -> list[dict[str, Any]]:
    """Give the messages and photos that a bot sent."""
    return [params for name, params in server.calls if name in ("sendMessage", "sendPhoto")]


@asynccontextmanager
async def running(face: TelegramFace | SlackFace, bench: fb.Bench) -> AsyncIterator[None]:
    """Run a face while the block lasts."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(face.run(bench.router))
        try:
            yield
        finally:
            task.cancel()
