"""Real processes for these tests: gaemi itself and a Bot API server in front of it."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.chat import TOKEN, BotServer
from tests.e2e.process import Gaemi, until
from tests.peers.aimock_server import aimock, free_port  # noqa: F401 - found by its name

FRONT = Path(__file__).parents[1] / "peers" / "telegram_front.js"


@pytest.fixture
async def bot(peers: Path) -> AsyncIterator[BotServer]:
    """A Bot API server that nobody has spoken to yet."""
    port = free_port()
    with subprocess.Popen(  # noqa: ASYNC220 - a start takes no time, and the end must be sure
        ["node", str(FRONT), str(port), TOKEN], stdout=subprocess.DEVNULL
    ) as process:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            server = BotServer(process, client, f"http://127.0.0.1:{port}")
            try:
                await until(lambda: _up(server), "the Bot API server")
                yield server
            finally:
                process.terminate()


@pytest.fixture
def gaemi(tmp_path: Path) -> Iterator[Callable[..., Gaemi]]:
    """Makes gaemi processes; all are gone at the end of the test."""
    made: list[Gaemi] = []

    def make(**more: str) -> Gaemi:
        variables = {"GAEMI_SPEED": "30000"} | more
        made.append(Gaemi(tmp_path / "home", variables))
        return made[-1]

    yield make
    for process in made:
        process.close()


async def _up(server: BotServer) -> bool:
    try:
        return isinstance(await server.calls(), list)
    except httpx.TransportError:
        return False
