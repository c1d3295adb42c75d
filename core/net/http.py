"""The only door to HTTP: hosts on a list, deadlines, no proxy, no redirect, never a repeat."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import httpx

from core.errors import InDoubt, NotSent, ReadFailed, SettingsError
from core.failpoint import failpoint

CONNECT_S: Final = 2.0
MAX_BYTES: Final = 32_000_000
PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
# Only these say that no byte of the request was written; on a fresh connection they cannot lie.
BEFORE_SENDING: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
FAULTS: Final = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, ssl.SSLError, OSError)

Origin = tuple[str, str, int]
TransportMaker = Callable[[], httpx.AsyncBaseTransport]
Traced = Callable[[str, object], Awaitable[None]]
LastWord = Callable[[], str]
_FIRST_BYTE: Final = "http11.send_request_headers.started"
# Where an order's request can be cut short; the names are those of httpcore's trace.
_STEPS: Final = MappingProxyType(
    {
        _FIRST_BYTE: "submit.before_first_byte",
        "http11.send_request_body.complete": "submit.after_last_byte",
        "http11.receive_response_headers.complete": "submit.after_response_head",
    }
)


def go_on() -> str:
    """Stop nothing."""
    return ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `deadline_s` covers it from connecting to the last byte of the answer."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    deadline_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer read to its end; names of headers are lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def fine(self) -> bool:
        """Tell whether the status is 2xx."""
        return 200 <= self.status < 300


def origin(url: str) -> Origin:
    """Give scheme, host and port of an address; raises SettingsError when it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        host, port = None, 0
    if not host:
        raise SettingsError(f"address {url[:80]!r} is not of the form https://host:port")
    return parts.scheme, host, port


class Http:
    """Requests to a fixed set of hosts (K16); `transport` makes one for each client."""

    def __init__(self, allowed: Iterable[str], *, transport: TransportMaker | None = None) -> None:
        self._allowed = frozenset(origin(url) for url in allowed)
        self._make = transport or self._real
        self._tls: ssl.SSLContext | None = None
        self._reader: httpx.AsyncClient | None = None

    async def read(self, ask: Ask) -> Reply:
        """Send a request that changes nothing, on a kept connection; raises ReadFailed."""
        if origin(ask.url) not in self._allowed:
            raise ReadFailed(f"host {origin(ask.url)[1]} is not on the list of allowed hosts")
        if self._reader is None:
            self._reader = self._client()
        try:
            async with asyncio.timeout(ask.deadline_s):
                return await _exchange(self._reader, ask)
        except FAULTS as error:
            raise ReadFailed(f"no answer: {_words(error)}") from error

    async def post_once(self, ask: Ask, *, last_word: LastWord = go_on) -> Reply:
        """Send an order's request once, on a connection of its own.

        `last_word` is asked on the open connection, right before the first byte: any text stops
        the request. Raises NotSent when no byte can have left, InDoubt for every other failure.
        """
        if origin(ask.url) not in self._allowed:
            raise NotSent(f"host {origin(ask.url)[1]} is not on the list of allowed hosts")
        failpoint("submit.before_connect")
        try:
            # A kept connection may be dead: its reset after the bytes are out is needless doubt.
            async with asyncio.timeout(ask.deadline_s), self._client() as client:
                reply = await _exchange(client, ask, traced=_steps(last_word))
                failpoint("submit.after_response_bytes")
                return reply
        except BEFORE_SENDING as error:
            raise NotSent(f"no connection: {_words(error)}") from error
        except FAULTS as error:
            raise InDoubt(f"sent, but no readable answer: {_words(error)}") from error

    async def close(self) -> None:
        """Close the kept connections."""
        if self._reader is not None:
            await self._reader.aclose()
            self._reader = None

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=self._make(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=CONNECT_S, pool=CONNECT_S),
        )

    def _real(self) -> httpx.AsyncBaseTransport:
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        return httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, retries=0)


def _steps(last_word: LastWord) -> Traced:
    async def at_step(event: str, _details: object) -> None:
        failpoint(_STEPS.get(event, ""))
        if event == _FIRST_BYTE and (stopped := last_word()):
            raise NotSent(stopped)

    return at_step


async def _exchange(client: httpx.AsyncClient, ask: Ask, *, traced: Traced | None = None) -> Reply:
    method = "GET" if ask.body is None else "POST"
    request = client.build_request(
        method, ask.url, headers=dict(ask.headers), params=dict(ask.params) or None,
        content=ask.body, extensions={"trace": traced} if traced else None,
    )  # fmt: skip
    response = await client.send(request, stream=True)
    try:
        chunks, size = [], 0
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > MAX_BYTES:
                raise httpx.ReadError(f"answer is longer than {MAX_BYTES} bytes")
            chunks.append(chunk)
    finally:
        await response.aclose()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, b"".join(chunks))


def _words(error: BaseException) -> str:
    # The type alone: texts of the library may repeat the address with its query.
    return type(error).__name__
