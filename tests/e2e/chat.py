"""The people's side of the Bot API server: they write, press buttons and read what is shown."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.process import until

FRONT = Path(__file__).parents[1] / "peers" / "telegram_front.js"
TOKEN = "777000111:AAcanaryTokenOfTheEndToEndTests0123"


@dataclass(frozen=True)
class Person:
    """Somebody with a phone."""

    id: int
    first_name: str

    @property
    def alone(self) -> int:
        """The private chat with the bot has the person's own number."""
        return self.id


@dataclass(frozen=True)
class Message:
    """A message of the bot as it stands now; `buttons` by their labels, `rows` as they lie.

    `answers` is the message that it replies to, if any; `looks` are its ranges as
    (kind, offset, length) in UTF-16 units.
    """

    id: int
    chat: int
    text: str
    buttons: dict[str, str]
    earlier: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    answers: int = 0
    looks: tuple[tuple[str, int, int], ...] = ()

    @property
    def is_card(self) -> bool:
        """Tell whether an order can be confirmed here."""
        return any(data.startswith("c1:") for data in self.buttons.values())


@dataclass(frozen=True)
class BotServer:
    """A running server and the client of the test's side of it."""

    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient
    root: str

    @property
    def variables(self) -> dict[str, str]:
        """The settings that lead a gaemi process here."""
        return {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": f"{self.root}/bot",
            "TELEGRAM_BASE_FILE_URL": f"{self.root}/file/bot",
        }

    async def say(self, who: Person, text: str, *, chat: int | None = None, **more: Any) -> None:
        """Write a message, in private unless a group is named."""
        place = _chat(who.alone if chat is None else chat, who)
        await self._post("/__say", {"user": _user(who), "chat": place, "text": text, **more})

    async def press(self, who: Person, message: Message, label: str) -> dict[str, Any]:
        """Press a button and give how the press was answered: text, and whether as an alert."""
        return await self.tap(who, message, message.buttons[label])

    async def tap(self, who: Person, message: Message, data: str) -> dict[str, Any]:
        """Press what once was a button, or never was one, and wait for the answer."""
        key = await self.send_tap(who, message, data)
        return await self.answer(key, f"an answer to {data!r}")

    async def send_tap(self, who: Person, message: Message, data: str) -> str:
        """Press and wait for nothing; gives the number of the press."""
        body = {"user": _user(who), "chat": message.chat, "message": message.id, "data": data}
        made: dict[str, str] = await self._post("/__press", body)
        return made["id"]

    async def answer(self, key: str, what: str) -> dict[str, Any]:
        """Wait for the answer to a press."""
        found = await until(lambda: self.answered(key), what)
        assert found is not None
        return found

    async def answered(self, key: str) -> dict[str, Any] | None:
        """Give the answer to a press, or None while there is none."""
        press: dict[str, Any] = await self._get(f"/__press/{key}")
        return press.get("answer")

    async def messages(self, chat: int | None = None) -> list[Message]:
        """Give the bot's messages as they stand now, oldest first."""
        found = [_message(row) for row in await self._get("/__messages")]
        return [m for m in found if chat is None or m.chat == chat]

    async def shows(self, chat: int, *words: str, after: int = 0) -> Message:
        """Wait for a message newer than `after` that holds all words."""

        async def found() -> Message | None:
            new = [m for m in await self.messages(chat) if m.id > after]
            return next((m for m in new if all(w in m.text for w in words)), None)

        message = await until(found, f"{words} in chat {chat}")
        assert message is not None
        return message

    async def card(self, chat: int, *, after: int = 0) -> Message:
        """Wait for a card whose buttons live."""

        async def found() -> Message | None:
            return next((m for m in await self.cards(chat) if m.id > after), None)

        message = await until(found, f"a card in chat {chat}")
        assert message is not None
        return message

    async def cards(self, chat: int | None = None) -> list[Message]:
        """Give the cards whose buttons live."""
        return [m for m in await self.messages(chat) if m.is_card]

    async def turn_down(self, who: Person, chat: int) -> int:
        """Reject the cards that are open now, so that others come; gives the last one's number.

        Their messages may keep their buttons for a while.
        """
        cards = await self.cards(chat)
        for card in cards:
            await self.press(who, card, "거절")
        return max(card.id for card in cards)

    async def last(self, chat: int) -> int:
        """Give the number of the newest message of a chat."""
        return max((m.id for m in await self.messages(chat)), default=0)

    async def calls(self, method: str = "") -> list[dict[str, Any]]:
        """Give the calls of the bot, polls left out, oldest first."""
        journal: list[dict[str, Any]] = await self._get("/__calls")
        return [call for call in journal if not method or call["method"] == method]

    async def erased(self) -> list[dict[str, int]]:
        """Give which messages the bot took out of which chats."""
        found: list[dict[str, int]] = await self._get("/__erased")
        return found

    async def unread(self) -> int:
        """Give how many updates the bot has not confirmed."""
        count: int = await self._get("/__unread")
        return count

    async def trouble(self, *faults: dict[str, Any]) -> None:
        """Make the server unwell; without arguments it is well again."""
        await self._post("/__faults", list(faults))

    async def _get(self, path: str) -> Any:
        return (await self.client.get(self.root + path)).raise_for_status().json()

    async def _post(self, path: str, body: Any) -> Any:
        answer = await self.client.post(self.root + path, json=body)
        return answer.raise_for_status().json()

    async def photo(self, message: int) -> bytes:
        """Give the picture that a message shows."""
        return (await self.client.get(f"{self.root}/__photo/{message}")).raise_for_status().content


@asynccontextmanager
async def bot_server(port: int) -> AsyncIterator[BotServer]:
    """Run a server that nobody has spoken to yet, while the block lasts."""
    with subprocess.Popen(  # noqa: ASYNC220 - a start takes no time, and the end must be sure
        ["node", str(FRONT), str(port), TOKEN], stdout=subprocess.DEVNULL
    ) as process:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            server = BotServer(process, client, f"http://127.0.0.1:{port}")
            try:
                await until(lambda: _up(server), "the Bot API server")
                yield server
            finally:
                process.terminate()


async def _up(server: BotServer) -> bool:
    try:
        return isinstance(await server.calls(), list)
    except httpx.TransportError:
        return False


def _message(row: dict[str, Any]) -> Message:
    lines = row.get("reply_markup", {}).get("inline_keyboard", ())
    keys = [key for line in lines for key in line]
    return Message(
        row["message_id"],
        row["chat"]["id"],
        row["text"],
        {key["text"]: key["callback_data"] for key in keys},
        tuple(row["earlier"]),
        tuple(tuple(key["text"] for key in line) for line in lines),
        int(row.get("answers", 0)),
        tuple((e["type"], e["offset"], e["length"]) for e in row.get("entities", ())),
    )


def _user(who: Person) -> dict[str, Any]:
    return {"id": who.id, "first_name": who.first_name}


def _chat(key: int, who: Person) -> dict[str, Any]:
    if key < 0:
        return {"id": key, "type": "group", "title": "투자 모임"}
    return {"id": key, "type": "private", "first_name": who.first_name}
