"""Real sockets on loopback that misbehave by script, and a loop whose time runs by itself."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Peer:
    """A server of raw bytes: what it does with each connection is handed in."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"


Talk = Callable[[Peer, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answering(raw: bytes, *, keep: bool = False) -> Talk:
    """Answer every request of a connection with the same bytes."""

    async def talk(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await read_request(reader):
            peer.requests.append(request)
            writer.write(raw)
            await writer.drain()
            if not keep:
                return

    return talk


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """Read one request with its body; empty when the peer hung up."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            head += await reader.readexactly(int(line.partition(b":")[2]))
    return head


def http(body: bytes, status: str = "200 OK", *lines: str) -> bytes:
    """Write an answer by hand."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def peer_doing(talk: Talk) -> AsyncIterator[Peer]:
    """Serve on a free port of loopback until the block ends."""
    peer = Peer()
    writers: list[asyncio.StreamWriter] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.connections += 1
        writers.append(writer)
        try:
            await talk(peer, reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()


class _NoWait(selectors.DefaultSelector):
    """Never waits: tells the loop how long it would have waited."""

    waited = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self.waited += timeout
        return ready


class QuickLoop(asyncio.SelectorEventLoop):
    """A loop that jumps to its next timer, so that minutes of pauses take no time."""

    def __init__(self) -> None:
        self._quick = _NoWait()
        super().__init__(self._quick)

    def time(self) -> float:
        return self._quick.waited


def run_quick(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine on a loop whose time is its pauses alone."""
    with asyncio.Runner(loop_factory=QuickLoop) as runner:
        return runner.run(work())


class LoopClock:
    """The running loop's time as the monotonic clock."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()
