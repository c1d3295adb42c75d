"""A small HTTP/1.1 server over h11, with the ways to fail that a broker's gateway has."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import h11

_MAX_BODY = 1_048_576
_CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)  # linger 0: closing sends RST


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one request: header names in lower case, repeated slashes of the path folded."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Reply:
    """Hold one reply as bytes.

    `ending` is whole, hang (nothing is sent), reset (RST after the headers) or cut (half of the
    body, then the end of the connection); `delay_s` passes before anything is sent.
    """

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    content_type: str = "application/json; charset=UTF-8"
    ending: str = "whole"
    delay_s: float = 0.0


Handler = Callable[[Request], Awaitable[Reply]]


class HttpServer:
    """Listen on loopback; `pause` closes the port as if the whole gateway were gone."""

    def __init__(self, handler: Handler, *, host: str, date: Callable[[], str]) -> None:
        self._handler, self._host, self._date = handler, host, date
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def start(self, port: int) -> None:
        """Open the port; 0 takes a free one."""
        self._server = await asyncio.start_server(self._serve, self._host, port)
        self.port = self._server.sockets[0].getsockname()[1]

    def pause(self) -> None:
        """Close the port and every connection; connecting is refused from now on."""
        if self._server:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            _reset(writer)

    async def resume(self) -> None:
        """Open the same port again."""
        if self._server is None:
            await self.start(self.port)

    async def close(self) -> None:
        """Close for good."""
        server = self._server
        self.pause()
        if server:
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, h11.RemoteProtocolError, asyncio.IncompleteReadError):
            _reset(writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while True:
            request = await _read(connection, reader)
            if request is None:
                return None
            reply = await self._handler(request)
            if reply.delay_s:
                await asyncio.sleep(reply.delay_s)
            if reply.ending != "whole":
                return await _fail(writer, self._head(reply), reply)
            writer.write(self._bytes(connection, reply))
            await writer.drain()
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                return None
            connection.start_next_cycle()

    def _head(self, reply: Reply) -> list[tuple[str, str]]:
        # The official sample breaks on lower-case standard names: capitals are in the contract.
        return [
            ("Content-Type", reply.content_type),
            ("Content-Length", str(len(reply.body))),
            ("Date", self._date()),
            ("Server", "gaemi-sim"),
            *reply.headers,
        ]

    def _bytes(self, connection: h11.Connection, reply: Reply) -> bytes:
        head = h11.Response(status_code=reply.status, headers=self._head(reply))
        parts = [
            connection.send(head),
            connection.send(h11.Data(data=reply.body)) if reply.body else b"",
            connection.send(h11.EndOfMessage()),
        ]
        return b"".join(part or b"" for part in parts)


async def _read(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > _MAX_BODY:
                raise h11.RemoteProtocolError("the body is longer than a megabyte")
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _request(head, bytes(body))
        else:
            return None


def _request(head: h11.Request, body: bytes) -> Request:
    target = urlsplit("/" + head.target.decode("ascii").lstrip("/"))
    path = "/" + "/".join(part for part in target.path.split("/") if part)
    return Request(
        method=head.method.decode("ascii"),
        path=path,
        query=dict(parse_qsl(target.query, keep_blank_values=True)),
        headers={k.decode("ascii"): v.decode("latin-1") for k, v in head.headers},
        body=body,
    )


async def _fail(writer: asyncio.StreamWriter, headers: list[tuple[str, str]], reply: Reply) -> None:
    if reply.ending == "hang":
        return
    head = h11.Connection(h11.SERVER)
    head.receive_data(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    head.next_event()
    start = head.send(h11.Response(status_code=reply.status, headers=headers)) or b""
    writer.write(start + (reply.body[: len(reply.body) // 2] if reply.ending == "cut" else b""))
    await writer.drain()
    if reply.ending == "reset":
        _reset(writer)


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
