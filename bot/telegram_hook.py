"""Takes what Telegram delivers to a port: only with the secret, each update once, never lost.

The answer 200 makes Telegram forget an update, so it is given when the update is done or on the
disk (B60). Whoever lacks the secret is told 401, whatever else is wrong (K05).
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import structlog

from bot.inbox import Inbox
from bot.telegram_place import Hook

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware
    from aiohttp.web import Application, Request, StreamResponse

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
# An update holds a text of 4,096 letters and the message it answers; it stays far below.
LARGEST: Final = 1 << 20
READ_S: Final = 10.0
Raw: TypeAlias = dict[str, Any]
# Starts the work of one update and never waits.
Take: TypeAlias = Callable[[Raw], None]
_log = structlog.get_logger(__name__)


def hook_app(hook: Hook, inbox: Inbox, take: Take) -> Application:
    """Make what listens behind the person's https; `take` starts the work of an update."""
    from aiohttp import web

    async def deliver(request: Request) -> StreamResponse:
        async with asyncio.timeout(READ_S):
            raw = _read(await request.read())
        number = number_of(raw)
        if number is None:
            _log.warning("telegram.unreadable")
            return web.Response(status=400)
        if inbox.first(str(number)):
            take(raw)
        else:
            _log.info("telegram.again")
        await inbox.answered_for(str(number))
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
