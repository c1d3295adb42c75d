"""Takes a look at a wire, and writes the numbers of orders as KIS does."""

from __future__ import annotations

import pytest

from core.errors import ReadFailed
from tests.kis_wire import BRANCH, DAY, Wire


def number(n: int) -> str:
    return f"{n:010d}"


def full(n: int) -> str:
    return f"{BRANCH}-{number(n)}"


async def look(wire: Wire, day=DAY):
    return await wire.kis().broker.look(day)


async def fails(wire: Wire, words: str) -> None:
    with pytest.raises(ReadFailed, match=words):
        await look(wire)
