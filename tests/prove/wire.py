"""The KIS server without sockets: our client's requests reach it inside one virtual loop.

The server, its faults and its ledger are the real ones; only bytes and ports are missing. How a
connection ends (refused, reset, cut, silent) reaches the client as httpx would say it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from email.utils import format_datetime
from urllib.parse import parse_qsl

import httpx

from core.errors import ReadFailed
from core.net.http import Ask, Http
from core.net.http import Reply as Read
from sim.kis.http import Reply, Request
from sim.kis.options import KisOptions
from sim.kis.server import KisServer

HOST = "https://kis.invalid"


class _Port:
    """Stands where the server's listening port would be."""

    def __init__(self) -> None:
        self.open, self.port = True, 0

    async def start(self, port: int) -> None:
        self.open = True

    def pause(self) -> None:
        self.open = False

    async def resume(self) -> None:
        self.open = True

    async def close(self) -> None:
        self.open = False


class MemoryServer(KisServer):
    """A KIS server whose ports are method calls."""

    def __init__(self, options: KisOptions) -> None:
        super().__init__(options)
        self.http = self.port = _Port()  # type: ignore[assignment]
        self.stream.pause = self.stream.resume = _nothing  # type: ignore[method-assign]
        self.calls: list[str] = []
        self.orders: list[Request] = []

    @property
    def url(self) -> str:
        return HOST

    @property
    def date(self) -> str:
        """Give the Date header of an answer that leaves now."""
        return format_datetime(self.world.clock.machine(), usegmt=True)

    @property
    def ws_url(self) -> str:
        return "ws://127.0.0.1:1"

    async def answer(self, request: Request) -> Reply:
        """Take a request as if it had come through the port."""
        self.calls.append(request.path.rpartition("/")[2])
        if self.calls[-1] == "order-cash":
            self.orders.append(request)
        return await self._answer(request)


class Wire(httpx.AsyncBaseTransport):
    """Carries requests to a memory server and its replies back."""

    def __init__(self, server: Callable[[], MemoryServer]) -> None:
        self._server = server

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        server = self._server()
        if not server.port.open:  # type: ignore[attr-defined]
            raise httpx.ConnectError("connection refused", request=request)
        await _trace(request, "http11.send_request_headers.started")
        asked = _read(request)
        if "trace" in request.extensions:
            # The bytes are out: the server works on, whatever becomes of who sent them.
            answer = asyncio.get_running_loop().create_task(server.answer(asked))
            await _trace(request, "http11.send_request_body.complete")
            reply = await asyncio.shield(answer)
        else:
            reply = await server.answer(asked)
        if reply.delay_s:
            await asyncio.sleep(reply.delay_s)
        if reply.ending == "hang":
            raise httpx.RemoteProtocolError("server disconnected", request=request)
        await _trace(request, "http11.receive_response_headers.complete")
        return httpx.Response(
            reply.status,
            headers=[("content-type", reply.content_type), ("date", server.date), *reply.headers],
            stream=_Body(reply),
            request=request,
        )


class _Body(httpx.AsyncByteStream):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._reply.ending == "reset":
            raise httpx.ReadError("connection reset")
        if self._reply.ending == "cut":
            yield self._reply.body[: len(self._reply.body) // 2]
            raise httpx.RemoteProtocolError("peer closed connection")
        yield self._reply.body


def _read(request: httpx.Request) -> Request:
    path = "/" + "/".join(part for part in request.url.path.split("/") if part)
    query = dict(parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True))
    headers = {k.decode("ascii").lower(): v.decode("latin-1") for k, v in request.headers.raw}
    return Request(request.method, path, query, headers, request.content)


async def _trace(request: httpx.Request, name: str) -> None:
    told = request.extensions.get("trace")
    if told is not None:
        await told(name, {})


async def _nothing() -> None:
    """Stand for a port that there is not."""


class ShortRead(Http):
    """Our door to HTTP with a shorter way for reads: past httpx, which costs most of a trial.

    Orders still take the whole way. A share of the trials reads through httpx as well.
    """

    def __init__(self, allowed: Iterable[str], server: Callable[[], MemoryServer]) -> None:
        super().__init__(allowed, transport=lambda: Wire(server))
        self._server = server

    async def read(self, ask: Ask) -> Read:
        server = self._server()
        if not server.port.open:  # type: ignore[attr-defined]
            raise ReadFailed("no answer: ConnectError")
        method = "GET" if ask.body is None else "POST"
        path = ask.url.removeprefix(HOST)
        headers = {k.lower(): v for k, v in ask.headers.items()}
        asked = Request(method, path, dict(ask.params), headers, ask.body or b"")
        try:
            async with asyncio.timeout(ask.deadline_s):
                reply = await server.answer(asked)
                if reply.delay_s:
                    await asyncio.sleep(reply.delay_s)
        except TimeoutError as error:
            raise ReadFailed("no answer: TimeoutError") from error
        if reply.ending != "whole":
            raise ReadFailed("no answer: RemoteProtocolError")
        found = {k.lower(): v for k, v in reply.headers}
        found |= {"content-type": reply.content_type, "date": server.date}
        return Read(reply.status, found, reply.body)


class MemorySocket:
    """Both ends of a push session without a socket: the server's connection and our wire."""

    def __init__(self) -> None:
        self._to_server: asyncio.Queue[str | None] = asyncio.Queue()
        self._to_client: asyncio.Queue[str | None] = asyncio.Queue()
        self.transport = self
        self._served: asyncio.Task[None] | None = None
        self.far = _FarEnd(self._to_server, self._to_client)

    async def open(self, server: MemoryServer) -> MemorySocket:
        """Begin a session at a server whose port is open."""
        if not server.port.open:  # type: ignore[attr-defined]
            raise ReadFailed("no push connection: OSError")
        loop = asyncio.get_running_loop()
        self._served = loop.create_task(server.stream._serve(self.far))  # type: ignore[arg-type]
        return self

    async def send(self, text: str) -> None:
        if self.far.gone:
            raise ReadFailed("push connection is gone: ConnectionClosed")
        self._to_server.put_nowait(text)

    async def receive(self) -> str:
        text = await self._to_client.get()
        if text is None:
            raise ReadFailed("push connection is gone: ConnectionClosed")
        return text

    async def close(self) -> None:
        self.far.abort()


class _FarEnd:
    """What the server holds of a push session."""

    def __init__(self, inbox: asyncio.Queue[str | None], outbox: asyncio.Queue[str | None]) -> None:
        self._inbox, self._outbox = inbox, outbox
        self.gone = False
        self.transport = self

    def __aiter__(self) -> _FarEnd:
        return self

    async def __anext__(self) -> str:
        text = await self._inbox.get()
        if text is None:
            raise StopAsyncIteration
        return text

    async def send(self, text: str) -> None:
        if not self.gone:
            self._outbox.put_nowait(text)

    async def close(self) -> None:
        self.abort()

    def abort(self) -> None:
        """Cut the session without a word."""
        self.gone = True
        self._outbox.put_nowait(None)
        self._inbox.put_nowait(None)
