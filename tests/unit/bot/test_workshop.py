"""The process beside the engine: warm, replaced when it ends, killed past its deadline."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.workshop import WorkFailed, WorkLate, Workshop

WORKER = "tests.worker_of_tests"


@asynccontextmanager
async def shop(folder: Path, **how: Any) -> AsyncIterator[Workshop]:
    made = Workshop(WORKER, folder, **how)
    try:
        yield made
    finally:
        await made.close()


async def gone(pid: int) -> None:
    """Wait until a process is no more."""
    async with asyncio.timeout(60):
        while Path(f"/proc/{pid}").exists():  # noqa: ASYNC110, ASYNC240
            await asyncio.sleep(0.01)


async def test_jobs_are_done_one_after_the_other_by_one_process(tmp_path) -> None:
    async with shop(tmp_path) as it:
        assert it.pid is None
        assert await asyncio.gather(*(it.do(("double", n)) for n in range(5))) == [0, 2, 4, 6, 8]
        assert await it.do(("who", 0)) == it.pid != os.getpid()


async def test_a_job_past_its_deadline_ends_with_its_process(tmp_path) -> None:
    async with shop(tmp_path, deadline_s=0.3) as it:
        task = asyncio.create_task(it.do(("sleep", 60)))
        while it.pid is None:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        pid = it.pid
        with pytest.raises(WorkLate, match=r"0\.3 s"):
            await task
        assert it.pid is None
        await gone(pid)


async def test_what_is_cancelled_ends_and_another_takes_its_place(tmp_path) -> None:
    async with shop(tmp_path) as it:
        before = await it.do(("who", 0))
        task = asyncio.create_task(it.do(("sleep", 60)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gone(before)
        assert await it.do(("double", 2)) == 4
        assert it.pid != before


async def test_a_process_that_ends_is_told_and_replaced(tmp_path) -> None:
    async with shop(tmp_path) as it:
        with pytest.raises(WorkFailed, match="ended with 3"):
            await it.do(("end", 3))
        assert await it.do(("double", 4)) == 8


async def test_what_is_idle_is_let_go(tmp_path) -> None:
    async with shop(tmp_path, idle_s=0.05) as it:
        pid = await it.do(("who", 0))
        await gone_from(it)
        await gone(pid)
        assert await it.do(("double", 1)) == 2


async def gone_from(it: Workshop) -> None:
    async with asyncio.timeout(60):
        while it.pid is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_the_loop_goes_on_while_a_job_is_done(tmp_path) -> None:
    async with shop(tmp_path) as it:
        await it.do(("double", 1))
        job = asyncio.create_task(it.do(("sleep", 600)))
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert not job.done()
        job.cancel()
        await asyncio.wait([job])


async def test_a_module_that_is_not_there_is_told(tmp_path) -> None:
    made = Workshop("tests.no_such_worker", tmp_path)
    with pytest.raises(WorkFailed):
        await made.do(("double", 1))
    await made.close()


async def test_a_hand_knows_no_key_of_ours(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = secrets.token_hex(20)
    for name in ("TELEGRAM_BOT_TOKEN", "SECRET_KEY", "DATABASE_URL", "KIS_ACCOUNT"):
        monkeypatch.setenv(name, f"{name}{key}")
    monkeypatch.setenv("GAEMI_LANG", "en")
    async with shop(tmp_path) as it:
        pid = await it.do(("who", 0))
        found = Path(f"/proc/{pid}/environ").read_bytes()  # noqa: ASYNC240
    assert key.encode() not in found
    assert b"GAEMI_LANG=en" in found
