"""Serves the page for keys once: to this machine alone, under an address nobody can guess.

It ends when all keys are kept, after ten minutes, or after five requests that were not ours.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.http_port import quiet
from bot.locale.catalogue import Catalogue
from bot.setup.desk import Desk
from bot.setup.page import CSRF, HEADERS, draw, draw_refusal
from core.clock import real_sleep

if TYPE_CHECKING:
    from aiohttp.web import Application, Request, Response

HOST: Final = "127.0.0.1"
# Behind `ssh -L` with the same port the browser's own machine has this name too.
HOSTS: Final = (HOST, "localhost")
LIFE_S: Final = 600.0
WRONG: Final = 5
LARGEST: Final = 64 * 1024
NONCE_BYTES: Final = 16
CLOSE_S: Final = 30.0
# Browsers ask for these by themselves; nobody guesses with them.
INNOCENT: Final = frozenset({"/favicon.ico", "/robots.txt", "/apple-touch-icon.png"})


class End(StrEnum):
    """Why the page was closed."""

    DONE = "done"
    LATE = "late"
    WRONG = "wrong"


class KeyPage:
    """One page, and the one way it ends; `sleep` waits for its time to run out."""

    def __init__(
        self,
        desk: Desk,
        words: Catalogue,
        *,
        sleep: Callable[[float], Awaitable[None]] = real_sleep,
    ) -> None:
        self._desk = desk
        self._words = words
        self._sleep = sleep
        self._path = f"/{secrets.token_urlsafe(NONCE_BYTES)}"
        self._csrf = secrets.token_urlsafe(NONCE_BYTES)
        self._wrong = 0
        self._one_at_a_time = asyncio.Lock()
        self._port = 0
        self._end: asyncio.Future[End] = asyncio.get_running_loop().create_future()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Listen on a free port while the block lasts; gives the address of the page."""
        from aiohttp import web

        runner = web.AppRunner(
            self._app(), access_log=None, logger=quiet("aiohttp"), shutdown_timeout=CLOSE_S
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, 0).start()
            self._port = int(runner.addresses[0][1])
            yield f"http://{HOST}:{self._port}{self._path}"
        finally:
            await runner.cleanup()

    async def ended(self) -> End:
        """Wait for the end of the page and say why it ended."""
        late = asyncio.ensure_future(self._sleep(LIFE_S))
        late.add_done_callback(lambda task: None if task.cancelled() else self._finish(End.LATE))
        try:
            return await self._end
        finally:
            late.cancel()

    def _finish(self, end: End) -> None:
        if not self._end.done():
            self._end.set_result(end)

    def _app(self) -> Application:
        from aiohttp import web

        app = web.Application(client_max_size=LARGEST)
        app.router.add_get("/{path:.*}", self._shown)
        app.router.add_post("/{path:.*}", self._sent)
        return app

    async def _shown(self, request: Request) -> Response:
        return self._refusal(request) or self._page()

    async def _sent(self, request: Request) -> Response:
        refused = self._refusal(request)
        if refused is not None:
            return refused
        pasted = {n: v for n, v in (await request.post()).items() if isinstance(v, str)}
        given = pasted.pop(CSRF, "").encode()
        if not hmac.compare_digest(given, self._csrf.encode()) or not self._same_origin(request):
            return self._count("page.not_ours")
        async with self._one_at_a_time:
            await self._desk.take(pasted)
        response = self._page()
        if self._desk.done:
            # Closing waits for answers under way, this one among them.
            self._finish(End.DONE)
        return response

    def _refusal(self, request: Request) -> Response | None:
        """Answer what is not for the page: another host (DNS rebinding), address, or too late."""
        if self._end.done():
            return self._answer(410, draw_refusal(self._words, "page.over"))
        if request.host not in {f"{host}:{self._port}" for host in HOSTS}:
            return self._count("page.not_ours")
        if hmac.compare_digest(request.path.encode(), self._path.encode()):
            return None
        if request.path in INNOCENT:
            return self._answer(404, "")
        return self._count("page.not_ours")

    def _same_origin(self, request: Request) -> bool:
        origin = request.headers.get("Origin", "")
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        return site == "same-origin" and (not origin or urlsplit(origin).netloc == request.host)

    def _count(self, key: str) -> Response:
        self._wrong += 1
        if self._wrong >= WRONG:
            self._finish(End.WRONG)
        return self._answer(403, draw_refusal(self._words, key))

    def _page(self) -> Response:
        page = draw(self._desk, self._words, action=self._path, csrf=self._csrf)
        return self._answer(200, page)

    def _answer(self, status: int, text: str) -> Response:
        from aiohttp import web

        return web.Response(status=status, text=text, content_type="text/html", headers=HEADERS)
