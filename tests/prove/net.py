"""A loop with a network of its own: servers and clients meet in memory, in virtual time.

Real servers and real clients of asyncio, aiohttp and httpx run in it unchanged; only the bytes
never see the machine. What the far end does with a line (refuse, cut) is up to the server.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from tests.prove.virtual import VirtualLoop

FIRST_PORT = 40_000


class _Pipe(asyncio.Transport):
    """One end of a line; what is written is read at the other end when the loop comes to it.

    `own` and `far` are the ports of both ends.
    """

    def __init__(self, loop: NetLoop, protocol: asyncio.BaseProtocol, own: int, far: int) -> None:
        super().__init__({
            "sockname": ("127.0.0.1", own), "peername": ("127.0.0.1", far), "socket": loop.silent,
        })  # fmt: skip
        self._loop, self._protocol, self.port = loop, protocol, far
        self.far: _Pipe | None = None
        self._held: list[bytes] = []
        self._reading, self._closing, self._lost = True, False, False

    def write(self, data: Any) -> None:
        if not self._closing and self.far is not None and data:
            self._loop.call_soon(self.far.take, bytes(data))

    def take(self, data: bytes) -> None:
        """Hand over what came, or keep it until somebody reads."""
        if self._lost:
            return
        if self._reading:
            self._protocol.data_received(data)  # type: ignore[attr-defined]
        else:
            self._held.append(data)

    def pause_reading(self) -> None:
        self._reading = False

    def resume_reading(self) -> None:
        self._reading = True
        held, self._held = self._held, []
        for data in held:
            self._loop.call_soon(self.take, data)

    def is_reading(self) -> bool:
        return self._reading

    def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        self._loop.call_soon(self._lose)
        if self.far is not None:
            # Behind the last bytes, so that an answer is read before its line ends.
            self._loop.call_soon(self.far.ended)

    abort = close

    def ended(self) -> None:
        """Notice that the far end is gone."""
        if not self._lost:
            self._closing = True
            self._loop.call_soon(self._lose)

    def _lose(self) -> None:
        if not self._lost:
            self._lost = True
            self._extra["socket"] = self._loop.ended
            self._protocol.connection_lost(None)

    def is_closing(self) -> bool:
        return self._closing

    def can_write_eof(self) -> bool:
        return False

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Take anything: memory is the buffer."""

    def get_write_buffer_size(self) -> int:
        return 0


class _Name:
    """What a server says of the place where it listens."""

    family = socket.AF_INET

    def __init__(self, port: int) -> None:
        self._port = port

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", self._port


class _Listening:
    """A server of this network."""

    def __init__(self, loop: NetLoop, port: int) -> None:
        self._loop, self._port = loop, port
        self.sockets = (_Name(port),)

    def close(self) -> None:
        self._loop.ports.pop(self._port, None)

    async def wait_closed(self) -> None:
        """Be closed already."""

    def is_serving(self) -> bool:
        return self._port in self._loop.ports


class NetLoop(VirtualLoop):
    """Virtual time and a virtual network; an address without a server refuses."""

    def __init__(self) -> None:
        self.ports: dict[int, Callable[[], asyncio.BaseProtocol]] = {}
        self._dialled: dict[int, int] = {}
        self._pulled: set[int] = set()
        self._open: list[_Pipe] = []
        self._next = FIRST_PORT
        super().__init__()
        # Clients look whether the socket of an idle line can be read: then it has ended.
        self.silent, self.ended = socket.socketpair()
        self.silent.send(b"x")

    async def create_server(  # type: ignore[override]
        self, protocol_factory: Any, host: Any = None, port: int | None = None, **_how: Any
    ) -> Any:
        self._next += 1
        number = port or self._next
        if number in self.ports:
            raise OSError(98, f"port {number} is taken")
        self.ports[number] = protocol_factory
        return _Listening(self, number)

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        """Remember where a socket was to go: the line is made with its protocol."""
        self._server(address[1])
        self._dialled[sock.fileno()] = address[1]

    async def create_connection(  # type: ignore[override]
        self, protocol_factory: Any, host: Any = None, port: int | None = None, *,
        sock: socket.socket | None = None, **_how: Any,
    ) -> Any:  # fmt: skip
        number = port or 0
        if sock is not None:
            number = self._dialled.pop(sock.fileno())
            sock.close()
        factory = self._server(number)
        self._next += 1
        ours, theirs = protocol_factory(), factory()
        near, far = _Pipe(self, ours, self._next, number), _Pipe(self, theirs, number, self._next)
        near.far, far.far = far, near
        self._open = [p for p in self._open if not p.is_closing()] + [near]
        theirs.connection_made(far)
        ours.connection_made(near)
        return near, ours

    def unplug(self, port: int) -> None:
        """Cut every line to a server and refuse new ones."""
        self._pulled.add(port)
        for pipe in [p for p in self._open if p.port == port]:
            pipe.close()

    def plug(self) -> None:
        """Let every server be reached again."""
        self._pulled.clear()

    def _server(self, port: int) -> Callable[[], asyncio.BaseProtocol]:
        if port not in self.ports or port in self._pulled:
            raise ConnectionRefusedError(111, f"nobody listens on port {port}")
        return self.ports[port]

    def close(self) -> None:
        self.silent.close()
        self.ended.close()
        super().close()
