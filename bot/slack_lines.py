"""The two ways on which Slack reaches us: a socket that we open, or signed requests to a port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import structlog

from bot.http_port import CLOSE_S, listening
from core.clock import Clock, real_sleep
from core.flow.supervise import LONGEST_WAIT_S

if TYPE_CHECKING:
    from aiohttp import ClientSession, ClientWebSocketResponse
    from aiohttp.typedefs import Handler, Middleware
    from aiohttp.web import Request, StreamResponse
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

PATH: Final = "/slack/events"
PING_S: Final = 20.0
# Slack closes a socket some seconds after it said so; until then it may still carry things.
LINGER_S: Final = 30.0
# The largest body of an interaction; a message with its blocks stays far below.
LARGEST: Final = 1 << 20
_log = structlog.get_logger(__name__)


class Socket:
    """Socket Mode: one connection after the other, the next one open before the last one closes.

    `up` is told whenever Slack greets us. `first_wait_s` is the first pause after a connection
    that broke soon.
    """

    def __init__(
        self, client: AsyncWebClient, app_token: str, session: ClientSession, *,
        clock: Clock, up: Callable[[], None], first_wait_s: float,
    ) -> None:  # fmt: skip
        self._client = client
        self._app_token = app_token
        self._session = session
        self._clock = clock
        self._up = up
        self._first_wait_s = first_wait_s

    async def listen(self, app: AsyncApp, group: asyncio.TaskGroup) -> None:
        """Hear for ever, in tasks of the group; raises what a refused connection raises."""
        wait = self._first_wait_s
        while True:
            began = self._clock.monotonic()
            socket, leaving = await self._opened(), asyncio.Event()
            hearing = group.create_task(self._hear(socket, app, leaving))
            await leaving.wait()
            if not hearing.done() or self._clock.monotonic() - began > LONGEST_WAIT_S:
                wait = self._first_wait_s
                continue
            await real_sleep(wait)
            wait = min(LONGEST_WAIT_S, wait * 2)

    async def _opened(self) -> ClientWebSocketResponse:
        from aiohttp import ClientWSTimeout

        opened = await self._client.apps_connections_open(app_token=self._app_token)
        return await self._session.ws_connect(
            str(opened["url"]), heartbeat=PING_S, max_msg_size=LARGEST,
            timeout=ClientWSTimeout(ws_close=CLOSE_S),
        )  # fmt: skip

    async def _hear(
        self, socket: ClientWebSocketResponse, app: AsyncApp, leaving: asyncio.Event
    ) -> None:
        """Answer what comes over one connection until it ends; says when another one is due."""
        from aiohttp import WSMsgType

        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as limit:
                async for frame in socket:
                    envelope = _read(frame.data) if frame.type is WSMsgType.TEXT else {}
                    if envelope.get("type") == "disconnect":
                        _log.info("slack.leaving", reason=str(envelope.get("reason")))
                        limit.reschedule(loop.time() + LINGER_S)
                        leaving.set()
                    elif envelope.get("type") == "hello":
                        self._up()
                    elif "envelope_id" in envelope:
                        await socket.send_str(await _acknowledged(app, envelope))
        except (TimeoutError, ConnectionError) as error:
            _log.info("slack.socket_ended", error=type(error).__name__)
        finally:
            leaving.set()
            await socket.close()


async def _acknowledged(app: AsyncApp, envelope: dict[str, Any]) -> str:
    from slack_bolt.request.async_request import AsyncBoltRequest

    told = json.dumps({"envelope_id": envelope["envelope_id"]})
    body = envelope.get("payload")
    try:
        request = AsyncBoltRequest(mode="socket_mode", body=body if isinstance(body, dict) else {})
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        # One odd body must not end the line, nor come again.
        _log.warning("slack.unreadable", error=type(error).__name__)
        return told
    response = await app.async_dispatch(request)
    if response.status != 200:
        _log.warning("slack.not_taken", status=response.status)
    return told


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


async def serve(
    app: AsyncApp, host: str, port: int, *, signing_secret: str, up: Callable[[], None]
) -> None:
    """Take signed requests on a port for ever; raises OSError when it cannot be had."""
    served = app.web_app(PATH, port)
    served.middlewares.append(_signed_only(signing_secret))
    await listening(served, host, port, up=up)


def _signed_only(signing_secret: str) -> Middleware:
    """Refuse what Slack did not sign before anything reads it; the library would read it first."""
    from aiohttp import web
    from slack_sdk.signature import SignatureVerifier

    verifier = SignatureVerifier(signing_secret)

    @web.middleware
    async def check(request: Request, handler: Handler) -> StreamResponse:
        raw = await request.read()
        try:
            true = verifier.is_valid_request(raw, dict(request.headers))
        except (ValueError, TypeError, OverflowError):
            # A time that is no number, a mark that is not ASCII, a body that is no text.
            true = False
        if not true:
            return web.Response(status=401)
        try:
            return await handler(request)
        except (ValueError, TypeError, AttributeError):
            # Signed, but no object: the library reads it outside of its own net.
            return web.Response(status=400)

    return check
