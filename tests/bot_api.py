"""A small Bot API server over loopback HTTP, with faults: what Telegram does when it is unwell.

Ours, written from the Bot API's documentation: it shows that our side speaks the protocol, not
that Telegram does.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Any, TypeVar
from urllib.parse import parse_qsl

TOKEN = "123456789:" + "A" * 35
ME = {"id": 42, "is_bot": True, "first_name": "gaemi", "username": "gaemi_bot"}
TOO_MANY = (429, {"error_code": 429, "description": "Too Many Requests: retry after 1",
                  "parameters": {"retry_after": 1}})  # fmt: skip
CONFLICT = (409, {"error_code": 409, "description": "Conflict: terminated by other getUpdates"})
UNAUTHORIZED = (401, {"error_code": 401, "description": "Unauthorized"})
FORBIDDEN = (403, {"error_code": 403, "description": "Forbidden: bot was blocked by the user"})
SERVER_ERROR = (500, {"error_code": 500, "description": "Internal Server Error"})
HANG = (0, {})

# The Bot API gives at most so many in one answer.
MOST_UPDATES = 100

Fault = tuple[int, dict[str, Any]]


def bad(description: str) -> Fault:
    """Make a 400 answer."""
    return 400, {"error_code": 400, "description": f"Bad Request: {description}"}


Api = TypeVar("Api", bound="BotApi")


@dataclass
class BotApi:
    """One bot's server: `calls` are what came in, `faults` what the next calls get instead."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    updates: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    next_update: int = 1
    next_message: int = 100
    hook: str = ""
    news_of_hook: dict[str, Any] = field(default_factory=dict)
    menus: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    closing: bool = False

    def __post_init__(self) -> None:
        self.news = asyncio.Event()
        self.seen = asyncio.Condition()

    def push(self, **update: Any) -> int:
        """Queue an update for the bot and give its id."""
        update["update_id"] = self.next_update
        self.next_update += 1
        self.updates.append(update)
        self.news.set()
        return int(update["update_id"])

    def fail(self, method: str, *faults: Fault) -> None:
        """Answer the next calls of a method with faults."""
        self.faults[method].extend(faults)

    def of(self, method: str) -> list[dict[str, Any]]:
        """Give the parameters of all calls of a method."""
        return [params for name, params in self.calls if name == method]

    async def until(self, method: str, count: int = 1, *, deadline_s: float = 60.0) -> list[Any]:
        """Wait until a method was called so often and give the parameters of its calls."""
        async with asyncio.timeout(deadline_s), self.seen:
            await self.seen.wait_for(lambda: len(self.of(method)) >= count)
        return self.of(method)

    async def until_any(self, seen: Callable[[], bool], *, deadline_s: float = 60.0) -> None:
        """Wait until the calls so far make something true."""
        async with asyncio.timeout(deadline_s), self.seen:
            await self.seen.wait_for(seen)

    async def answer(self, method: str, params: dict[str, Any]) -> Fault:
        """Give status and body of one call."""
        async with self.seen:
            self.calls.append((method, params))
            self.seen.notify_all()
        if self.faults[method]:
            return self.faults[method].popleft()
        result = await self._result(method, params)
        return 200, {"ok": True, "result": result}

    async def _result(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getMe":
            return ME
        if method == "getWebhookInfo":
            found = {"url": self.hook, "has_custom_certificate": False, "pending_update_count": 0}
            return found | self.news_of_hook
        if method in ("getMyCommands", "setMyCommands"):
            where = (params["scope"]["type"], str(params.get("language_code", "")))
            if method == "setMyCommands":
                self.menus[where] = params["commands"]
            return self.menus.get(where, []) if method == "getMyCommands" else True
        if method in ("setWebhook", "deleteWebhook"):
            self.hook = str(params.get("url", ""))
            return True
        if method == "getUpdates":
            found = await self._poll(int(params.get("offset", 0)), int(params.get("timeout", 0)))
            return found[: int(params.get("limit", MOST_UPDATES))]
        if method == "sendPhoto":
            self.next_message += 1
            chat = {"id": int(params["chat_id"]), "type": "private"}
            size = {"file_id": "f", "file_unique_id": "u", "width": 1_080, "height": 1_600}
            more = {"caption": params["caption"]} if "caption" in params else {}
            return {
                "message_id": self.next_message, "date": 1, "chat": chat, "photo": [size], **more,
            }  # fmt: skip
        if method in ("sendMessage", "editMessageText"):
            self.next_message += 1
            number = int(params.get("message_id", self.next_message))
            chat = {"id": int(params["chat_id"]), "type": "private"}
            return {"message_id": number, "date": 1, "chat": chat, "text": params["text"]}
        return True

    async def _poll(self, offset: int, wait_s: int) -> list[dict[str, Any]]:
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates and not self.closing and wait_s:
            self.news.clear()
            try:
                async with asyncio.timeout(0.5):
                    await self.news.wait()
            except TimeoutError:
                return []
        return list(self.updates)


def serving() -> AbstractAsyncContextManager[BotApi]:
    """Run a plain server while the block lasts."""
    return served(BotApi())


@asynccontextmanager
async def served(api: Api) -> AsyncIterator[Api]:
    """Run a server while the block lasts."""
    tasks: set[asyncio.Task[Any]] = set()
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        task = asyncio.current_task()
        if task is not None:
            tasks.add(task)
        try:
            while not api.closing and await _one(api, reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writers.discard(writer)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    api.url = f"http://127.0.0.1:{port}"
    try:
        yield api
    finally:
        api.closing = True
        api.news.set()
        server.close()
        for writer in list(writers):
            writer.close()
        await asyncio.gather(*tasks)


async def _one(api: BotApi, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    target = head.split(" ")[1]
    length = next(
        (
            int(x.split(":")[1])
            for x in head.split("\r\n")
            if x.lower().startswith("content-length")
        ),
        0,
    )
    body = await reader.readexactly(length)
    method = target.rsplit("/", 1)[1].split("?")[0]
    params = _parts(head, body) if "multipart/" in head.lower() else _params(body.decode())
    status, answer = await api.answer(method, params)
    if status == 0:
        return False
    payload = json.dumps({"ok": status == 200, **answer}).encode()
    writer.write(
        f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(payload)}\r\n\r\n".encode()
        + payload
    )
    await writer.drain()
    return True


def _params(body: str) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in parse_qsl(body)}


def _parts(head: str, body: bytes) -> dict[str, Any]:
    """Read multipart/form-data; a file is its name and its bytes."""
    kind = next(x for x in head.split("\r\n") if x.lower().startswith("content-type"))
    mail = message_from_bytes(f"{kind}\r\n\r\n".encode() + body, policy=HTTP)
    given: dict[str, Any] = {}
    for part in mail.iter_parts():
        name, file = part.get_param("name", header="content-disposition"), part.get_filename()
        payload = part.get_payload(decode=True)
        given[str(name)] = (file, payload) if file else _value(str(name), payload.decode())
    return given


def _value(name: str, value: str) -> Any:
    structured = name in (
        "reply_markup", "link_preview_options", "commands", "allowed_updates", "scope",
        "reply_parameters", "entities", "caption_entities",
    )  # fmt: skip
    return json.loads(value) if structured else value


def user(number: int, **more: Any) -> dict[str, Any]:
    """Make a person."""
    return {"id": number, "is_bot": False, "first_name": f"u{number}", **more}


def chat(number: int) -> dict[str, Any]:
    """Make a chat: positive numbers are private, negative ones groups."""
    return {"id": number, "type": "private" if number > 0 else "supergroup"}


def message(text: str, *, by: int = 1001, at: int = 1001, date: int, **more: Any) -> dict[str, Any]:
    """Make a message."""
    return {"message_id": 7, "date": date, "from": user(by), "chat": chat(at), "text": text, **more}


def press(data: str, *, by: int = 1001, at: int = 1001, number: int = 77) -> dict[str, Any]:
    """Make a press on a button."""
    shown = {"message_id": number, "date": 1, "chat": chat(at), "text": "card", "from": ME}
    return {"id": "q1", "from": user(by), "chat_instance": "i", "message": shown, "data": data}
