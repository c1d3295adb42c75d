"""A port on which a chat service reaches us, behind the person's own https."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aiohttp.web import Application

# A goodbye that nobody answers must not hold up the end of the program.
CLOSE_S: Final = 1.0
# What listening on a port raises when somebody else has it, or only the system may.
PORT_TROUBLES: Final = ("OSError", "PermissionError")


def quiet(name: str) -> logging.Logger:
    """Give a library a logger that leaves bodies and headers out of our log."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.ERROR)
    return logger


async def listening(app: Application, host: str, port: int, *, up: Callable[[], None]) -> None:
    """Take requests on a port for ever; raises OSError when it cannot be had.

    `up` is told when requests can come. No request is logged: addresses may hold secrets.
    """
    from aiohttp import web

    runner = web.AppRunner(app, access_log=None, logger=quiet("aiohttp"), shutdown_timeout=CLOSE_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        up()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
