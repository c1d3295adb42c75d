"""A WebSocket of texts, as the broker files need it; the library is loaded at the first use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, Protocol

from core.errors import ReadFailed

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

OPEN_S: Final = 5.0
CLOSE_S: Final = 1.0
MAX_FRAME: Final = 1_000_000


class Wire(Protocol):
    """An open connection; both methods raise ReadFailed when it is gone."""

    async def send(self, text: str) -> None:
        """Send one text."""
        ...

    async def receive(self) -> str:
        """Wait for the next text."""
        ...

    async def close(self) -> None:
        """Close it; never raises."""
        ...


Connect = Callable[[str], Awaitable[Wire]]


class _WebSocket:
    """The library's connection behind our two errors."""

    def __init__(self, connection: ClientConnection, gone: tuple[type[Exception], ...]) -> None:
        self._connection = connection
        self._gone = gone

    async def send(self, text: str) -> None:
        """Send one text."""
        try:
            await self._connection.send(text)
        except self._gone as error:
            raise ReadFailed(f"push connection is gone: {type(error).__name__}") from error

    async def receive(self) -> str:
        """Wait for the next text; other frames are passed over as empty text."""
        try:
            frame = await self._connection.recv()
        except self._gone as error:
            raise ReadFailed(f"push connection is gone: {type(error).__name__}") from error
        return frame if isinstance(frame, str) else ""

    async def close(self) -> None:
        """Close the connection; a peer that is gone already is no news."""
        await self._connection.close()


async def connect(url: str) -> Wire:
    """Open a connection without proxy; raises ReadFailed."""
    import websockets

    gone = (websockets.WebSocketException, OSError)
    try:
        connection = await websockets.connect(
            url,
            proxy=None,
            compression=None,
            open_timeout=OPEN_S,
            close_timeout=CLOSE_S,
            # KIS beats by a text of its own, and not every server answers control frames.
            ping_interval=None,
            max_size=MAX_FRAME,
        )
    except (*gone, TimeoutError) as error:
        raise ReadFailed(f"no push connection: {type(error).__name__}") from error
    return _WebSocket(connection, gone)
