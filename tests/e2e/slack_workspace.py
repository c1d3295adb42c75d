"""A workspace for real processes: npm `emulate` keeps the messages, files and views of Slack.

What it lacks is ours and stands in front of it: Socket Mode, calls by GET or with a query, and the
people's side of commands, buttons and forms. Scopes are strict: the bot has those of the shipped
manifest and no other.
"""

from __future__ import annotations

import html
import json
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml
from aiohttp import web

from tests import slack_api as api
from tests.e2e.process import until
from tests.peers.aimock_server import free_port

HERE = Path(__file__).parents[1]
EMULATE = HERE / "peers/node_modules/emulate/dist/index.js"
MANIFEST = HERE.parent / "docs/slack_manifest.yaml"
PEOPLE = ("mina", "evil")
ROOM = "trades"
US = {"app_id": "A0GAEMI", "bot_id": "B0GAEMI", "bot_user_id": "U0GAEMI"}


@dataclass(frozen=True)
class Message:
    """A message of the bot as it stands now; `buttons` by their labels."""

    ts: str
    channel: str
    text: str
    thread: str
    buttons: dict[str, dict[str, str]]

    @property
    def is_card(self) -> bool:
        """Tell whether an order can be confirmed here."""
        return any(button["value"].startswith("c1:") for button in self.buttons.values())


@dataclass(frozen=True)
class Person:
    """Somebody with a phone: their number, their token, and their chat with the bot."""

    id: str
    name: str
    token: str
    alone: str


@dataclass
class Workspace(api.SlackApi):
    """The front of one workspace; `port` is where the program takes requests, if it does."""

    root: str = ""
    port: int | None = None
    people: dict[str, Person] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    team: str = ""
    typed: int = 0
    client: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(trust_env=False))

    @property
    def variables(self) -> dict[str, str]:
        """The settings that lead a gaemi process here."""
        way = {"SLACK_APP_TOKEN": api.APP_TOKEN}
        if self.port is not None:
            way = {"SLACK_HTTP_PORT": str(self.port), "SLACK_SIGNING_SECRET": api.SECRET}
        return {"SLACK_BOT_TOKEN": api.BOT_TOKEN, "SLACK_BASE_URL": f"{self.url}/api", **way}

    async def result(
        self, request: web.Request, method: str, params: dict[str, Any]
    ) -> dict[str, Any]:
        """Let the peer answer; it reads bodies alone."""
        if method == "apps.connections.open":
            return await super().result(request, method, params)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return await self.ask(method, token, **params)

    async def ask(self, method: str, token: str, **params: Any) -> dict[str, Any]:
        """Call the peer as whoever has a token."""
        answer = await self.client.post(
            f"{self.root}/api/{method}", json=params, headers={"Authorization": f"Bearer {token}"}
        )
        found: dict[str, Any] = answer.json()
        return found

    async def deliver(self, body: dict[str, Any], **how: Any) -> int:
        """Give a body to the program as Slack does; gives the status (a socket has only 200)."""
        if self.port is None:
            await self.push(body)
            return 200
        url = f"http://127.0.0.1:{self.port}/slack/events"
        status, _ = await api.post(url, body, **how)
        return status

    async def listens(self) -> None:
        """Wait until the program can be reached."""
        if self.port is None:
            await self.connected()
            return
        await until(self._answers, "the program's port")

    async def _answers(self) -> bool:
        try:
            await api.post(f"http://127.0.0.1:{self.port}/slack/events", {"command": "x"})
        except OSError:
            return False
        return True

    async def slash(self, who: Person, text: str, *, at: str = "", **how: Any) -> dict[str, Any]:
        """Type `/gaemi ...`; gives the body, so that it can be delivered again."""
        body = {
            "team_id": self.team, "channel_id": at or who.alone, "channel_name": "x",
            "user_id": who.id, "user_name": who.name, "command": "/gaemi", "text": text,
            "api_app_id": US["app_id"], "trigger_id": await self._trigger(who),
        }  # fmt: skip
        await self.deliver(body, **how)
        return body

    async def say(self, who: Person, text: str, *, at: str = "") -> dict[str, Any]:
        """Write a message; gives the event, so that it can be delivered again."""
        channel = at or who.alone
        sent = await self.ask("chat.postMessage", who.token, channel=channel, text=text)
        assert sent["ok"], sent
        self.typed += 1
        body = {
            "type": "event_callback", "team_id": self.team, "event_id": f"Ev{self.typed}",
            "api_app_id": US["app_id"], "is_ext_shared_channel": False, "event": {
                "type": "message", "user": who.id, "team": self.team, "channel": channel,
                "channel_type": "im" if channel.startswith("D") else "channel", "text": text,
                "ts": sent["ts"], "event_ts": sent["ts"], "client_msg_id": f"c{self.typed}",
            },
        }  # fmt: skip
        await self.deliver(body)
        return body

    async def press(self, who: Person, message: Message, label: str) -> dict[str, Any]:
        """Press a button; gives the body, so that it can be delivered again."""
        body = await self.pressing(who, message, message.buttons[label])
        await self.deliver(body)
        return body

    async def pressing(
        self, who: Person, message: Message, button: dict[str, str]
    ) -> dict[str, Any]:
        """Make the body of a press."""
        self.typed += 1
        return {
            "type": "block_actions", "api_app_id": US["app_id"],
            "user": {"id": who.id, "name": who.name, "team_id": self.team},
            "team": {"id": self.team, "domain": "ants"},
            "container": {"type": "message", "message_ts": message.ts,
                          "channel_id": message.channel, "is_ephemeral": False},
            "channel": {"id": message.channel, "name": "x"}, "message": {"ts": message.ts},
            "trigger_id": await self._trigger(who),
            "actions": [{**button, "type": "button", "action_ts": f"{self.typed}.1"}],
        }  # fmt: skip

    async def told(self, who: Person, *, after: int = 0) -> str:
        """Wait for a text that only one person sees, newer than so many, and give it."""

        def found() -> str:
            seen = [c["text"] for c in self.of("chat.postEphemeral") if c["user"] == who.id]
            return html.unescape(str(seen[after])) if len(seen) > after else ""

        return await until(found, f"a word to {who.name}")

    def whispers(self, who: Person) -> int:
        """Count the texts that only one person saw."""
        return sum(c["user"] == who.id for c in self.of("chat.postEphemeral"))

    async def messages(self, channel: str) -> list[Message]:
        """Give the bot's messages of a channel and its threads as they stand now, oldest first."""
        token = api.BOT_TOKEN
        seen = await self.ask("conversations.history", token, channel=channel, limit=900)
        rows = {row["ts"]: row for row in seen.get("messages", ())}
        for root in [row["ts"] for row in rows.values() if row.get("reply_count")]:
            below = await self.ask("conversations.replies", token, channel=channel, ts=root)
            rows |= {row["ts"]: row for row in below.get("messages", ())}
        ours = [row for row in rows.values() if row["user"] == US["bot_user_id"]]
        return [_message(row, channel) for row in sorted(ours, key=lambda row: float(row["ts"]))]

    async def shows(self, channel: str, *words: str, after: str = "0") -> Message:
        """Wait for a message newer than `after` that holds all words."""

        async def found() -> Message | None:
            new = [m for m in await self.messages(channel) if float(m.ts) > float(after)]
            return next((m for m in new if all(w in m.text for w in words)), None)

        message = await until(found, f"{words} in {channel}")
        assert message is not None
        return message

    async def cards(self, channel: str) -> list[Message]:
        """Give the cards whose buttons live."""
        return [m for m in await self.messages(channel) if m.is_card]

    async def card(self, channel: str, *, after: str = "0") -> Message:
        """Wait for a card whose buttons live."""

        async def found() -> Message | None:
            new = (m for m in await self.cards(channel) if float(m.ts) > float(after))
            return next(new, None)

        card = await until(found, f"a card in {channel}")
        assert card is not None
        return card

    async def last(self, channel: str) -> str:
        """Give the number of the newest message of a channel."""
        return max((m.ts for m in await self.messages(channel)), key=float, default="0")

    async def _trigger(self, who: Person) -> str:
        made = await self.ask("views.generateTriggerId", api.BOT_TOKEN, user_id=who.id)
        return str(made["trigger_id"])


def _message(row: dict[str, Any], channel: str) -> Message:
    blocks: Sequence[dict[str, Any]] = row.get("blocks") or ()
    found = [e for block in blocks if block["type"] == "actions" for e in block["elements"]]
    buttons = {e["text"]["text"]: {"action_id": e["action_id"], "value": e["value"]} for e in found}
    thread = row.get("thread_ts") or ""
    return Message(row["ts"], channel, html.unescape(row["text"]), thread, buttons)


def _seed() -> dict[str, Any]:
    scopes = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
    app = {"client_id": "1.2", "client_secret": "x", "name": "gaemi", "redirect_uris": [],
           "scopes": scopes, "bot_name": "gaemi", **US}  # fmt: skip
    bot = {
        "token": api.BOT_TOKEN,
        "type": "bot",
        "user_id": US["bot_user_id"],
        "scopes": scopes,
        **US,
    }
    people = [{"token": f"xoxp-{name}", "type": "user", "user": name} for name in PEOPLE]
    return {"slack": {
        "team": {"name": "Ants", "domain": "ants"}, "strict_scopes": True,
        "users": [{"name": name, "real_name": name} for name in PEOPLE],
        "channels": [{"name": ROOM}], "oauth_apps": [app], "tokens": [bot, *people],
    }}  # fmt: skip


@asynccontextmanager
async def workspace(folder: Path, *, port: int | None) -> AsyncIterator[Workspace]:
    """Run the peer and its front while the block lasts."""
    seed, at = folder / "slack.yaml", free_port()
    seed.write_text(json.dumps(_seed()), encoding="utf-8")
    words = ["start", "--service", "slack", "--port", str(at), "--seed", str(seed),
             "--base-url", f"http://127.0.0.1:{at}"]  # fmt: skip
    with subprocess.Popen(  # noqa: ASYNC220 - a start takes no time, and the end must be sure
        ["node", str(EMULATE), *words], stdout=subprocess.DEVNULL
    ) as process:
        made = Workspace(root=f"http://127.0.0.1:{at}", port=port)
        try:
            async with made.client, api.serving(made):
                await until(lambda: _met(made), "the peer")
                yield made
        finally:
            process.terminate()


async def _met(made: Workspace) -> bool:
    """Learn who is who in the peer and open everybody's chat with the bot; false until it is up."""
    try:
        us = await made.ask("auth.test", api.BOT_TOKEN)
    except httpx.TransportError:
        return False
    made.team = us["team_id"]
    for name in PEOPLE:
        token = f"xoxp-{name}"
        me = await made.ask("auth.test", token)
        chat = await made.ask("conversations.open", token, users=US["bot_user_id"])
        made.people[name] = Person(me["user_id"], name, token, chat["channel"]["id"])
    listed = await made.ask("conversations.list", "xoxp-mina")
    made.rooms = {room["name"]: room["id"] for room in listed["channels"]}
    return True
