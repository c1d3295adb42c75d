"""A small Slack over loopback HTTP and WebSocket, with faults: what Slack does when it is unwell.

Ours, written from Slack's documentation: it shows that our side speaks the protocol, not that
Slack does. Messages really stand somewhere only in the peer of the process tests.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import ClientSession, WSCloseCode, web

from tests import slack_payloads as sp

BOT_TOKEN, APP_TOKEN = "xoxb-canary-of-the-tests", "xapp-canary-of-the-tests"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
# What a call gets in the place of its answer: status, body, headers.
Fault = tuple[int, dict[str, Any], dict[str, str]]
TOO_MANY: Fault = (429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "1"})
SERVER_ERROR: Fault = (500, {}, {})


def refusal(error: str) -> Fault:
    """Make the answer of a call that is refused."""
    return 200, {"ok": False, "error": error}, {}


@dataclass
class SlackApi:
    """One workspace: `calls` are what came in, `faults` what the next calls get instead."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    url: str = ""
    next_message: int = 100

    def __post_init__(self) -> None:
        self.seen = asyncio.Condition()

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

    async def connected(self, count: int = 1, *, deadline_s: float = 60.0) -> None:
        """Wait until so many sockets were opened in all."""
        async with asyncio.timeout(deadline_s), self.seen:
            await self.seen.wait_for(lambda: len(self.sockets) >= count)

    async def push(self, body: dict[str, Any], *, envelope: str = "e1", at: int = -1) -> None:
        """Deliver a body over a socket and wait for its acknowledgement."""
        kinds = {"event_callback": "events_api", "block_actions": "interactive",
                 "view_submission": "interactive"}  # fmt: skip
        kind = kinds.get(body.get("type", ""), "slash_commands")
        before = len(self.acknowledged)
        await self.sockets[at].send_json({
            "envelope_id": envelope, "type": kind, "payload": body,
            "accepts_response_payload": True,
        })  # fmt: skip
        async with asyncio.timeout(60), self.seen:
            await self.seen.wait_for(lambda: len(self.acknowledged) > before)

    async def say_frame(self, frame: dict[str, Any], *, at: int = -1) -> None:
        """Send any frame over a socket."""
        await self.sockets[at].send_json(frame)

    async def call(self, request: web.Request) -> web.Response:
        """Answer one call."""
        method, params = request.match_info["method"], await _params(request)
        async with self.seen:
            self.calls.append((method, params))
            self.seen.notify_all()
        if self.faults[method]:
            status, body, headers = self.faults[method].popleft()
            return web.json_response(body, status=status, headers=headers)
        return web.json_response(await self.result(request, method, params))

    async def result(
        self, request: web.Request, method: str, params: dict[str, Any]
    ) -> dict[str, Any]:
        """Give what a call is answered with when all is well."""
        return {"ok": True, **self._made_up(method, params)}

    def _made_up(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if method == "auth.test":
            return {"team_id": sp.TEAM, "user_id": sp.US.user, "bot_id": sp.US.bot}
        if method == "apps.connections.open":
            return {"url": f"{self.url.replace('http', 'ws')}/link"}
        if method == "conversations.open":
            return {"channel": {"id": "D" + params["users"][1:]}}
        if method == "files.getUploadURLExternal":
            return {"upload_url": f"{self.url}/upload", "file_id": "F1"}
        if method == "files.completeUploadExternal":
            return {"files": [{"id": "F1", "title": "x"}]}
        self.next_message += 1
        return {"ts": params.get("ts", f"1735174900.{self.next_message:06}"),
                "channel": params.get("channel", "")}  # fmt: skip

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Keep one socket until it is closed."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "debug_info": {}})
        async with self.seen:
            self.sockets.append(socket)
            self.seen.notify_all()
        async for frame in socket:
            async with self.seen:
                self.acknowledged.append(json.loads(frame.data)["envelope_id"])
                self.seen.notify_all()
        return socket

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file."""
        self.files.append(await request.read())
        return web.Response(text="OK")

    async def close(self) -> None:
        """Close every socket."""
        for socket in self.sockets:
            await socket.close(code=WSCloseCode.GOING_AWAY)


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    sent = {**request.query, **await request.post()}
    structured = ("blocks", "view", "files")
    return {k: json.loads(str(v)) if k in structured else v for k, v in sent.items()}


Api = TypeVar("Api", bound=SlackApi)


@asynccontextmanager
async def serving(api: Api) -> AsyncIterator[Api]:
    """Run a workspace while the block lasts."""
    app = web.Application(client_max_size=1 << 24)
    app.router.add_route("*", "/api/{method}", api.call)
    app.router.add_get("/link", api.link)
    app.router.add_post("/{method:respond}", api.call)
    app.router.add_post("/upload", api.upload)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.url = f"http://{host}:{port}"
    try:
        yield api
    finally:
        await api.close()
        await runner.cleanup()


def signed(raw: bytes, *, secret: str = SECRET, age_s: float = 0.0) -> dict[str, str]:
    """Make the headers of a request as Slack signs it, some seconds ago."""
    stamp = str(int(time.time() - age_s))
    mark = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}"}


def written(body: dict[str, Any]) -> tuple[bytes, str]:
    """Write a body as Slack does over HTTP: bytes and their type."""
    from urllib.parse import urlencode

    if body.get("type") in ("event_callback", "url_verification"):
        return json.dumps(body).encode(), "application/json"
    form = body if "command" in body else {"payload": json.dumps(body)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


async def post(
    url: str, body: dict[str, Any], *, headers: dict[str, str] | None = None, **how: Any
) -> tuple[int, str]:
    """Deliver a body over HTTP and give status and words of the answer."""
    raw, kind = written(body)
    sent = {"Content-Type": kind, **signed(raw, **how), **(headers or {})}
    async with (
        ClientSession(trust_env=False) as session,
        session.post(url, data=raw, headers=sent) as answer,
    ):
        return answer.status, await answer.text()
