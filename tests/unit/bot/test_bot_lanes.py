"""Lanes: one thing after the other, but what is urgent waits for nobody."""

from __future__ import annotations

import asyncio

import pytest

from bot.lanes import Lanes, Work, is_urgent
from tests import fakes_bot  # noqa: F401 - registers the commands


def _work(log: list[str], name: str, gate: asyncio.Event | None = None) -> Work:
    async def run() -> None:
        if gate is not None:
            await gate.wait()
        log.append(name)

    return run


async def test_work_is_done_in_the_order_it_came() -> None:
    log: list[str] = []
    async with asyncio.TaskGroup() as group:
        lanes = Lanes(group)
        for name in "abc":
            lanes.put(_work(log, name))
        await lanes.finish()
    assert log == ["a", "b", "c"]


async def test_urgent_work_overtakes_what_hangs() -> None:
    log: list[str] = []
    gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        lanes = Lanes(group)
        lanes.put(_work(log, "slow", gate))
        lanes.put(_work(log, "next"))
        lanes.put(_work(log, "stop"), apart=True)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert log == ["stop"]
        gate.set()
        await lanes.finish()
    assert log == ["stop", "slow", "next"]


async def test_a_failure_reaches_the_owner_of_the_lanes() -> None:
    async def broken() -> None:
        raise RuntimeError("broken")

    with pytest.raises(ExceptionGroup) as caught:
        async with asyncio.TaskGroup() as group:
            Lanes(group).put(broken)
    assert caught.group_contains(RuntimeError)


@pytest.mark.parametrize(
    ("text", "urgent"),
    [("/halt", True), ("정지 삼성전자", True), ("멈춰", True), ("/halt@other", True),
     ("status", False), ("정지요", False), ("", False)],
)  # fmt: skip
def test_only_stops_are_urgent(text: str, urgent: bool) -> None:
    assert is_urgent(text) is urgent
