"""Real processes for these tests: gaemi itself and a Bot API server in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.chat import BotServer, bot_server
from tests.e2e.process import Gaemi
from tests.peers.aimock_server import aimock, free_port  # noqa: F401 - found by its name


@pytest.fixture
async def bot(peers: Path) -> AsyncIterator[BotServer]:
    """A Bot API server that nobody has spoken to yet."""
    async with bot_server(free_port()) as server:
        yield server


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
