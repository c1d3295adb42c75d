"""People with a phone: how what they do reaches the program, and what they then see of it."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from aiohttp import ClientSession

from bot.locale.catalogue import LANGUAGES
from bot.telegram_hook import HEADER
from core.clock import Clock
from core.domain.approval import Actor
from tests import bot_api, slack_api
from tests import slack_payloads as sp
from tests.prove.chat_servers import Channels, Screens, Shown

HOOK, SECRET = "/hook", "secret-of-the-tests-" + "0123456789abcdef" * 2  # nosec B105
# A press may wait for a fresh quote and a look, a turn at the broker each.
MOMENT_S = 2.0
BOT_USER = 1_087_968_824


class Phone:
    """One person's account at one chat service; `other` gives somebody else's."""

    face: str
    server: Screens | Channels

    def __init__(self, actor: Actor, clock: Clock) -> None:
        self.actor, self.clock = actor, clock

    @property
    def messages(self) -> dict[str, Shown]:
        """Give every message of the service as it stands now, by its number."""
        return self.server.messages

    def texts(self) -> list[str]:
        """Give the words of all messages as they stand now, without spaces."""
        return [squeezed(m.text) for m in self.messages.values()]

    async def press(self, data: str, message: str, **how: Any) -> list[str]:
        """Press a button and give the short answers that came of it."""
        before = len(self.server.toasts)
        await self.push(self.pressed(data, message, **how))
        await asyncio.sleep(MOMENT_S)
        return [squeezed(text) for text in self.server.toasts[before:]]

    async def say(self, text: str, **how: Any) -> list[str]:
        """Send a line and give the words of the messages that came of it."""
        before = len(self.server.sent)
        await self.push(self.said(text, **how))
        await asyncio.sleep(MOMENT_S)
        return [squeezed(m.text) for m in self.server.sent[before:]]

    def pressed(self, data: str, message: str, **how: Any) -> dict[str, Any]:
        """Make the update of a press."""
        raise NotImplementedError

    def said(self, text: str, **how: Any) -> dict[str, Any]:
        """Make the update of a message."""
        raise NotImplementedError

    async def push(self, *updates: dict[str, Any]) -> None:
        """Deliver updates at once, in their order."""
        raise NotImplementedError

    async def again(self, update: dict[str, Any]) -> None:
        """Deliver what was delivered before, as the service does when it heard no answer."""
        raise NotImplementedError


class Telegram(Phone):
    """A person on Telegram; the chat of a person has the person's number."""

    face = "telegram"

    def __init__(self, server: Screens, actor: Actor, clock: Clock) -> None:
        super().__init__(actor, clock)
        self.server: Screens = server
        self._queries = 0

    def pressed(self, data: str, message: str, **how: Any) -> dict[str, Any]:
        by, at = int(how.get("by", self.actor.user)), int(how.get("at", self.actor.chat))
        query = bot_api.press(data, by=by, at=at, number=int(message))
        self._queries += 1
        return {"callback_query": query | {"id": how.get("query", f"q{self._queries}")}}

    def said(self, text: str, **how: Any) -> dict[str, Any]:
        by = int(how.pop("by", self.actor.user))
        at = int(how.pop("at", self.actor.chat))
        kind = how.pop("kind", "message")
        date = int(self.clock.now().timestamp() - how.pop("age_s", 0))
        self._queries += 1
        number = how.pop("message_id", 10**6 + self._queries)
        made = bot_api.message(text, by=by, at=at, date=date, message_id=number, **how)
        return {kind: made}

    async def push(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            update["update_id"] = self.server.push(**update)

    async def again(self, update: dict[str, Any]) -> None:
        self.server.updates.append(update)
        self.server.news.set()


class TelegramHttp(Telegram):
    """A person on Telegram whose updates are delivered to a port of ours."""

    def __init__(self, server: Screens, actor: Actor, clock: Clock, port: int) -> None:
        super().__init__(server, actor, clock)
        self.url = f"http://127.0.0.1:{port}{HOOK}"

    def numbered(self, update: dict[str, Any]) -> dict[str, Any]:
        """Give an update its number, as the service does once."""
        if "update_id" not in update:
            update["update_id"] = self.server.next_update
            self.server.next_update += 1
        return update

    async def push(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            raw = json.dumps(self.numbered(update)).encode()
            async with ClientSession(trust_env=False) as session:
                sent = await session.post(self.url, data=raw, headers={HEADER: SECRET})
                assert sent.status == 200

    async def again(self, update: dict[str, Any]) -> None:
        await self.push(update)


class Slack(Phone):
    """A person in a workspace, in the private chat with the app unless told otherwise."""

    face = "slack"

    def __init__(self, server: Channels, actor: Actor, clock: Clock) -> None:
        super().__init__(actor, clock)
        self.server: Channels = server
        self._count = 0

    def _stamp(self, age_s: float = 0.0) -> str:
        self._count += 1
        return f"{self.clock.now().timestamp() - age_s:.0f}.{self._count:06}"

    def _place(self, how: dict[str, Any]) -> tuple[str, str]:
        by, at = how.pop("by", self.actor.user), how.pop("at", self.actor.chat)
        return by, f"D{at[1:]}" if at.startswith("U") else at

    def pressed(self, data: str, message: str, **how: Any) -> dict[str, Any]:
        by, at = self._place(how)
        stamp = how.pop("query", None) or self._stamp()
        return sp.press(data, by=by, at=at, message=message, action_ts=stamp, **how)

    def said(self, text: str, **how: Any) -> dict[str, Any]:
        by, at = self._place(how)
        return sp.said(text, by=by, at=at, ts=self._stamp(how.pop("age_s", 0.0)), **how)

    async def push(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            self._count += 1
            await self.server.push(update, envelope=f"e{self._count}")

    async def again(self, update: dict[str, Any]) -> None:
        await self.push(update)


class SlackHttp(Slack):
    """A person in a workspace whose Slack sends requests to a port of ours."""

    def __init__(self, server: Channels, actor: Actor, clock: Clock, port: int) -> None:
        super().__init__(server, actor, clock)
        self.url = f"http://127.0.0.1:{port}/slack/events"

    async def push(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            status, _ = await slack_api.post(self.url, update)
            assert status == 200


def squeezed(text: str) -> str:
    """Take out spaces, line breaks and rules: where a phone breaks its lines says nothing."""
    return re.sub(r"[\s─]", "", text.replace("&amp;", "&").replace("&lt;", "<"))


def says(text: str, key: str, lang: str) -> bool:
    """Tell whether a text is, to the letter, what the catalogue says under a key."""
    return re.fullmatch(_pattern(key, lang), squeezed(text)) is not None


def holds(text: str, key: str, lang: str) -> bool:
    """Tell whether a text holds what the catalogue says under a key."""
    return re.search(_pattern(key, lang), squeezed(text)) is not None


def _pattern(key: str, lang: str) -> str:
    parts = re.split(r"\{[^}]*\}", LANGUAGES[lang][key])
    return ".*?".join(re.escape(squeezed(part)) for part in parts)


def odd(update: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Copy an update and put other values deep into it, by names joined with dots."""
    copy: dict[str, Any] = json.loads(json.dumps(update))
    for path, value in changes.items():
        at = copy
        *way, last = path.split("__")
        for name in way:
            at = at[name]
        at[last] = value
    return copy
