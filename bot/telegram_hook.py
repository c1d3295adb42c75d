"""Takes what Telegram delivers to a port: only with the secret, each update once, never lost.

The answer 200 makes Telegram forget an update, so it is given when the update is done or on the
disk (B60). Whoever lacks the secret is told 401, whatever else is wrong (K05).
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import structlog

from bot.lanes import Seen
from bot.telegram_place import Hook
from bot.telegram_spool import Spool

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware
    from aiohttp.web import Application, Request, StreamResponse

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
# An update holds a text of 4,096 letters and the message it answers; it stays far below.
LARGEST: Final = 1 << 20
READ_S: Final = 10.0
Raw: TypeAlias = dict[str, Any]
# Starts the work of one update and never waits; `done` is told at its end. Gives whether the
# update may lie on the disk until then: what holds a secret must not.
Take: TypeAlias = Callable[[Raw, Callable[[], None]], bool]
_log = structlog.get_logger(__name__)


class Intake:
    """Starts the work of each update once; `seen` outlives the line."""

    def __init__(self, take: Take, spool: Spool | None, seen: Seen) -> None:
        self._take = take
        self._spool = spool
        self._seen = seen
        self._unsafe: dict[int, asyncio.Event] = {}

    def again(self) -> None:
        """Do what was taken before and not done, because the line or the program ended."""
        for raw in self._spool.left() if self._spool else ():
            number = number_of(raw)
            if number is not None:
                self._seen.first(str(number))
                self._take(raw, partial(self._drop, number))

    async def taken(self, number: int, raw: Raw) -> None:
        """Start an update's work; returns when it cannot be lost any more."""
        if number in self._unsafe:
            await self._unsafe[number].wait()
        elif self._seen.first(str(number)):
            safe = self._unsafe[number] = asyncio.Event()
            await self._start(number, raw)
            safe.set()
            del self._unsafe[number]
        else:
            _log.info("telegram.again")

    async def _start(self, number: int, raw: Raw) -> None:
        done = asyncio.get_running_loop().create_future()
        # The work begins before the disk is asked: a stop waits for nothing.
        may_lie = self._take(raw, partial(_end, done))
        if may_lie and await self._kept(number, raw):
            done.add_done_callback(lambda _: self._drop(number))
        else:
            await done

    async def _kept(self, number: int, raw: Raw) -> bool:
        if self._spool is None:
            return False
        try:
            await asyncio.to_thread(self._spool.keep, number, json.dumps(raw).encode())
        except OSError as error:
            # The work goes on all the same, and Telegram waits for its end.
            _log.error("telegram.not_kept", error=type(error).__name__)
            return False
        return True

    def _drop(self, number: int) -> None:
        if self._spool is not None:
            self._spool.drop(number)


def hook_app(hook: Hook, intake: Intake) -> Application:
    """Make what listens behind the person's https."""
    from aiohttp import web

    async def deliver(request: Request) -> StreamResponse:
        async with asyncio.timeout(READ_S):
            raw = _read(await request.read())
        number = number_of(raw)
        if number is None:
            _log.warning("telegram.unreadable")
            return web.Response(status=400)
        await intake.taken(number, raw)
        return web.Response()

    app = web.Application(middlewares=[_telegram_only(hook.secret)], client_max_size=LARGEST)
    app.router.add_post(hook.path, deliver)
    return app


def number_of(raw: Raw) -> int | None:
    """Give the number of an update, or None for what is none."""
    number = raw.get("update_id")
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _telegram_only(secret: str) -> Middleware:
    """Refuse who lacks the secret before anything else is looked at."""
    from aiohttp import web

    known = secret.encode()

    @web.middleware
    async def check(request: Request, handler: Handler) -> StreamResponse:
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, known):
            return web.Response(status=401)
        return await handler(request)

    return check


def _read(body: bytes) -> Raw:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _end(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)
