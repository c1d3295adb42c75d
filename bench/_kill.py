"""P14: from a word to the moment when no new order can start, through every door there is."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from _live import Live, live
from _notices import running, until
from _rows import Row, spread

from bot.console import Console
from bot.router import Router
from bot.telegram import TelegramFace
from bot.telegram_place import TelegramPlace
from bot.watchdog_line import ask
from core.clock import real_sleep
from core.domain.people import Role, User
from core.domain.switches import HaltLevel, Scope, Switch
from core.flow.last_line import stopped_by_file
from core.ids import UlidSource
from core.latch import FileLatch
from tests import bot_api, samples
from tests import fakes_bot as fb
from tests.fakes import ANN

STOPS = 40
STARTS = 5
WAIT_S = 10.0
CALM_S = 0.15
WRITE = "one file written and fsynced"
INTENT = samples.intent(owner="golden_cross")
Door = Callable[[], Awaitable[None]]


class TimedLatch(FileLatch):
    """Notes when a stop was on the disk."""

    at = 0.0

    def change(self, *new: Switch, lifted: Scope | None = None) -> None:
        """Add switches and note the time."""
        super().change(*new, lifted=lifted)
        # The engine writes it once more after its commit; the first write is the stop.
        self.at = self.at or time.perf_counter()


def kills(folder: Path, count: int = STOPS, starts: int = STARTS) -> list[Row]:
    """Time stops from inside a running program, then from other processes."""
    return [*asyncio.run(_inside(folder, count)), *_across(folder, count, starts)]


async def _inside(folder: Path, count: int) -> list[Row]:
    found: dict[str, list[float]] = {}
    floor: list[float] = []
    async with AsyncExitStack() as stack:
        program = await stack.enter_async_context(live(folder))
        latch = TimedLatch(folder / "latch.json")
        program.desk.latch = latch
        doors = await _doors(program, stack)
        await stack.enter_async_context(running(program))
        for _ in range(count):
            for name, door in doors.items():
                found.setdefault(name, []).append(await _stop(latch, door))
                floor.append(_write(folder))
        await _sends_nothing(program, latch)
    return [
        spread(f"{name} -> no order can start", took, "ms", (WRITE, floor))
        for name, took in found.items()
    ]


async def _stop(latch: TimedLatch, door: Door) -> float:
    # What the stop before was followed by ends first: its row, its answer, its second write.
    await real_sleep(CALM_S)
    latch.write(())
    await real_sleep(CALM_S)
    latch.at = 0.0
    began = time.perf_counter()
    await door()
    await until(lambda: latch.at > 0)
    if latch.at < began or not stopped_by_file(latch, INTENT, ()):
        raise RuntimeError("a stop ended and orders can still start")
    return (latch.at - began) * 1000


async def _sends_nothing(program: Live, latch: FileLatch) -> None:
    """Make sure that what was measured is a stop: an order that waits now does not leave."""
    posts = len(program.posts)
    before = len(program.desk.uow.approvals.all())
    latch.write(())
    await program.runtime.halt(Scope(), HaltLevel.HALT_NEW, ANN, "bench")
    await program.refresh()
    if len(program.posts) != posts or len(program.desk.uow.approvals.all()) != before:
        raise RuntimeError("something went on after a stop")


async def _doors(program: Live, stack: AsyncExitStack) -> dict[str, Door]:
    """Open a console and a Telegram bot in front of a program."""
    bench = fb.Bench()
    owner = User("telegram", fb.OWNER, fb.HOME, "owner", Role.ADMIN, fb.NOW)
    uow = program.store.uow
    uow.users.put(owner)
    await uow.commit()
    context = replace(bench.context, uow=uow, halt=program.runtime.halt)
    router = Router(context, ids=UlidSource(bench.wall, random.Random(5)), wall=bench.wall)
    group = await stack.enter_async_context(asyncio.TaskGroup())
    typed = _console(bench, router, group, stack)
    server = await stack.enter_async_context(bot_api.serving())
    place = TelegramPlace(bot_api.TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
    face = TelegramFace(place, bench.words, wall=bench.wall, first_wait_s=0.01, poll_s=1)
    polling = group.create_task(face.run(router))
    stack.callback(polling.cancel)
    await server.until("getUpdates")

    async def call() -> None:
        await program.runtime.halt(Scope(), HaltLevel.HALT_NEW, ANN, "bench")

    async def line() -> None:
        os.write(typed, "정지\n".encode())

    async def update() -> None:
        server.push(message=bot_api.message("/halt", date=int(fb.NOW.timestamp())))

    return {"Runtime.halt": call, "console line": line, "Telegram update": update}


def _console(
    bench: fb.Bench, router: Router, group: asyncio.TaskGroup, stack: AsyncExitStack
) -> int:
    out, typed = os.pipe()
    stream = stack.enter_context(os.fdopen(out, encoding="utf-8"))
    console = Console(bench.words, boot="b1", write=lambda _text: None, colour=False)
    task = group.create_task(console.run(router, bench.door, stream=stream, stop_at_end=True))
    stack.callback(os.close, typed)
    stack.callback(task.cancel)
    return typed


def _across(folder: Path, count: int, starts: int) -> list[Row]:
    home = folder / "home"
    home.mkdir(mode=0o700)
    latch = FileLatch(home / "latch.json")
    latch.create()
    rows: list[Row] = []
    with _child(home, "-m", "bot.watchdog"):
        _answers(home)
        doors: dict[str, tuple[int, Callable[[], None]]] = {
            "watchdog's socket": (count, lambda: _asked(home)),
            "gaemi halt, its start included": (starts, lambda: _command(home)),
        }
        for name, (trials, door) in doors.items():
            pairs = [(_from_outside(latch, door), _write(folder)) for _ in range(trials)]
            took, floor = zip(*pairs, strict=True)
            rows.append(spread(f"{name} -> no order can start", took, "ms", (WRITE, floor)))
    return rows


def _from_outside(latch: FileLatch, door: Callable[[], None]) -> float:
    latch.write(())
    began = time.perf_counter()
    door()
    while not stopped_by_file(latch, INTENT, ()):
        if time.perf_counter() - began > WAIT_S:
            raise RuntimeError("the stop never came")
    return (time.perf_counter() - began) * 1000


def _asked(home: Path) -> None:
    answer = ask(home, f"halt {HaltLevel.HALT_NEW.value} all bench")
    if answer != "ok":
        raise RuntimeError(f"the watchdog answered {answer!r}")


def _command(home: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "bot", "halt", "bench"], check=True, env=_environment(home),
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


@contextmanager
def _child(home: Path, *arguments: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, *arguments], env=_environment(home))
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    root = str(Path(__file__).resolve().parent.parent)
    return kept | {"HOME": str(home), "GAEMI_HOME": str(home), "PYTHONPATH": root}


def _answers(home: Path) -> None:
    began = time.perf_counter()
    while ask(home, "ping") != "pong":
        if time.perf_counter() - began > WAIT_S:
            raise RuntimeError("no watchdog came up")


def _write(folder: Path) -> float:
    began = time.perf_counter()
    descriptor = os.open(folder / "bare.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, b"x" * 200)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return (time.perf_counter() - began) * 1000
