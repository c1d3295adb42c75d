"""`gaemi sim kis` without its command line: serve until the caller cancels."""

import asyncio
from collections.abc import Callable

from sim.kis.options import KisOptions
from sim.kis.server import serve


async def run(options: KisOptions, show: Callable[[str], None]) -> None:
    """Serve until cancelled; `show` gets what a client's configuration needs, once.

    Raises ValueError for options that contradict each other and OSError for a port in use.
    """
    async with await serve(options) as server:
        show(server.describe())
        await asyncio.Event().wait()
