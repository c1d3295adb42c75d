"""The watchdog as a process: an engine stands still or is killed, or the watchdog is."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.heartbeat import sign_of
from bot.watchdog_line import ask
from core.domain.switches import HaltLevel
from core.latch import FileLatch
from tests.e2e.process import Gaemi, command, until, variables

SILENT_S = "6"


def stops(home: Path) -> list[tuple[str, str]]:
    """Give what the latch file has engaged, and by whom."""
    switches = FileLatch(home / "latch.json").read()
    return [(s.by, s.level.value) for s in switches]


def watchdogs(home: Path) -> list[int]:
    """Give the watchdogs of a home by their command line and folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            line = (entry / "cmdline").read_bytes().decode().split("\0")
            env = (entry / "environ").read_bytes().decode()
            if "bot.watchdog" in line and f"GAEMI_HOME={home}\0" in env:
                found.append(int(entry.name))
    return found


@pytest.fixture
def watched(gaemi: Callable[..., Gaemi]) -> Iterator[Gaemi]:
    """A running gaemi with its watchdog; both are gone at the end."""
    process = gaemi(GAEMI_WATCHDOG="true", GAEMI_WATCHDOG_S=SILENT_S)
    process.start()
    yield process
    if process.process is not None and process.process.poll() is None:
        process.process.send_signal(signal.SIGCONT)
    process.close()
    for pid in watchdogs(process.home):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def up(process: Gaemi) -> None:
    """Wait for the engine's sign and the watchdog's voice."""
    await until(lambda: sign_of(process.home), "the engine's beat")
    await until(lambda: ask(process.home, "ping") == "pong", "the watchdog")


@pytest.mark.process
async def test_a_stop_by_socket_works_while_the_engine_stands_still(watched: Gaemi) -> None:
    await up(watched)
    assert watched.process is not None
    watched.process.send_signal(signal.SIGSTOP)
    await until(lambda: ask(watched.home, "halt cancel all now") == "ok", "the stop")
    assert ("watchdog", "cancel") in stops(watched.home)


@pytest.mark.process
async def test_an_engine_that_stands_still_is_stopped_and_told(watched: Gaemi) -> None:
    await up(watched)
    assert not stops(watched.home)
    assert watched.process is not None
    watched.process.send_signal(signal.SIGSTOP)
    await until(lambda: stops(watched.home), "the stop")
    assert stops(watched.home) == [("watchdog", HaltLevel.HALT_NEW.value)]
    log = watched.home / "logs" / "watchdog.log"
    await until(log.exists, "the watchdog's log")
    assert "응답하지 않습니다" in watched.out
    watched.process.send_signal(signal.SIGCONT)
    await watched.shows("정지: 전체")
    assert await watched.quit() == 0
    await until(lambda: not watchdogs(watched.home), "the watchdog's end")


@pytest.mark.process
async def test_an_engine_that_was_killed_is_told_and_the_child_ends(watched: Gaemi) -> None:
    await up(watched)
    watched.kill()
    log = watched.home / "logs" / "watchdog.log"
    await until(log.exists, "the alarm")
    assert "예고 없이 끝났습니다" in log.read_text(encoding="utf-8")
    await until(lambda: not watchdogs(watched.home), "the watchdog's end")
    assert not stops(watched.home)


@pytest.mark.process
async def test_a_watchdog_that_was_killed_is_started_again_and_told(watched: Gaemi) -> None:
    await up(watched)
    (first,) = watchdogs(watched.home)
    os.kill(first, signal.SIGKILL)
    await watched.shows("watchdog")
    await until(lambda: ask(watched.home, "ping") == "pong", "the next watchdog")
    (second,) = watchdogs(watched.home)
    assert second != first
    assert not stops(watched.home)


@pytest.mark.process
async def test_a_wanted_end_alarms_nobody(watched: Gaemi) -> None:
    await up(watched)
    assert await watched.quit() == 0
    await until(lambda: not watchdogs(watched.home), "the watchdog's end")
    assert not (watched.home / "logs" / "watchdog.log").exists()
    assert not (watched.home / "watchdog.sock").exists()


@pytest.mark.process
async def test_a_watchdog_of_its_own_stays_and_the_engine_starts_no_other(
    watched: Gaemi,
) -> None:
    await up(watched)
    alone: subprocess.Popen[Any]
    with subprocess.Popen(  # noqa: ASYNC220 - it ends at once
        command("watchdog"), env=variables(watched.home), cwd=watched.home,
        stderr=subprocess.PIPE,
    ) as alone:  # fmt: skip
        _, said = alone.communicate(timeout=90)
    assert alone.returncode == 2
    assert b"another watchdog" in said
    assert len(watchdogs(watched.home)) == 1
