"""Servers over the golden market, each with a customer logged in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import httpx
import pytest

from sim.kis.options import KisOptions
from sim.kis.server import serve
from tests.unit.sim.kis_golden_tools import Wire, golden_options

Opening = Callable[..., Awaitable[Wire]]


@pytest.fixture(scope="session")
def golden_base() -> KisOptions:
    """The options all golden servers share; sessions and feed are never changed."""
    return golden_options()


@pytest.fixture
async def opening(golden_base: KisOptions) -> AsyncIterator[Opening]:
    """Start servers that differ from the usual in the given options."""
    opened = []

    async def build(*, log_in: bool = True, retries: int = 0, **changes: object) -> Wire:
        server = await serve(replace(golden_base, **changes))
        transport = httpx.AsyncHTTPTransport(retries=retries, verify=False)
        http = httpx.AsyncClient(base_url=server.url, timeout=5, transport=transport)
        wire = Wire(server, http)
        opened.append(wire)
        if log_in:
            await wire.log_in()
        return wire

    yield build
    for wire in reversed(opened):
        await wire.http.aclose()
        await wire.server.close()


@pytest.fixture
async def real(opening: Opening) -> Wire:
    """A customer of the real environment."""
    return await opening()


@pytest.fixture
async def paper(opening: Opening) -> Wire:
    """A customer of the paper environment."""
    return await opening(env="paper")
